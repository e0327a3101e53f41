"""What was asked while it ran, what was answered, and notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.evaluations.actions.held import hold_evaluation, must, same_version, sign_of_life, tell
from evener.evaluations.models import Question
from evener.evaluations.queries import question
from evener.evaluations.rules import MOST_QUESTIONS, QUESTION, Course, answer_due, may_change_facts, text_faults
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused, Text

LONGEST_NOTE = 5000


def raise_question(*, by: Viewer, at: datetime, evaluation_id: int, text: str, raised_by: str = "") -> Question:
    """Somebody asked; the answer is due 24 hours later. `raised_by` is who, `by` unless said otherwise."""
    who = raised_by.strip() or by.name
    wrong: dict[str, Text] = text_faults({"text": text, "raised_by": who}, QUESTION)
    if not text.strip():
        wrong["text"] = _("Write the question as it was asked.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        must(may_change_facts(Course(evaluation.status)))
        if Question.objects.filter(evaluation=evaluation).count() >= MOST_QUESTIONS:
            raise Refused(_("There are too many questions here. Write the rest as notes."))
        row = Question.objects.create(
            evaluation=evaluation, text=text.strip(), raised_by=who, asked_at=at, due_at=answer_due(at),
            created_by_id=by.id,
        )  # fmt: skip
        sign_of_life(evaluation, at=at)
        changes = [("question", None, row.text), ("raised_by", None, row.raised_by)]
        tell(evaluation, deal, by=by, at=at, what="evaluation.asked", changes=changes)
    return row


def answer_question(
    *, by: Viewer, at: datetime, evaluation_id: int, question_id: int, answer: str, seen_version: int | None = None
) -> Question:
    """Answer, or improve the answer. When it was answered first is kept."""
    wrong: dict[str, Text] = text_faults({"answer": answer}, {"answer": QUESTION["answer"]})
    if not answer.strip():
        wrong["answer"] = _("Write the answer the customer gets.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id, after_sale=True)
        row = question(evaluation.pk, question_id)
        same_version(seen_version, row.version)
        before = row.answer or None
        row.answer = answer.strip()
        row.answered_at, row.answered_by_id = row.answered_at or at, row.answered_by_id or by.id
        row.version += 1
        row.save(force_update=True)
        sign_of_life(evaluation, at=at)
        changes = [("question", None, row.text), ("answer", before, row.answer)]
        tell(evaluation, deal, by=by, at=at, what="evaluation.answered", changes=changes)
    return row


def add_note(*, by: Viewer, at: datetime, evaluation_id: int, text: str) -> None:
    """A sentence about how it goes. It stands in the journal, and is a sign of life."""
    wrong: dict[str, Text] = text_faults({"text": text}, {"text": LONGEST_NOTE})
    if not text.strip():
        wrong["text"] = _("Write the note.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id, after_sale=True)
        sign_of_life(evaluation, at=at)
        tell(evaluation, deal, by=by, at=at, what="evaluation.noted", reason=text.strip())
