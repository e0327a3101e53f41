"""The clock of meetings: by when their paper is due, whether it went out in time, and how often that is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from evener.capacity.queries import calendars
from evener.capacity.rules import Calendar
from evener.deals.models import Deal, team_tree
from evener.listing.prepared import Question, Row
from evener.listing.prepared import rows as prepared
from evener.listing.reach import either
from evener.meetings.models import Meeting
from evener.meetings.rules.plan import MeetingKind
from evener.papers.models import Paper
from evener.papers.rules.clock import ClockState, HitRate, due_on, hit_rate, state
from evener.people.models import Team, User
from evener.people.rules import Viewer

# After these the customer has told us something, and waits for what we make of it.
ASKING = (MeetingKind.DISCOVERY, MeetingKind.DEMONSTRATION, MeetingKind.WORKING)
# So far back the hit rate looks.
BACK = timedelta(days=90)
AROUND = timedelta(days=31)
FACTS = (
    "id", "deal_id", "team_id", "starts_at", "papers__id", "papers__out_at", "papers__owner_id",
    "papers__owner__time_zone", "deal__owner_id", "deal__owner__time_zone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticking:
    """The clock of one meeting: who writes its paper, by when, and where it stands. `paper` is its newest, or None."""

    meeting_id: int
    deal_id: int
    team_id: int | None
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
    known = calendars([person.pk] if person else [], first=met_on, last=met_on + AROUND, leave=False)
    return _due(met_on, known.get(person.pk) if person is not None else None)


def _due(met_on: date, calendar: Calendar | None) -> date:
    worked = calendar or Calendar()
    return due_on(met_on, lambda day: worked.minutes_on(day) > 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A meeting and what its clock needs: the paper that went out first, else the newest draft, and its writer."""

    deal_id: int
    team_id: int | None
    starts_at: datetime
    paper_id: int | None
    out_at: datetime | None
    writer_id: int | None
    zone: str


def clocks(rows: Iterable[Row], *, at: datetime) -> dict[int, Ticking]:
    """The clock of each meeting of a question made by `facts`, by its id. One query more, however many they are."""
    asked = _asked(rows)
    utc = ZoneInfo("UTC")
    zones = {each.zone: ZoneInfo(each.zone) for each in asked.values() if each.zone}
    met = {id: each.starts_at.astimezone(zones.get(each.zone, utc)).date() for id, each in asked.items()}
    writers = {each.writer_id for each in asked.values() if each.writer_id is not None}
    known: Mapping[int, Calendar] = (
        calendars(writers, first=min(met.values()), last=max(met.values()) + AROUND, leave=False) if met else {}
    )
    # Thousands of meetings have few days and few writers.
    dues: dict[tuple[int | None, date], date] = {}
    found = {}
    for id, each in asked.items():
        met_on, zone = met[id], zones.get(each.zone, utc)
        due = dues.get((each.writer_id, met_on))
        if due is None:
            due = dues[each.writer_id, met_on] = _due(met_on, known.get(each.writer_id or 0))
        out = each.out_at.astimezone(zone).date() if each.out_at else None
        stands = state(met_on=met_on, due=due, out_on=out, today=at.astimezone(zone).date())
        found[id] = Ticking(id, each.deal_id, each.team_id, each.writer_id, met_on, due, stands, each.paper_id)
    return found


def facts(meetings: QuerySet[Meeting, Any]) -> Question:
    """What the clocks of these meetings need, as far as they have a deal: a row for each paper, or one without."""
    return meetings.filter(deal__isnull=False).order_by("papers__id").values(*FACTS)


def _asked(rows: Iterable[Row]) -> dict[int, _Asked]:
    """Who writes the paper answers for the clock; before there is one, the deal's owner."""
    found: dict[int, _Asked] = {}
    for row in rows:
        before, out_at = found.get(row["id"]), row["papers__out_at"]
        if before is None or before.out_at is None or (out_at and out_at < before.out_at):
            begun = row["papers__owner_id"] is not None
            found[row["id"]] = _Asked(
                row["deal_id"], row["team_id"], row["starts_at"], row["papers__id"], out_at,
                row["papers__owner_id"] if begun else row["deal__owner_id"],
                (row["papers__owner__time_zone"] if begun else row["deal__owner__time_zone"]) or "",
            )  # fmt: skip
    return found


def on_meeting(meeting: Meeting, *, at: datetime) -> Ticking | None:
    """The clock of one meeting the caller has read; None where none runs."""
    if meeting.deal_id is None or meeting.is_cancelled or meeting.kind not in ASKING:
        return None
    return clocks(facts(Meeting.objects.filter(id=meeting.pk)), at=at)[meeting.pk]


@dataclass(frozen=True, slots=True)
class Rates:
    """One's own hit rate and, for leaders, that of each team below them by name; over the last 90 days."""

    own: HitRate
    teams: list[tuple[str, HitRate]]


def counting(viewer: Viewer, _limit: int, *, since: datetime, until: datetime) -> Question:
    """The facts of what may count: meetings of one's own deals or papers, and for leaders those of their teams."""
    asked = Meeting.objects.filter(cancelled_at=None, kind__in=ASKING, starts_at__gte=since, starts_at__lte=until)
    begun = Paper.objects.filter(owner_id=viewer.id, meeting__isnull=False)
    parts = [
        asked.filter(deal__in=Deal.objects.filter(owner_id=viewer.id).values("id")),
        asked.filter(id__in=begun.values("meeting_id")),
    ]
    if viewer.leads:
        parts.append(asked.filter(team__isnull=False) if viewer.is_admin else asked.filter(team__in=team_tree(viewer)))
    return facts(Meeting.objects.visible_to(viewer).filter(id__in=either(*parts)))


def rates(viewer: Viewer, *, at: datetime) -> Rates:
    """Two queries, for leaders three. Nobody is shown another person's rate: leaders see teams."""
    found = clocks(prepared(counting, viewer, 0, since=at - BACK, until=at), at=at).values()
    own = hit_rate(each.state for each in found if each.writer_id == viewer.id)
    return Rates(own, _by_team(viewer, found) if viewer.leads else [])


def _by_team(viewer: Viewer, found: Iterable[Ticking]) -> list[tuple[str, HitRate]]:
    teams = Team.objects.values_list("id", "name", "path")
    led: dict[int | None, str] = {id: name for id, name, path in teams if viewer.leads_team(path)}
    states: dict[str, list[ClockState]] = defaultdict(list)
    for each in found:
        if each.team_id in led:
            states[led[each.team_id]].append(each.state)
    return [(name, hit_rate(states[name])) for name in sorted(states)]
