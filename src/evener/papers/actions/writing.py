"""A paper begun and written. It starts filled from the record; a save takes the whole form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.actions.held import hold_to_change
from evener.deals.models import Deal, NextStep
from evener.journal.rules import Change
from evener.meetings.models import Meeting
from evener.papers.actions.held import hold_paper, index, save, seat_owner, tell, wind
from evener.papers.filling import filled
from evener.papers.models import Claim, Paper
from evener.papers.queries.one import versions
from evener.papers.rules.writing import LENGTHS, LINES, PAPER_NAMES, PaperStatus, Step, clean, faults, step_of
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Clash, Conflict, Invalid, Refused, Text
from evener.promises.models import Promise
from evener.search.actions import take_out
from evener.search.rules import Kind

SHOWN = 200


def begin_paper(*, by: Viewer, at: datetime, deal_id: int, meeting_id: int | None = None) -> Paper:
    """A draft on an open deal, filled from the record as far as `by` may see it; theirs to write."""
    deal = deals.editable(by, deal_id)
    meeting = _meeting(by, deal_id, meeting_id)
    start = filled(by, deal, meeting=meeting, at=at)
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        paper = Paper(
            deal=deal, meeting=meeting, owner_id=by.id, title=start.title, readers=start.readers,
            problem=start.problem, idea=start.idea,
            picture=start.picture, picture_says=start.picture_says, steps=[step.kept() for step in start.steps],
            origins=start.origins, created_at=at, created_by_id=by.id, touched_at=at,
        )  # fmt: skip
        wind(paper)
        paper.save(force_insert=True)
        Claim.objects.bulk_create([Claim(paper=paper, promise_id=id) for id in start.promise_ids])
        seat_owner(paper, deal)
        index(paper)
        changes: list[Change] = [("meeting", None, meeting.title)] if meeting else []
        tell(paper, deal, by=by, at=at, what="paper.begun", changes=changes)
    return paper


def change_paper(
    *, by: Viewer, at: datetime, paper_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Paper:
    """Save what was written: `values` by field name of `rules.writing.PAPER_NAMES`.

    `steps` is a sequence of Step, `claims` the ids of promises of the deal. `seen_version` is the version the form was
    opened on: fields somebody else changed since raise Conflict and nothing is written; changes to others pass.
    """
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        given = _cleaned(values)
        new = {name: value for name, value in given.items() if _now(paper, name) != value}
        if not new:
            return paper
        if seen_version is not None and seen_version != paper.version:
            _refuse_clashes(paper, new, seen_version=seen_version)
        _check(by, deal, new)
        before = {name: shown(paper, name) for name in new}
        _take(by, paper, new)
        changes: list[Change] = [(name, before[name], shown(paper, name)) for name in new]
        save(paper, deal, by=by, at=at, what="paper.changed", changes=changes)
        seat_owner(paper, deal)
    return paper


def discard_paper(*, by: Viewer, at: datetime, paper_id: int) -> None:
    """A draft that never went out is thrown away; the journal says that there was one."""
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        if paper.status != PaperStatus.DRAFT:
            raise Refused(_("It went out. What went out stays in the record."))
        tell(paper, deal, by=by, at=at, what="paper.discarded")
        take_out(Kind.PAPER, paper.pk)
        paper.delete()


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = {name: _("A paper has no such field.") for name in values if name not in PAPER_NAMES}
    given: dict[str, Any] = {
        name: clean(value or "", lines=name in LINES) if name in LENGTHS else value for name, value in values.items()
    }
    if "steps" in given:
        given["steps"] = tuple(_clean_step(step) for step in given["steps"])
    if "claims" in given:
        given["claims"] = frozenset(given["claims"])
    wrong = unknown | faults(given)
    if wrong:
        raise Invalid(wrong)
    return given


def _clean_step(step: Step) -> Step:
    if step.step_id is not None:
        return Step("", step_id=step.step_id)
    what = clean(step.what, lines=False)
    return Step(what, owner_id=step.owner_id, contact_id=step.contact_id, due_on=step.due_on)


def _now(paper: Paper, name: str) -> Any:
    if name == "steps":
        return tuple(step_of(each) for each in paper.steps)
    if name == "claims":
        return frozenset(paper.claims.values_list("promise_id", flat=True))
    return getattr(paper, name)


def _check(by: Viewer, deal: Deal, new: Mapping[str, Any]) -> None:
    """What a field points to is there, and is of this deal."""
    wrong: dict[str, Text] = {}
    if "meeting_id" in new:
        _meeting(by, deal.pk, new["meeting_id"])
    if new.get("owner_id") is not None and not _writes(new["owner_id"]):
        wrong["owner_id"] = _("Choose one from the list.")
    if "claims" in new and not _of_deal(Promise.objects.filter(deal=deal), new["claims"]):
        wrong["claims"] = _("Choose promises of this deal.")
    if "steps" in new:
        fault = _step_fault(deal, new["steps"])
        if fault:
            wrong["steps"] = fault
    if wrong:
        raise Invalid(wrong)


def _step_fault(deal: Deal, steps: Sequence[Step]) -> Text | None:
    chosen = {step.step_id for step in steps if step.step_id}
    if not _of_deal(NextStep.objects.filter(deal=deal), chosen):
        return _("Choose steps of this deal.")
    people = {step.owner_id for step in steps if step.owner_id}
    if people and User.objects.filter(id__in=people, is_active=True).count() != len(people):
        return _("Choose one of our people from the list.")
    if any(step.contact_id and not deals.has_contact(deal, step.contact_id) for step in steps):
        return _("Choose somebody at the customer from the list. New people are added on the account.")
    return None


def _of_deal(rows: Any, ids: Collection[int]) -> bool:
    return not ids or rows.filter(id__in=ids).count() == len(ids)


def _writes(id: int) -> bool:
    return User.objects.filter(id=id, is_active=True).exclude(role=Role.VIEWER).exists()


def _meeting(by: Viewer, deal_id: int, id: int | None) -> Meeting | None:
    if id is None:
        return None
    found = Meeting.objects.visible_to(by).filter(id=id, deal_id=deal_id, cancelled_at=None).first()
    if found is None:
        raise Invalid({"meeting_id": _("Choose a meeting of this deal that was not called off.")})
    return found


def _take(by: Viewer, paper: Paper, new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        if name == "steps":
            paper.steps = [step.kept() for step in value]
        elif name == "claims":
            Claim.objects.filter(paper=paper).exclude(promise_id__in=value).delete()
            there = set(paper.claims.values_list("promise_id", flat=True))
            Claim.objects.bulk_create([Claim(paper=paper, promise_id=id) for id in sorted(value - there)])
        elif name == "meeting_id":
            paper.meeting = _meeting(by, paper.deal_id, value)
        elif name == "owner_id":
            paper.owner = User.objects.get(id=value) if value else None
        else:
            setattr(paper, name, value)
    if {"meeting_id", "owner_id"} & new.keys():
        wind(paper)


def shown(paper: Paper, name: str) -> Any:
    """The field as the journal keeps it: names instead of ids, the beginning of long texts."""
    if name in ("owner_id", "meeting_id"):
        related = getattr(paper, name.removesuffix("_id"))
        return str(related) if related is not None else None
    if name == "steps":
        return len(paper.steps)
    if name == "claims":
        return paper.claims.count()
    text = getattr(paper, name)
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text


def _refuse_clashes(paper: Paper, new: Mapping[str, Any], *, seen_version: int) -> None:
    clashes: dict[str, Clash] = {}
    for entry in versions(paper)[seen_version:]:
        for name, _before, _after in entry.changes:
            if name in new:
                theirs = str(getattr(paper, name)) if name in LENGTHS else str(shown(paper, name) or "")
                yours = new[name] if name in LENGTHS else ""
                clashes[name] = Clash(str(PAPER_NAMES[name]), theirs, yours, entry.actor.name, entry.at.isoformat())
    if clashes or seen_version > paper.version:
        text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=paper.version)
