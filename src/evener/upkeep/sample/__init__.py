"""The sample company: a believable year of technical selling, made only by calling actions."""

from evener.upkeep.sample.make import make
from evener.upkeep.sample.people import PEOPLE, Person

__all__ = ["PEOPLE", "Person", "make"]
