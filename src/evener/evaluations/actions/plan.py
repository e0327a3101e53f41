"""Planning an evaluation, and changing its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change
from evener.deals.models import Deal
from evener.evaluations.actions.held import contact_of, hold_evaluation, must, register, save, seat, tell
from evener.evaluations.models import Evaluation
from evener.evaluations.queries import versions
from evener.evaluations.rules import LONGEST, NAMES, faults, may_change_facts, usual_end
from evener.journal.rules import Change, plain
from evener.people.models import User
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Clash, Conflict, Invalid
from evener.search.actions import put
from evener.search.rules import Kind

FIELDS = tuple(NAMES)


def plan_evaluation(*, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any]) -> Evaluation:
    """A new draft on an open deal. `values` by field name of `rules.NAMES`; `name` and `decision` are needed.

    Unless said otherwise it starts today, runs two weeks, and is the lead engineer's.
    """
    with transaction.atomic():
        return begin_evaluation(hold_to_change(by, deal_id), by=by, at=at, values=values)


def begin_evaluation(deal: Deal, *, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Evaluation:
    """The same on a deal that is held, where somebody else has looked whether it may be."""
    with transaction.atomic():
        starts_on = values.get("starts_on") or by.today(at)
        given = {
            "owner_id": _lead(deal), "weight": 100, **values, "starts_on": starts_on,
            "ends_on": values.get("ends_on") or usual_end(starts_on),
        }  # fmt: skip
        evaluation = Evaluation(
            deal=deal, team_id=deal.team_id, confidential=deal.confidential, touched_at=at, created_at=at,
            created_by_id=by.id,
        )  # fmt: skip
        _take(evaluation, given, deal, by=by)
        evaluation.save(force_insert=True)
        register(evaluation, at=at)
        seat(evaluation, deal)
        index(evaluation)
        changes: list[Change] = [(name, None, shown(evaluation, name)) for name in given if shown(evaluation, name)]
        tell(evaluation, deal, by=by, at=at, what="evaluation.planned", changes=changes)
    return evaluation


def change_evaluation(
    *, by: Viewer, at: datetime, evaluation_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Evaluation:
    """Change facts of one that has not ended.

    `seen_version` is the version the change was made on. Fields somebody else changed since raise Conflict and nothing
    is written; changes to other fields pass. None means: whatever it is now.
    """
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        must(may_change_facts(evaluation.status))  # type: ignore[arg-type]
        new = {name: value for name, value in values.items() if getattr(evaluation, name, None) != value}
        if not new:
            return evaluation
        if seen_version is not None and seen_version != evaluation.version:
            _refuse_clashes(evaluation, new, seen_version=seen_version)
        before = {name: shown(evaluation, name) for name in new if name in NAMES}
        _take(evaluation, new, deal, by=by)
        changes: list[Change] = [(name, before[name], shown(evaluation, name)) for name in new]
        save(evaluation, deal, by=by, at=at, what="evaluation.changed", changes=changes)
        seat(evaluation, deal)
        index(evaluation)
    return evaluation


def _take(evaluation: Evaluation, values: Mapping[str, Any], deal: Deal, *, by: Viewer) -> None:
    """Set the values, checked as the whole they make with what stands there already."""
    whole = {name: getattr(evaluation, name) for name in FIELDS} | dict(values)
    days = {"starts_on", "ends_on", "long_reason"} & values.keys()
    carried = evaluation.long_by_id is not None and not days  # a leader carried these days already
    wrong = faults(whole, leads=by.leads or carried)
    if wrong:
        raise Invalid(wrong)
    if "owner_id" in values:
        evaluation.owner = _owner(values["owner_id"])
    if "decider_id" in values:
        evaluation.decider = contact_of(deal, values["decider_id"], field="decider_id")
    for name in set(values) - {"owner_id", "decider_id"}:
        value = values[name]
        setattr(evaluation, name, value.strip() if isinstance(value, str) else value)
    if days:
        longer = evaluation.ends_on - evaluation.starts_on > LONGEST
        evaluation.long_by_id = by.id if longer else None
        evaluation.long_reason = evaluation.long_reason if longer else ""


def _lead(deal: Deal) -> int | None:
    """The lead engineer, where they are one and still here."""
    able = User.objects.filter(id=deal.lead_engineer_id or 0, is_active=True, role__in=list(VERDICT_ROLES))
    return deal.lead_engineer_id if able.exists() else None


def _owner(id: int | None) -> User | None:
    if id is None:
        return None
    found = User.objects.filter(id=id, is_active=True, role__in=list(VERDICT_ROLES)).first()
    if found is None:
        raise Invalid({"owner_id": _("Choose somebody from engineering.")})
    return found


def shown(evaluation: Evaluation, field: str) -> Any:
    """The field as the journal keeps it: names instead of ids."""
    if field in ("owner_id", "decider_id"):
        related = getattr(evaluation, field.removesuffix("_id"))
        return str(related) if related is not None else None
    return plain(getattr(evaluation, field))


def _refuse_clashes(evaluation: Evaluation, new: Mapping[str, Any], *, seen_version: int) -> None:
    ahead = Evaluation(**{name: value for name, value in new.items() if name in NAMES})
    clashes: dict[str, Clash] = {}
    for entry in versions(evaluation)[seen_version:]:
        for name, _before, _after in entry.changes:
            if name in new:
                theirs, yours = (str(shown(each, name) or "") for each in (evaluation, ahead))
                clashes[name] = Clash(str(NAMES[name]), theirs, yours, entry.actor.name, entry.at.isoformat())
    if clashes or seen_version > evaluation.version:
        text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=evaluation.version)


def index(evaluation: Evaluation) -> None:
    """What it is found by."""
    put(Kind.EVALUATION, evaluation.pk, evaluation.name, evaluation.decision, evaluation.environment)
