"""How the journal speaks of evaluations (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.evaluations.rules import NAMES, RESULT_NAMES, STATUS_NAMES
from evener.journal.sentences import Words

YES_NO = {"True": lazy("Yes"), "False": lazy("No")}
WORDS = Words(
    sentences={
        "evaluation.planned": lazy("planned the evaluation “%(name)s”"),
        "evaluation.changed": lazy("changed the evaluation “%(name)s”"),
        "evaluation.agreed": lazy("agreed “%(name)s” with the customer"),
        "evaluation.redrafted": lazy("opened the criteria of “%(name)s” again"),
        "evaluation.started": lazy("started “%(name)s”"),
        "evaluation.ended": lazy("ended “%(name)s”"),
        "evaluation.resumed": lazy("resumed “%(name)s”"),
        "evaluation.won": lazy("recorded the technical win of “%(name)s”"),
        "evaluation.unwon": lazy("withdrew the technical win of “%(name)s”"),
        "evaluation.criterion_added": lazy("added a criterion to “%(name)s”"),
        "evaluation.criterion_changed": lazy("changed a criterion of “%(name)s”"),
        "evaluation.criterion_removed": lazy("took a criterion out of “%(name)s”"),
        "evaluation.result": lazy("recorded a result of “%(name)s”"),
        "evaluation.asked": lazy("wrote down a question on “%(name)s”"),
        "evaluation.answered": lazy("answered a question on “%(name)s”"),
        "evaluation.noted": lazy("noted on “%(name)s”"),
    },
    fields={
        **{f"evaluation.{name}": text for name, text in NAMES.items()},
        "evaluation.status": lazy("Status"),
        "evaluation.agreed_on": lazy("Agreed on"),
        "evaluation.agreed_with": lazy("Agreed with"),
        "evaluation.warning": lazy("Warning"),
        "evaluation.ended_on": lazy("Ended on"),
        "evaluation.criterion": lazy("Criterion"),
        "evaluation.measure": lazy("How it is measured"),
        "evaluation.must": lazy("A must"),
        "evaluation.result": lazy("Result"),
        "evaluation.evidence": lazy("Evidence"),
        "evaluation.question": lazy("Question"),
        "evaluation.raised_by": lazy("Who asked"),
        "evaluation.answer": lazy("Answer"),
        "evaluation.win_on": lazy("Technical win"),
        "evaluation.win_by": lazy("Who said it"),
        "evaluation.win_how": lazy("How we know"),
    },
    values={
        "evaluation.status": {status.value: name for status, name in STATUS_NAMES.items()},
        "evaluation.result": {result.value: name for result, name in RESULT_NAMES.items()},
        "evaluation.must": YES_NO,
    },
    pages={"evaluation": "evaluations:page"},
)
