"""What is measured, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.models import Deal
from evener.evaluations.actions.held import (
    contact_of,
    hold_evaluation,
    must,
    not_after,
    same_version,
    save,
    sign_of_life,
    tell,
)
from evener.evaluations.models import Criterion, Evaluation
from evener.evaluations.queries import criterion
from evener.evaluations.rules import (
    CRITERION,
    MOST_CRITERIA,
    Course,
    Result,
    may_change_criteria,
    may_change_facts,
    open_to_result,
    text_faults,
)
from evener.journal.rules import Change, changed
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused, Text

FIELDS = ("text", "measure", "must", "agreed_with_id", "agreed_on")


def add_criterion(*, by: Viewer, at: datetime, evaluation_id: int, values: Mapping[str, Any]) -> Criterion:
    """One more criterion, before the start or, shown as late, while it runs. What was agreed is then open again."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        must(may_change_facts(Course(evaluation.status)))
        if Criterion.objects.filter(evaluation=evaluation).count() >= MOST_CRITERIA:
            raise Refused(_("Keep it to %(limit)d criteria: what matters would drown.") % {"limit": MOST_CRITERIA})
        row = Criterion(evaluation=evaluation, created_at=at, created_by_id=by.id)
        _take(row, values, deal, by=by, at=at)
        row.save(force_insert=True)
        shown = {name: value for name, value in _shown(row).items() if value}
        tell(evaluation, deal, by=by, at=at, what="evaluation.criterion_added", changes=changed({}, shown))
        _reopen(evaluation, deal, row, by=by, at=at)
    return row


def change_criterion(
    *, by: Viewer, at: datetime, evaluation_id: int, criterion_id: int, values: Mapping[str, Any],
    seen_version: int | None,
) -> Criterion:  # fmt: skip
    """Change what is measured, before the start only."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        row = criterion(evaluation.pk, criterion_id)
        same_version(seen_version, row.version)
        must(may_change_criteria(Course(evaluation.status)))
        before = _shown(row)
        _take(row, values, deal, by=by, at=at)
        changes = changed(before, _shown(row))
        if not changes:
            return row
        row.version += 1
        row.save(force_update=True)
        tell(evaluation, deal, by=by, at=at, what="evaluation.criterion_changed", changes=_of(row, changes))
        _reopen(evaluation, deal, row, by=by, at=at)
    return row


def remove_criterion(*, by: Viewer, at: datetime, evaluation_id: int, criterion_id: int) -> None:
    """It is measured no more; before the start only. The journal keeps it."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        row = criterion(evaluation.pk, criterion_id)
        must(may_change_criteria(Course(evaluation.status)))
        row.delete()
        changes: list[Change] = [("criterion", row.text, None)]
        tell(evaluation, deal, by=by, at=at, what="evaluation.criterion_removed", changes=changes)


def record_result(
    *, by: Viewer, at: datetime, evaluation_id: int, criterion_id: int, result: str, evidence: str,
    seen_version: int | None = None,
) -> Criterion:  # fmt: skip
    """What came out, with its evidence: a text or a link. Without evidence it is refused."""
    wrong: dict[str, Text] = text_faults({"evidence": evidence}, {"evidence": CRITERION["evidence"]})
    if result not in set(Result):
        wrong["result"] = _("Choose one of the four results.")
    if not evidence.strip():
        wrong["evidence"] = _(
            "Say what shows it: numbers, a link, who saw it. A result without evidence is an opinion."
        )
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id, after_sale=True)
        row = criterion(evaluation.pk, criterion_id)
        same_version(seen_version, row.version)
        must(open_to_result(Course(evaluation.status)))
        before = {"result": row.result or None, "evidence": row.evidence or None}
        row.result, row.evidence, row.result_at, row.result_by_id = result, evidence.strip(), at, by.id
        row.version += 1
        row.save(force_update=True)
        sign_of_life(evaluation, at=at)
        changes = changed(before, {"result": row.result, "evidence": row.evidence})
        tell(evaluation, deal, by=by, at=at, what="evaluation.result", changes=_of(row, changes))
    return row


def _of(row: Criterion, changes: list[Change]) -> list[Change]:
    """The changes, and first which criterion they are about."""
    return [("criterion", None, row.text), *(change for change in changes if change[0] != "criterion")]


def _take(row: Criterion, values: Mapping[str, Any], deal: Deal, *, by: Viewer, at: datetime) -> None:
    wrong: dict[str, Text] = {name: _("A criterion has no such field.") for name in values if name not in FIELDS}
    whole = {name: getattr(row, name) for name in ("text", "measure")} | dict(values)
    wrong |= text_faults(whole, {name: CRITERION[name] for name in ("text", "measure")})
    if not (whole["text"] or "").strip():
        wrong["text"] = _("Say what must be true.")
    if not (whole["measure"] or "").strip():
        wrong["measure"] = _("Say how it is measured, so that nobody argues about it afterwards.")
    if wrong:
        raise Invalid(wrong)
    if values.get("agreed_on") is not None:
        not_after(values["agreed_on"], today=by.today(at), field="agreed_on")
    if "agreed_with_id" in values:
        row.agreed_with = contact_of(deal, values["agreed_with_id"], field="agreed_with_id")
    for name in set(values) - {"agreed_with_id"}:
        value = values[name]
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.agreed_with_id is not None and row.agreed_on is None:
        raise Invalid({"agreed_on": _("Say on which day it was agreed.")})


def _reopen(evaluation: Evaluation, deal: Deal, row: Criterion, *, by: Viewer, at: datetime) -> None:
    """A criterion nobody agreed to makes an agreed evaluation a draft again."""
    if evaluation.status == Course.AGREED and row.agreed_on is None:
        evaluation.status, evaluation.agreed_on = Course.DRAFT, None
        save(evaluation, deal, by=by, at=at, what="evaluation.redrafted")


def _shown(row: Criterion) -> dict[str, object]:
    return {
        "criterion": row.text,
        "measure": row.measure,
        "must": row.must,
        "agreed_with": row.agreed_with.name if row.agreed_with else None,
        "agreed_on": row.agreed_on,
    }
