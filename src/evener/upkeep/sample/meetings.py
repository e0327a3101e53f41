"""Meetings of the sample company: planned, held, debriefed, and what seller and engineer wrote after a close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from evener.customers.models import Contact
from evener.discovery.models import Question
from evener.discovery.queries.sheets import discovery
from evener.meetings import actions
from evener.meetings.rules.debrief import CreditLine, Debriefing, LearnedLine, PromisedLine, StepLine
from evener.meetings.rules.plan import USUAL_LENGTH, Invited, MeetingKind, MeetingPart
from evener.people.rules import Viewer
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Scene


@dataclass(frozen=True, slots=True)
class Taught:
    """A debrief. Days count from today; `learned` by the key of the question, `steps` as (what, who, due)."""

    day: int
    who: str
    note: str = ""
    learned: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    promised: tuple[tuple[str, int], ...] = ()
    steps: tuple[tuple[str, str | None, int], ...] = ()
    credits: tuple[tuple[str, str, str], ...] = ()
    habits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """One meeting of a deal, planned by `by` on `planned`, on `day` at `hour` where they are."""

    planned: int
    by: str
    day: int
    hour: int
    title: str
    kind: MeetingKind
    purpose: str = ""
    decision: str = ""
    agenda: str = ""
    place: str = ""
    ours: Mapping[str, MeetingPart] = field(default_factory=dict)
    theirs: tuple[str, ...] = ()
    guests: tuple[tuple[str, str], ...] = ()
    no_engineer: str = ""
    cancelled: tuple[int, str] | None = None
    taught: tuple[Taught, ...] = ()


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint debrief of a deal, by its seller on `day`, carried by its engineer the day after."""

    day: int
    decided: str
    engineer_said: str = ""
    again: str = ""
    differently: str = ""


def hold(lines: Iterable[DealLine], met: Mapping[str, Iterable[Met]], joints: Mapping[str, Joint]) -> None:
    """Let these deals meet their customers."""
    for line in lines:
        for each in met.get(line.name, ()):
            _meet(line, each)
        if line.name in joints:
            _look_back(line, joints[line.name])


def _meet(line: DealLine, met: Met) -> None:
    made: list[int] = []

    def plan(scene: Scene, by: Viewer, at: datetime) -> None:
        start = datetime.combine(scene.days.date(met.day), time(met.hour), ZoneInfo(by.time_zone))
        contacts = Contact.objects.filter(account__name=line.account, name__in=met.theirs).order_by("id")
        invited = [Invited(user_id=scene.person(who), part=part) for who, part in met.ours.items()]
        invited += [Invited(contact_id=contact.pk) for contact in contacts]
        invited += [Invited(email=email, name=name) for name, email in met.guests]
        values = {
            "title": met.title, "kind": met.kind, "purpose": met.purpose, "decision_wanted": met.decision,
            "agenda": met.agenda, "place": met.place, "starts_at": start, "ends_at": start + USUAL_LENGTH,
            "no_engineer_reason": met.no_engineer,
        }  # fmt: skip
        row = actions.plan_meeting(by=by, at=at, deal_id=line.id, values=values, invited=invited)
        made.append(row.pk)

    line.happens(met.planned, met.by, plan)
    if met.cancelled:
        day, reason = met.cancelled

        def cancel(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.cancel_meeting(by=by, at=at, meeting_id=made[0], reason=reason)

        line.happens(day, met.by, cancel)
    for place, taught in enumerate(met.taught):
        _teach(line, made, taught, key=f"sample-{place}")


def _teach(line: DealLine, made: list[int], taught: Taught, *, key: str) -> None:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        found = discovery(line.id)
        ids: dict[str, int] = {}
        if found is not None:
            rows = Question.objects.filter(of_version=found.of_version, key__in=list(taught.learned))
            ids = dict(rows.values_list("key", "id"))
        given = Debriefing(
            key=key,
            note=taught.note,
            learned=tuple(
                LearnedLine(ids[name], value, source) for name, (value, source) in taught.learned.items() if name in ids
            ),
            promised=tuple(PromisedLine(words, scene.days.date(due)) for words, due in taught.promised),
            steps=tuple(StepLine(what, scene.person(who), scene.days.date(due)) for what, who, due in taught.steps),
            credits=tuple(CreditLine(scene.person(who), kind, words) for who, kind, words in taught.credits),
            habits=taught.habits,
        )
        actions.debrief(by=by, at=at, meeting_id=made[0], given=given)

    line.happens(taught.day, taught.who, act)


def _look_back(line: DealLine, joint: Joint) -> None:
    def write(scene: Scene, by: Viewer, at: datetime) -> None:
        values = {
            "decided": joint.decided, "engineer_said": joint.engineer_said, "again": joint.again,
            "differently": joint.differently,
        }  # fmt: skip
        actions.write_joint(by=by, at=at, deal_id=line.id, values=values, seen_version=0)

    def carry(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.write_joint(by=by, at=at, deal_id=line.id, values={}, seen_version=None)

    line.happens(joint.day, line.by, write)
    if line.lead:
        line.happens(joint.day + 1, line.lead, carry)
