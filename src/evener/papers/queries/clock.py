"""The clock of meetings: by when their paper is due, whether it went out in time, and how often that is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from evener.capacity.queries import calendars
from evener.capacity.rules import Calendar
from evener.deals.models import Deal
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import MeetingKind, MeetingPart
from evener.papers.models import Paper
from evener.papers.rules.clock import ClockState, HitRate, due_on, hit_rate, state
from evener.people.models import User
from evener.people.rules import Viewer

# After these the customer has told us something, and waits for what we make of it.
ASKING = (MeetingKind.DISCOVERY, MeetingKind.DEMONSTRATION, MeetingKind.WORKING)
# So far back the hit rate looks, and at so many meetings at most.
BACK = timedelta(days=90)
MOST = 2000
AROUND = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Ticking:
    """The clock of one meeting: who writes its paper, by when, and where it stands. `paper` is its newest, or None."""

    meeting_id: int
    deal_id: int
    writer_id: int | None
    met_on: date
    due_on: date
    state: ClockState
    paper_id: int | None


def due_day(*, met_at: datetime, writer_id: int | None) -> date:
    """By when the paper of a meeting is due, by the working week and holidays of whoever writes it."""
    person = User.objects.filter(id=writer_id or 0).only("id", "time_zone").first()
    zone = ZoneInfo(person.time_zone) if person else ZoneInfo("UTC")
    met_on = met_at.astimezone(zone).date()
    known = calendars([person.pk] if person else [], first=met_on, last=met_on + AROUND)
    return _due(met_on, known.get(person.pk) if person is not None else None)


def _due(met_on: date, calendar: Calendar | None) -> date:
    worked = replace(calendar or Calendar(), leaves=())
    return due_on(met_on, lambda day: worked.minutes_on(day) > 0)


def clocks(meetings: Iterable[Meeting], *, at: datetime) -> dict[int, Ticking]:
    """The clock of each meeting of a deal, by its id. Four queries however many they are."""
    rows = [row for row in meetings if row.deal_id is not None]
    owners = dict(Deal.objects.filter(id__in={row.deal_id for row in rows}).values_list("id", "owner_id"))
    papers = _papers(row.pk for row in rows)
    writers = {row.pk: _writer(papers.get(row.pk), owners.get(row.deal_id or 0)) for row in rows}
    people = {id for id in writers.values() if id is not None}
    zones = {id: ZoneInfo(name) for id, name in User.objects.filter(id__in=people).values_list("id", "time_zone")}
    utc = ZoneInfo("UTC")
    met = {row.pk: row.starts_at.astimezone(zones.get(writers[row.pk] or 0, utc)).date() for row in rows}
    known: Mapping[int, Calendar] = (
        calendars(people, first=min(met.values()), last=max(met.values()) + AROUND) if met else {}
    )
    found = {}
    for row in rows:
        writer, paper = writers[row.pk], papers.get(row.pk)
        zone = zones.get(writer or 0, utc)
        due = _due(met[row.pk], known.get(writer or 0))
        out = paper["out_at"].astimezone(zone).date() if paper and paper["out_at"] else None
        stands = state(met_on=met[row.pk], due=due, out_on=out, today=at.astimezone(zone).date())
        found[row.pk] = Ticking(
            row.pk, row.deal_id or 0, writer, met[row.pk], due, stands, paper["id"] if paper else None
        )
    return found


def _papers(meeting_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The paper of each meeting: the one that went out first, else the newest draft."""
    rows = Paper.objects.filter(meeting_id__in=list(meeting_ids)).order_by("id")
    found: dict[int, dict[str, Any]] = {}
    for row in rows.values("id", "meeting_id", "owner_id", "out_at"):
        before = found.get(row["meeting_id"])
        if before is None or before["out_at"] is None or (row["out_at"] and row["out_at"] < before["out_at"]):
            found[row["meeting_id"]] = dict(row)
    return found


def _writer(paper: Mapping[str, Any] | None, owner_id: int | None) -> int | None:
    """Who writes the paper answers for the clock; before there is one, the deal's owner."""
    return (paper["owner_id"] if paper else None) or owner_id


def on_meeting(meeting: Meeting, *, at: datetime) -> Ticking | None:
    """The clock of one meeting the caller has read; None where none runs."""
    if meeting.deal_id is None or meeting.is_cancelled or meeting.kind not in ASKING:
        return None
    return clocks([meeting], at=at)[meeting.pk]


@dataclass(frozen=True, slots=True)
class Rates:
    """One's own hit rate and, for leaders, that of each team below them by name; over the last 90 days."""

    own: HitRate
    teams: list[tuple[str, HitRate]]


def rates(viewer: Viewer, *, at: datetime) -> Rates:
    """Six queries. Nobody is shown another person's rate: leaders see teams."""
    rows = Meeting.objects.visible_to(viewer).filter(
        deal__isnull=False, cancelled_at=None, kind__in=ASKING, starts_at__gte=at - BACK, starts_at__lte=at
    )
    found = clocks(rows.only("id", "deal_id", "starts_at", "kind").order_by("-starts_at", "-id")[:MOST], at=at)
    own = hit_rate(each.state for each in found.values() if each.writer_id == viewer.id)
    return Rates(own, _by_team(viewer, found.values()) if viewer.leads else [])


def _by_team(viewer: Viewer, found: Collection[Ticking]) -> list[tuple[str, HitRate]]:
    rows = Deal.objects.filter(id__in={each.deal_id for each in found}, team__isnull=False)
    teams: dict[int, str] = {}
    for id, name, path in rows.values_list("id", "team__name", "team__path"):
        if viewer.leads_team(path):
            teams[id] = name
    states: dict[str, list[ClockState]] = defaultdict(list)
    for each in found:
        if each.deal_id in teams:
            states[teams[each.deal_id]].append(each.state)
    return [(name, hit_rate(states[name])) for name in sorted(states)]


def unwritten(viewer: Viewer, *, at: datetime, limit: int) -> list[tuple[Meeting, Ticking]]:
    """Meetings of the viewer's own open deals, or that they lead, whose paper has not gone out; the most urgent first.

    Only where no paper was begun: a draft speaks for itself.
    """
    leads = Attendee.objects.filter(user_id=viewer.id, part=MeetingPart.LEADS).values("meeting_id")
    rows = Meeting.objects.filter(
        deal__outcome="", cancelled_at=None, kind__in=ASKING, starts_at__gte=at - timedelta(days=14), starts_at__lte=at,
        papers=None,
    ).select_related("deal")  # fmt: skip
    mine = rows.filter(deal__owner_id=viewer.id) | rows.filter(id__in=leads)
    meetings = list(mine.order_by("starts_at", "id").distinct()[:limit])
    found = clocks(meetings, at=at)
    return [(row, found[row.pk]) for row in meetings]
