"""A calendar file read: every event that touches a window, what repeats taken apart, and what could not be taken.

What a broken or hostile file can cost is bounded by `Limits`: its size, its entries, the days its recurrences are
looked for on, and the events that come out. Nothing raises; what is wrong becomes a `Fault` and the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice

from django.utils.translation import gettext_lazy as _

from evener.calendars.engine import zones as zoning
from evener.calendars.engine.entries import Entry, Unreadable, entry_of, properties, title_of
from evener.calendars.engine.events import Event, Fault, Limits, Read
from evener.calendars.engine.lines import Block, blocks, bytes_of, lines
from evener.calendars.engine.moments import DAY, NOTHING, in_utc, is_utc, naive
from evener.calendars.engine.placing import LONGEST, Placed, on_wall, place
from evener.calendars.engine.repeats import BadRule, Budget, Exhausted, occurrences, parse
from evener.calendars.engine.zones import Zones
from evener.problems import Text

HEAD = frozenset({"METHOD", "X-WR-TIMEZONE", "X-WR-CALNAME", "NAME"})
# Enough to see, without reading all of it, that an entry is of another year.
BEGINS = re.compile(rb"^DTSTART(?:;[^\n]*)?:(\d{8})", re.MULTILINE | re.IGNORECASE)
MAY_REPEAT = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.MULTILINE | re.IGNORECASE)
NEVER = datetime(1601, 1, 2, tzinfo=UTC)
USUAL = Limits()


def read(data: bytes, *, since: datetime, until: datetime, zone: tzinfo, limits: Limits = USUAL) -> Read:
    """The events of `data` that touch `since` to `until`. Times without a zone are the calendar's own, or `zone`'s."""
    if len(data) > limits.bytes:
        most = {"most": limits.bytes // 1024 // 1024}
        return _nothing(_("The file has more than %(most)d MB. Export fewer months of the calendar.") % most)
    data = bytes_of(data)
    if b"BEGIN:VCALENDAR" not in data[:4096].upper():
        return _nothing(_not_a_calendar(data))
    return _Reader(since=since.astimezone(UTC), until=until.astimezone(UTC), zone=zone, limits=limits).read(data)


def _nothing(sentence: Text) -> Read:
    return Read(faults=(Fault(sentence),), whole=False)


def _not_a_calendar(data: bytes) -> Text:
    start = data[:4096].lstrip().lower()
    if not start:
        return _("The file is empty.")
    if start.startswith(b"<!doctype html") or b"<html" in start:
        return _("This is a web page, not a calendar. Copy the address that ends in .ics, or export the calendar.")
    return _("This is not a calendar file. It would begin with BEGIN:VCALENDAR; export the calendar as .ics.")


class _Reader:
    """One reading of one file."""

    def __init__(self, *, since: datetime, until: datetime, zone: tzinfo, limits: Limits) -> None:
        self.since, self.until, self.limits, self.zone = since, until, limits, zone
        self.zones = Zones({}, zone)
        self.budget = Budget(limits.work)
        self.faults: list[Fault] = []
        self.unsaid = 0
        self.whole = True
        self.name = ""
        self.cancelled = False

    def read(self, data: bytes) -> Read:
        events = self._events(*self._by_name(data))
        events.sort(key=lambda event: (event.start, event.uid, event.recurrence_id))
        self.faults.sort(key=lambda fault: fault.line)
        if self.unsaid:
            self.faults.append(Fault(_("%(count)d more things could not be taken.") % {"count": self.unsaid}))
        return Read(tuple(events), tuple(self.faults), self.name, self.whole)

    def fault(self, sentence: Text, *, line: int = 0, title: str = "", lost: bool = False) -> None:
        """Something is wrong; `lost`: something was left out because of it."""
        self.whole = self.whole and not lost
        if len(self.faults) < self.limits.faults:
            self.faults.append(Fault(sentence, line, title))
        else:
            self.unsaid += 1

    # entries

    def _by_name(self, data: bytes) -> tuple[dict[str, Placed], dict[str, dict[str, Placed]]]:
        """Entries by uid, and those that change one occurrence by uid and occurrence."""
        whole: dict[str, Placed] = {}
        changed: dict[str, dict[str, Placed]] = {}
        for placed in self._entries(data):
            uid = placed.entry.event.uid
            if placed.entry.replaces is None:
                _keep_newer(whole, uid, placed)
            else:
                _keep_newer(changed.setdefault(uid, {}), placed.replaces, placed)
        return whole, changed

    def _entries(self, data: bytes) -> Iterator[Placed]:
        found = list(blocks(data))
        zones = self._zones(block for block in found if block.kind == "VTIMEZONE")
        number = 0
        for block in found:
            if block.kind == "VCALENDAR":
                self._head(block, zones)
            elif block.kind == "VEVENT":
                number += 1
                if number > self.limits.entries:
                    text = _(
                        "The file holds more than %(most)d entries. The first ones were read; export fewer months."
                    )
                    self.fault(text % {"most": self.limits.entries}, line=block.line, lost=True)
                    return
                yield from self._entry(block)

    def _zones(self, given: Iterable[Block]) -> dict[str, tzinfo]:
        """The zones the file defines. They have steps of their own: a flood of them leaves some for meetings."""
        budget, latest = Budget(self.limits.work), self.until.replace(tzinfo=None) + 2 * DAY
        small = (block for block in given if len(block.raw) <= self.limits.entry_bytes)
        found = (zoning.defined(block, until=latest, budget=budget) for block in islice(small, zoning.ZONES))
        return dict(each for each in found if each is not None)

    def _head(self, block: Block, zones: Mapping[str, tzinfo]) -> None:
        found = {line.name: line.text.strip() for line in lines(block.raw, only=HEAD)}
        self.cancelled = found.get("METHOD", "").upper() == "CANCEL"
        self.name = self.name or (found.get("X-WR-CALNAME") or found.get("NAME") or "")[:120]
        self.zones = Zones(zones, zoning.known(found.get("X-WR-TIMEZONE", "")) or self.zone)

    def _entry(self, block: Block) -> Iterator[Placed]:
        if len(block.raw) > self.limits.entry_bytes:
            text = _("This entry is too long to be a meeting. It was left out.")
            self.fault(text, line=block.line, lost=True)
            return
        if self._is_far(block):
            return
        found = properties(block)
        title = title_of(found, limits=self.limits)

        def say(sentence: Text, *, lost: bool = False) -> None:
            self.fault(sentence, line=block.line, title=title, lost=lost)

        if not block.ended:
            say(_("This entry has no end: the file is broken here. It was left out."), lost=True)
            return
        try:
            entry = entry_of(found, line=block.line, limits=self.limits, cancelled=self.cancelled, say=say)
            if self._can_touch(entry):
                yield place(entry, zones=self.zones, day_zone=self.zone, say=say)
        except Unreadable as unreadable:
            say(unreadable.sentence, lost=True)

    def _is_far(self, block: Block) -> bool:
        """Whether it happens once, in another year: most of a long calendar does."""
        begins = BEGINS.search(block.raw)
        if not block.ended or begins is None or MAY_REPEAT.search(block.raw):
            return False
        day = begins[1].decode("ascii")
        return not f"{self.since - LONGEST - 2 * DAY:%Y%m%d}" <= day <= f"{self.until + 2 * DAY:%Y%m%d}"

    def _can_touch(self, entry: Entry) -> bool:
        """Whether it may have to do with the window."""
        if entry.repeats or entry.replaces is not None:
            return True
        start = entry.start.wall
        end = entry.end.wall if entry.end else start + sum(entry.took or (), NOTHING)
        since, until = self.since.replace(tzinfo=None), self.until.replace(tzinfo=None)
        return start < until + 2 * DAY and max(start, end) > since - 2 * DAY

    # events

    def _events(self, whole: Mapping[str, Placed], changed: Mapping[str, Mapping[str, Placed]]) -> list[Event]:
        found: list[Event] = []
        for event in self._all(whole, changed):
            if event.start < self.until and (event.end > self.since or event.start >= self.since):
                if len(found) == self.limits.events:
                    text = _("More than %(most)d meetings in these months. The rest was left out.")
                    self.fault(text % {"most": self.limits.events}, lost=True)
                    break
                found.append(event)
        return found

    def _all(self, whole: Mapping[str, Placed], changed: Mapping[str, Mapping[str, Placed]]) -> Iterator[Event]:
        for of_uid in changed.values():
            for recurrence_id, placed in of_uid.items():
                yield placed.event(placed.entry.start.wall, recurrence_id=recurrence_id)
        for uid, placed in whole.items():
            if not placed.entry.repeats:
                yield placed.event(placed.entry.start.wall, recurrence_id="")
                continue
            replaced = changed.get(uid, {})
            for wall in self._moments(placed):
                recurrence_id = placed.name(wall)
                # A day stands for whatever begins on it: some programs write only that.
                if recurrence_id not in replaced and wall.strftime("%Y%m%d") not in replaced:
                    yield placed.event(wall, recurrence_id=recurrence_id)

    def _moments(self, placed: Placed) -> Iterable[datetime]:
        """When something that repeats begins, in or near the window, on the wall of its zone."""
        entry = placed.entry
        first = on_wall(max(NEVER, self.since - placed.days - placed.rest - DAY), placed.zone)
        last = on_wall(self.until + DAY, placed.zone)
        found = {wall for wall in [entry.start.wall, *self._listed(placed, entry.more)] if first <= wall <= last}
        try:
            for text in entry.rules:
                found.update(self._ruled(placed, text, first=first, last=last))
        except Exhausted:
            too_much = _("It repeats so often, or since so long ago, that not every time was looked for.")
            self.fault(too_much, line=entry.event.line, title=entry.event.title, lost=True)
        without = set(self._listed(placed, entry.without))
        # A day leaves out whatever begins on it.
        days = {wall.date() for wall in without if wall.time() == wall.min.time()}
        return sorted(wall for wall in found if wall not in without and wall.date() not in days)

    def _ruled(self, placed: Placed, text: str, *, first: datetime, last: datetime) -> Iterator[datetime]:
        start = placed.entry.start.wall
        try:
            rule = parse(text)
            until = _until(placed, rule.until)
        except BadRule as bad:
            often = _("It repeats several times an hour or a day. Only the first time was taken.")
            unclear = _("How it repeats could not be understood. Only the first time was taken.")
            self._say(placed, often if bad.too_often else unclear)
        except ValueError:
            self._say(placed, _("The day until which it repeats could not be read. Only the first time was taken."))
        else:
            yield from occurrences(rule, start=start, first=first, last=last, until=until, budget=self.budget)

    def _listed(self, placed: Placed, dates: Iterable[tuple[str, str]]) -> Iterator[datetime]:
        """Dates that were added or left out, each with its zone, on the wall of the entry's zone."""
        for text, zone_name in dates:
            try:
                self.budget.spend()
                zone = self.zones.find(zone_name) if zone_name else None
                if zone is None or placed.entry.start.is_day or is_utc(text) or "T" not in text.upper():
                    yield placed.wall(text)
                else:
                    yield on_wall(in_utc(naive(text), zone), placed.zone)
            except ValueError:
                self._say(placed, _("One of its dates, “%(text)s”, could not be read.") % {"text": text[:40]})
            except Exhausted:
                self.whole = False
                return

    def _say(self, placed: Placed, sentence: Text) -> None:
        event = placed.entry.event
        self.fault(sentence, line=event.line, title=event.title)


def _until(placed: Placed, text: str) -> datetime | None:
    """Through that moment, or through that day where only a day is named."""
    if not text:
        return None
    wall = placed.wall(text)
    return wall if "T" in text.upper() else wall + DAY - timedelta(seconds=1)


def _keep_newer(found: dict[str, Placed], key: str, placed: Placed) -> None:
    """Of two with one name the one with the higher sequence, then the one changed later, then the later in the file."""

    def rank(each: Placed) -> tuple[int, datetime]:
        event = each.entry.event
        return event.sequence, event.changed_at or NEVER

    if key not in found or rank(placed) >= rank(found[key]):
        found[key] = placed
