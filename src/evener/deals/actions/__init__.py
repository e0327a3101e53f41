"""Every write to deals. Each action is one short transaction with its journal entry inside."""

from evener.deals.actions.closing import close_deal, reopen_deal
from evener.deals.actions.deal import change_deal, change_many, create_deal
from evener.deals.actions.notes import add_file, add_note, remove_file
from evener.deals.actions.promised import set_coverage, set_promise_counts
from evener.deals.actions.setup import change_product, change_stage, make_product, make_stage, remove_stage
from evener.deals.actions.steps import add_step, change_step, finish_step, resume_step, share_step, tick_step
from evener.deals.actions.team import add_member, remove_member
from evener.deals.actions.together import create_deal_at_new_account
from evener.deals.actions.won import set_technical_win

__all__ = [
    "add_file",
    "add_member",
    "add_note",
    "add_step",
    "change_deal",
    "change_many",
    "change_product",
    "change_stage",
    "change_step",
    "close_deal",
    "create_deal",
    "create_deal_at_new_account",
    "finish_step",
    "make_product",
    "make_stage",
    "remove_file",
    "remove_member",
    "remove_stage",
    "reopen_deal",
    "resume_step",
    "set_coverage",
    "set_promise_counts",
    "set_technical_win",
    "share_step",
    "tick_step",
]
