"""Every write of an import."""

from evener.connect.actions.applying import Given, Request, apply, check, require_import
from evener.connect.actions.batches import (
    Choice,
    Upload,
    apply_batch,
    check_batch,
    choose_columns,
    choose_stages,
    clear_away,
    discard,
    give_to_work,
    guess_again,
    receive,
)

__all__ = [
    "Choice",
    "Given",
    "Request",
    "Upload",
    "apply",
    "apply_batch",
    "check",
    "check_batch",
    "choose_columns",
    "choose_stages",
    "clear_away",
    "discard",
    "give_to_work",
    "guess_again",
    "receive",
    "require_import",
]
