"""Every write to papers, pieces and the brand. Each action is one short transaction with its journal entry inside."""

from evener.papers.actions.brand import change_brand
from evener.papers.actions.going import send_out, show_on_plan
from evener.papers.actions.pieces import (
    change_piece,
    check_piece,
    put_piece,
    renew_piece,
    retire_piece,
    write_piece,
)
from evener.papers.actions.writing import begin_paper, change_paper, discard_paper

__all__ = [
    "begin_paper",
    "change_brand",
    "change_paper",
    "change_piece",
    "check_piece",
    "discard_paper",
    "put_piece",
    "renew_piece",
    "retire_piece",
    "send_out",
    "show_on_plan",
    "write_piece",
]
