"""What happened, by who sold it."""

from evener.upkeep.sample.tales import clara, clara_ended, mikkel, mikkel_ended

TALES = (clara.tell, clara_ended.tell, mikkel.tell, mikkel_ended.tell)
