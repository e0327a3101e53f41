"""Meetings as pages show them: rows of the list and of a deal, the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.debrief import Clock, clock
from evener.meetings.rules.plan import (
    IN_THE_ROOM,
    KIND_NAMES,
    PART_HELP,
    PART_NAMES,
    MeetingKind,
    MeetingPart,
    Phase,
    Readiness,
    phase,
    readiness,
)
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.people.rules import Viewer
from evener.problems import Text

SHOWN_NAMES = 3


WEEKDAYS = (lazy("Mon"), lazy("Tue"), lazy("Wed"), lazy("Thu"), lazy("Fri"), lazy("Sat"), lazy("Sun"))


@dataclass(frozen=True, slots=True)
class Status:
    text: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Ours:
    """One of ours on the sheet."""

    row: Attendee
    part: Text
    help: Text
    in_room: bool
    idle: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a meeting's page."""

    when: str
    clocked: str
    kind: Text
    status: Status
    phase: Phase
    ours: list[Ours]
    theirs: list[Attendee]
    readiness: Readiness
    clock: Clock | None
    left: str
    link: str
    agenda: list[str]


@dataclass(frozen=True, slots=True)
class DealRow:
    row: Meeting
    when: str
    kind: Text
    status: Status
    ours: list[str]
    theirs: list[str]


def when_text(starts_at: datetime, ends_at: datetime, *, viewer: Viewer, at: datetime) -> str:
    """`Mon 2 Mar, 14:00–15:00`, in the viewer's zone."""
    zone = ZoneInfo(viewer.time_zone)
    start, end, year = starts_at.astimezone(zone), ends_at.astimezone(zone), viewer.today(at).year
    first = f"{weekday(start)} {day_text(start.date(), year, _locale())}, {start:%H:%M}"
    if start.date() == end.date():
        return f"{first}–{end:%H:%M}"
    return f"{first} – {weekday(end)} {day_text(end.date(), year, _locale())}, {end:%H:%M}"


def weekday(day: datetime) -> str:
    return str(WEEKDAYS[day.weekday()])


def status_of(
    *, starts_at: datetime, ends_at: datetime, cancelled: bool, debriefed: bool, filed: bool, at: datetime
) -> Status:
    if cancelled:
        return Status(_("Cancelled"), "")
    now = phase(starts_at, ends_at, at=at)
    if now == Phase.AHEAD:
        return Status(_("Planned"), "info")
    if now == Phase.NOW:
        return Status(_("Going on"), "accent")
    if debriefed:
        return Status(_("Debriefed"), "ok")
    if not filed:
        return Status(_("Over"), "")
    late = clock(ends_at, at=at).late
    return Status(_("Debrief overdue"), "danger") if late else Status(_("Debrief due"), "warn")


def sheet(meeting: Meeting, people: Sequence[Attendee], *, viewer: Viewer, at: datetime) -> Sheet:
    now = phase(meeting.starts_at, meeting.ends_at, at=at)
    ours = [_ours(row) for row in people if row.ours]
    waits = now == Phase.OVER and not meeting.debriefed_at and not meeting.is_cancelled and meeting.deal_id is not None
    order = list(MeetingPart)
    ours.sort(key=lambda each: order.index(MeetingPart(each.row.part)) or len(order))
    due = clock(meeting.ends_at, at=at) if waits else None
    return Sheet(
        when=when_text(meeting.starts_at, meeting.ends_at, viewer=viewer, at=at),
        clocked=zone_text(meeting.starts_at, viewer),
        kind=KIND_NAMES[MeetingKind(meeting.kind)],
        status=_status(meeting, at),
        phase=now,
        ours=ours,
        theirs=[row for row in people if not row.ours],
        readiness=readiness(
            decision_wanted=meeting.decision_wanted, parts=[MeetingPart(each.row.part) for each in ours]
        ),
        clock=due,
        left=left_text(due, at=at) if due else "",
        link=meeting.place if meeting.place.startswith(("https://", "http://")) else "",
        agenda=[line.strip() for line in meeting.agenda.splitlines() if line.strip()],
    )


def _ours(row: Attendee) -> Ours:
    part = MeetingPart(row.part)
    return Ours(row, PART_NAMES[part], PART_HELP.get(part, ""), part in IN_THE_ROOM, part == MeetingPart.NONE)


