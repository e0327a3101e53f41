"""What happened, by who sold it."""

from evener.upkeep.sample.tales import clara

TALES = (clara.tell,)
