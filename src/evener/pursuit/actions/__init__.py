"""Every write to plans. Each action is one short transaction with its journal entry inside."""

from evener.pursuit.actions.answers import write_answer
from evener.pursuit.actions.files import share_file
from evener.pursuit.actions.metrics import (
    add_metric,
    add_reading,
    change_metric,
    remove_metric,
    remove_reading,
)
from evener.pursuit.actions.readers import TooMuch, comment, remove_comment, reply, see, tick

__all__ = [
    "TooMuch",
    "add_metric",
    "add_reading",
    "change_metric",
    "comment",
    "remove_comment",
    "remove_metric",
    "remove_reading",
    "reply",
    "see",
    "share_file",
    "tick",
    "write_answer",
]
