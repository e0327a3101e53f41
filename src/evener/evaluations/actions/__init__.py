"""Every write to evaluations. Each action is one short transaction with its journal entry inside."""

from evener.evaluations.actions.course import agree, end, redraft, resume, start
from evener.evaluations.actions.criteria import add_criterion, change_criterion, record_result, remove_criterion
from evener.evaluations.actions.plan import change_evaluation, plan_evaluation
from evener.evaluations.actions.questions import add_note, answer_question, raise_question
from evener.evaluations.actions.win import record_deal_win, record_win, withdraw_deal_win, withdraw_win

__all__ = [
    "add_criterion",
    "add_note",
    "agree",
    "answer_question",
    "change_criterion",
    "change_evaluation",
    "end",
    "plan_evaluation",
    "raise_question",
    "record_deal_win",
    "record_result",
    "record_win",
    "redraft",
    "remove_criterion",
    "resume",
    "start",
    "withdraw_deal_win",
    "withdraw_win",
]
