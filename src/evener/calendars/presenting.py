"""Calendars as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evener.calendars.engine.events import Event
from evener.calendars.models import Source
from evener.calendars.queries import Proposal
from evener.calendars.rules import FATE_NAMES, WHY_NAMES, Candidate, Fate
from evener.people.rules import Viewer
from evener.problems import Text

TONES = {Fate.NEW: "ok", Fate.CHANGED: "info", Fate.CANCELLED: "warn"}
# Names in one cell; the rest is counted.
NAMES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a file, with what may be chosen for it. `number` is its place in the file."""

    number: int
    title: str
    when: str
    place: str
    people: str
    fate: Text
    tone: str
    why: Text
    asks: bool
    chosen: str
    candidates: tuple[Candidate, ...]
    deal: str


def rows(proposed: Sequence[Proposal], *, viewer: Viewer) -> list[Row]:
    return [_row(number, each, viewer) for number, each in enumerate(proposed)]


def _row(number: int, proposal: Proposal, viewer: Viewer) -> Row:
    event, meeting = proposal.event, proposal.meeting
    deal = meeting.deal if meeting is not None else None
    return Row(
        number=number,
        title=event.title or _("Meeting"),
        when=when(event, viewer=viewer),
        place=event.place,
        people=_people(event),
        fate=FATE_NAMES[proposal.fate],
        tone=TONES.get(proposal.fate, ""),
        why=WHY_NAMES[proposal.why] if proposal.why is not None else "",
        asks=proposal.fate == Fate.NEW or proposal.may_come,
        chosen=str(proposal.deal.id) if proposal.deal is not None and proposal.fate == Fate.NEW else "",
        candidates=proposal.candidates,
        deal=deal.name if deal is not None else "",
    )


def when(event: Event, *, viewer: Viewer) -> str:
    """`Mon 2 Mar 2026, 10:00–11:00`, where the viewer is."""
    zone = ZoneInfo(viewer.time_zone)
    start, end = event.start.astimezone(zone), event.end.astimezone(zone)
    day = date_format(start, "D j M Y")
    if event.all_day:
        last = end - timedelta(minutes=1)
        return day if last.date() == start.date() else f"{day} – {date_format(last, 'D j M')}"
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{date_format(end, 'D j M')} {end:%H:%M}"
    return f"{day}, {start:%H:%M}" + (f"–{until}" if end > start else "")


def _people(event: Event) -> str:
    names = [person.name or person.email for person in event.attendees]
    shown = ", ".join(names[:NAMES])
    return (
        _("%(names)s and %(count)d more") % {"names": shown, "count": len(names) - NAMES}
        if len(names) > NAMES
        else shown
    )


def counted(counts: Mapping[str, int]) -> str:
    """`3 new, 1 changed`; '' where nothing changed."""
    words = {
        Fate.NEW: _("%(count)d new"), Fate.CHANGED: _("%(count)d changed"), Fate.CANCELLED: _("%(count)d cancelled"),
        Fate.THERE: _("%(count)d already here"), Fate.OUT: _("%(count)d left out"),
    }  # fmt: skip
    return ", ".join(text % {"count": counts[fate]} for fate, text in words.items() if counts.get(fate))


def sources(found: Sequence[Source], *, at: datetime) -> list[dict[str, Any]]:
    """Each calendar with how its fetching goes, in words."""
    return [
        {
            "row": row,
            "state": _state(row),
            "tone": "danger" if row.is_paused else "warn" if row.error else "ok" if row.succeeded_at else "",
            "counted": counted(row.counts),
            "faults": [Said(*each) for each in row.faults],
            "soon": row.due_at is not None and row.due_at <= at + timedelta(minutes=1),
        }
        for row in found
    ]


def _state(row: Source) -> str:
    if row.is_paused:
        return _("Paused")
    if row.error:
        return _("Failing")
    return _("Working") if row.succeeded_at else _("Waiting")


@dataclass(frozen=True, slots=True)
class Said:
    """A kept fault."""

    line: int
    title: str
    sentence: str
