"""How load, and the answer to “can we promise this date?”, are shown."""

from evener.capacity.presenting.load import hours

__all__ = ["hours"]
