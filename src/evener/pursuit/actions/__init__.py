"""Every write to plans. Each action is one short transaction with its journal entry inside."""

from evener.pursuit.actions.answers import write_answer
from evener.pursuit.actions.metrics import (
    add_metric,
    add_reading,
    change_metric,
    remove_metric,
    remove_reading,
)

__all__ = [
    "add_metric",
    "add_reading",
    "change_metric",
    "remove_metric",
    "remove_reading",
    "write_answer",
]
