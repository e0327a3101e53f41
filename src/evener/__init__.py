"""Evener: the people who sell a technical product and the people who build it, on one deal."""

__version__ = "0.1.0"
