"""What stands on every tab of a deal, and how its facts read."""

from evener.deals.presenting.head import deal_head

__all__ = ["deal_head"]