def _status(meeting: Meeting, at: datetime) -> Status:
    return status_of(
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, cancelled=meeting.is_cancelled,
        debriefed=meeting.debriefed_at is not None, filed=meeting.deal_id is not None, at=at,
    )  # fmt: skip


def zone_text(moment: datetime, viewer: Viewer) -> str:
    """`Europe/Berlin`: whose clock it is."""
    return viewer.time_zone.replace("_", " ")


def left_text(clock: Clock, *, at: datetime) -> str:
    """`21 hours left`, `3 hours over`."""
    seconds = (clock.due - at).total_seconds()
    hours = max(1, round(abs(seconds) / 3600))
    if seconds >= 0:
        return ngettext("%(hours)d hour left", "%(hours)d hours left", hours) % {"hours": hours}
    if hours < 48:
        return ngettext("%(hours)d hour over", "%(hours)d hours over", hours) % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)d day over", "%(days)d days over", days) % {"days": days}


def deal_rows(
    rows: Iterable[Meeting], people: Mapping[int, Sequence[Attendee]], *, viewer: Viewer, at: datetime
) -> list[DealRow]:
    return [
        DealRow(
            row=row,
            when=when_text(row.starts_at, row.ends_at, viewer=viewer, at=at),
            kind=KIND_NAMES[MeetingKind(row.kind)],
            status=_status(row, at),
            ours=[each.shown for each in people.get(row.pk, ()) if each.ours],
            theirs=[each.shown for each in people.get(row.pk, ()) if not each.ours],
        )
        for row in rows
    ]


def list_rows(found: Iterable[Mapping[str, Any]], *, viewer: Viewer, at: datetime) -> SafeString:
    """The rows of the list as finished HTML."""
    return mark_safe("".join(_row(row, viewer, at) for row in found))


def _row(row: Mapping[str, Any], viewer: Viewer, at: datetime) -> str:
    status = status_of(
        starts_at=row["starts_at"], ends_at=row["ends_at"], cancelled=row["cancelled_at"] is not None,
        debriefed=row["debriefed_at"] is not None, filed=row["deal_id"] is not None, at=at,
    )  # fmt: skip
    deal = ", ".join(filter(None, (row["deal__name"], row["deal__account__name"])))
    where = (
        f'<span class="cut"><a class="plain" href="/meetings/deal/{row["deal_id"]}/">{escape(deal)}</a></span>'
        if row["deal_id"]
        else f'<span class="warn-text">{escape(_("No deal yet"))}</span>'
    )
    faces = "".join(face_html(name) for name in row["ours"][:SHOWN_NAMES])
    when = when_text(row["starts_at"], row["ends_at"], viewer=viewer, at=at)
    return (
        f'<tr><td class="nowrap meeting-when">{escape(when)}</td>'
        f'<th scope="row" class="main-cell words-cell"><a class="row-link" href="/meetings/{row["id"]}/">'
        f"{escape(row['title'])}</a></th>"
        f'<td class="quiet">{escape(str(KIND_NAMES[MeetingKind(row["kind"])]))}</td>'
        f'<td class="states"><span class="pill {status.tone}">{escape(str(status.text))}</span></td>'
        f'<td class="quiet meeting-deal">{where}</td>'
        f'<td class="hide-s"><span class="who">{faces}{_more(row["ours"])}<span class="sr">'
        f"{escape(', '.join(row['ours']))}</span></span></td>"
        f'<td class="hide-s quiet theirs"><span class="cut">{escape(names_text(row["theirs"]))}</span></td></tr>'
    )


def _more(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN_NAMES
    return f'<span class="muted" aria-hidden="true">+{rest}</span>' if rest > 0 else ""


def names_text(names: Sequence[str]) -> str:
    """`Olga, Egon, Tia and 2 more`."""
    shown = ", ".join(names[:SHOWN_NAMES])
    rest = len(names) - SHOWN_NAMES
    if rest <= 0:
        return shown
    return ngettext("%(names)s and %(rest)d more", "%(names)s and %(rest)d more", rest) % {
        "names": shown, "rest": rest,
    }  # fmt: skip


def _locale() -> str:
    return locale_of(get_language() or "en")
