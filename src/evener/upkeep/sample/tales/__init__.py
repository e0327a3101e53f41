"""What happened, by who sold it."""

from evener.upkeep.sample.tales import (
    before,
    clara,
    clara_ended,
    daniel,
    daniel_ended,
    helene,
    lucia,
    lucia_ended,
    mikkel,
    mikkel_ended,
)

TALES = tuple(
    part.tell
    for part in (clara, clara_ended, mikkel, mikkel_ended, lucia, lucia_ended, daniel, daniel_ended, helene, before)
)
