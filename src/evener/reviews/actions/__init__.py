"""Every write of this room. Each action is one short transaction with its journal entry inside."""

from evener.reviews.actions.asking import ask_review, call_off, invite_reviewer, swap_dissenter
from evener.reviews.actions.back import come_back
from evener.reviews.actions.holding import add_review_step, decide, hold_review, step_from_sign
from evener.reviews.actions.lightly import (
    add_idea,
    add_tie,
    end_tie,
    move_return,
    share_idea,
    touch_tie,
)
from evener.reviews.actions.preparing import give_chance, prepare
from evener.reviews.actions.scoring import score_review

__all__ = [
    "add_idea",
    "add_review_step",
    "add_tie",
    "ask_review",
    "call_off",
    "come_back",
    "decide",
    "end_tie",
    "give_chance",
    "hold_review",
    "invite_reviewer",
    "move_return",
    "prepare",
    "score_review",
    "share_idea",
    "step_from_sign",
    "swap_dissenter",
    "touch_tie",
]
