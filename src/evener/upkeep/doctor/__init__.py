"""Looks through the installation and says what it found, how bad it is, and what to do."""

from evener.upkeep.doctor.findings import Finding, Level, worst
from evener.upkeep.doctor.rounds import examine

__all__ = ["Finding", "Level", "examine", "worst"]
