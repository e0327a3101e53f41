"""Every write to calendars: taking events in, keeping addresses, the feed's secret."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.calendars import rules
from evener.calendars.engine.events import Event, Fault, Read
from evener.calendars.models import Batch, Feed, Seen, Source
from evener.calendars.queries import SHARED, Proposal, own_source, source
from evener.calendars.rules import Fate
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.meetings import actions as meetings
from evener.meetings.models import Meeting
from evener.meetings.queries import from_source
from evener.meetings.rules.plan import LENGTHS, USUAL_LENGTH, Invited
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Problem, Refused, Text

# A meeting may have up to 200 people; some room for whom we add.
MOST_INVITED = 180
FAULTS = 50


@dataclass(slots=True)
class Taken:
    """What came of taking events in. `faults` are titles with why they did not come."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    left_over: bool = False
    """More were new than are taken at once: do it again."""

    def count(self, fate: Fate) -> None:
        self.counts[fate.value] = self.counts.get(fate.value, 0) + 1


class Choice:
    """What somebody chose for an event: a deal's id, or one of these."""

    AS_PROPOSED = ""
    LEFT_OUT = "out"
    UNFILED = "unfiled"


def require_writer(by: Viewer) -> None:
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))


def take_in(
    *,
    by: Viewer,
    at: datetime,
    proposed: Sequence[Proposal],
    choices: Mapping[str, str] | None = None,
    source: Source | None = None,
) -> Taken:
    """Bring the proposals in, each in a transaction of its own; one that is refused does not hold up the others.

    `choices` by the event's key. What is new and proposed for no deal comes in without one.
    """
    require_writer(by)
    choices = choices or {}
    taken, written = Taken(), 0
    for each in proposed:
        choice = choices.get(each.key, Choice.AS_PROPOSED)
        if _writes(each, choice):
            written += 1
        if written > rules.MOST_TAKEN:
            taken.left_over = True
            break
        if _rests(each, choice, source):
            taken.count(each.fate)
            continue
        try:
            taken.count(_take(each, choice, by=by, at=at, source=source))
        except Problem as problem:
            taken.faults.append((each.event.title, str(problem)))
        except IntegrityError:
            # A colleague's calendar brought it at this moment.
            taken.faults.append((each.event.title, _("Somebody else took it in just now. Do it again.")))
    return taken


def _writes(proposal: Proposal, choice: str) -> bool:
    if proposal.fate == Fate.OUT:
        return proposal.may_come and choice not in (Choice.AS_PROPOSED, Choice.LEFT_OUT)
    return proposal.fate != Fate.THERE and choice != Choice.LEFT_OUT


def _rests(proposal: Proposal, choice: str, source: Source | None) -> bool:
    """Whether there is nothing to write, as for most of a calendar that was read before."""
    if proposal.fate == Fate.OUT:
        return not _writes(proposal, choice)
    seen = proposal.seen
    return proposal.fate == Fate.THERE and seen is not None and (source is None or seen.source_id is not None)


def _take(proposal: Proposal, choice: str, *, by: Viewer, at: datetime, source: Source | None) -> Fate:
    with transaction.atomic():
        if proposal.fate == Fate.THERE:
            _meet(proposal, by=by, at=at, source=source)
            return Fate.THERE
        if proposal.fate == Fate.CHANGED:
            _change(proposal, by=by, at=at, source=source)
            return Fate.CHANGED
        if proposal.fate == Fate.CANCELLED:
            _cancel(proposal, by=by, at=at, source=source)
            return Fate.CANCELLED
        if choice == Choice.LEFT_OUT and proposal.seen is None and proposal.fate == Fate.NEW:
            _remember(proposal.event, None, by=by, at=at, source=source)
            return Fate.OUT
        _bring(proposal, choice, by=by, at=at, source=source)
        return Fate.NEW


def _bring(proposal: Proposal, choice: str, *, by: Viewer, at: datetime, source: Source | None) -> None:
    event = proposal.event
    if choice.isascii() and choice.isdigit():
        deal_id: int | None = int(choice)
    else:
        deal_id = proposal.deal.id if choice == Choice.AS_PROPOSED and proposal.deal is not None else None
    taken = from_source(SHARED, [proposal.key])
    asked_by = _colleague(event)
    made = meetings.plan_meeting(
        by=by,
        at=at,
        deal_id=deal_id,
        values={
            **_times(event),
            "title": event.title[: LENGTHS["title"]] or _("Meeting"),
            "place": event.place[: LENGTHS["place"]],
            "organiser_id": asked_by or by.id,
            "agenda": rules.agenda(event.description, most=LENGTHS["agenda"]),
        },
        invited=_invited(event, by=by),
        # One that a colleague's calendar brought, out of this person's sight, has the shared name.
        source=own_source(by) if taken else SHARED,
        source_uid=proposal.key,
        sequence=event.sequence,
    )
    _remember(event, made, by=by, at=at, source=source)


def _change(proposal: Proposal, *, by: Viewer, at: datetime, source: Source | None) -> None:
    """Time and place are the calendar's; what people wrote here stays."""
    event, meeting, seen = proposal.event, _meeting(proposal), proposal.seen
    if meeting.is_cancelled and not event.cancelled:
        meetings.resume_meeting(by=by, at=at, meeting_id=meeting.pk)
    values: dict[str, Any] = _times(event)
    for name, was in (("title", seen.title if seen else None), ("place", seen.place if seen else None)):
        new, here = getattr(event, name)[: LENGTHS[name]], getattr(meeting, name)
        if new and (was is None or here == was[: LENGTHS[name]]):
            values[name] = new
    meetings.change_meeting(
        by=by, at=at, meeting_id=meeting.pk, values=values, seen_version=None, invited=_invited(event, by=by),
        removing=False, sequence=event.sequence,
    )  # fmt: skip
    _remember(event, meeting, by=by, at=at, source=source)


def _cancel(proposal: Proposal, *, by: Viewer, at: datetime, source: Source | None) -> None:
    meeting = _meeting(proposal)
    if meeting.debriefed_at is None:
        meetings.cancel_meeting(
            by=by, at=at, meeting_id=meeting.pk, reason=_("Cancelled in the calendar."),
            sequence=proposal.event.sequence,
        )  # fmt: skip
    _remember(proposal.event, meeting, by=by, at=at, source=source)


def _meet(proposal: Proposal, *, by: Viewer, at: datetime, source: Source | None) -> None:
    """A colleague's calendar brought it first: it is this person's too from now on."""
    if proposal.seen is not None:
        if proposal.seen.source_id is None and source is not None:
            Seen.objects.filter(id=proposal.seen.pk).update(source=source)
        return
    meeting = _meeting(proposal)
    if not meeting.is_cancelled:
        meetings.change_meeting(
            by=by, at=at, meeting_id=meeting.pk, values={}, seen_version=None, invited=[Invited(user_id=by.id)],
            removing=False,
        )  # fmt: skip
    _remember(proposal.event, meeting, by=by, at=at, source=source)


def _meeting(proposal: Proposal) -> Meeting:
    if proposal.meeting is None:
        raise NotThere(_("There is no such meeting, or you are not on its deal."))
    return proposal.meeting


def _colleague(event: Event) -> int | None:
    """Whoever of ours called the meeting."""
    email = event.organiser.email if event.organiser else ""
    rows = User.objects.filter(email=email, is_active=True) if email else User.objects.none()
    return rows.values_list("id", flat=True).first()


def _times(event: Event) -> dict[str, Any]:
    """A calendar may say only when it starts."""
    ends = event.end if event.end > event.start else event.start + USUAL_LENGTH
    return {"starts_at": event.start, "ends_at": ends}


def _invited(event: Event, *, by: Viewer) -> list[Invited]:
    """Everybody in it who did not decline, and whose calendar it is. Parts are given here, by people."""
    wanted = rules.emails(event)
    people = [*([event.organiser] if event.organiser else []), *event.attendees]
    found = [
        Invited(email=person.email, name=person.name)
        for person in people
        if person.email in wanted and _is_address(person.email)
    ]
    return [Invited(user_id=by.id), *found[:MOST_INVITED]]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _remember(event: Event, meeting: Meeting | None, *, by: Viewer, at: datetime, source: Source | None) -> None:
    values: dict[str, Any] = {
        "meeting": meeting, "sequence": event.sequence, "fingerprint": rules.fingerprint(event),
        "changed_at": event.changed_at, "title": event.title if meeting else "",
        "place": event.place if meeting else "", "cancelled": event.cancelled,
        "seen_at": at,
    }  # fmt: skip
    if source is not None:
        values["source"] = source
    Seen.objects.update_or_create(owner_id=by.id, key=rules.key(event), defaults=values)


def take_back(*, by: Viewer, at: datetime, missing: Sequence[Seen]) -> int:
    """Cancel meetings that their calendar does not have any more; how many."""
    count = 0
    for seen in missing:
        try:
            with transaction.atomic():
                meetings.cancel_meeting(
                    by=by, at=at, meeting_id=seen.meeting_id or 0, reason=_("It is not in the calendar any more.")
                )
                Seen.objects.filter(id=seen.pk).update(cancelled=True, seen_at=at)
        except Problem:
            continue
        count += 1
    return count


# Files being looked at.


def keep_batch(*, by: Viewer, at: datetime, name: str, read: Read) -> Batch:
    """Keep what a file holds until its owner says what to take."""
    require_writer(by)
    return Batch.objects.create(
        owner_id=by.id, name=name.strip()[:200] or _("Calendar"), made_at=at, found=len(read.events),
        events=[rules.kept(event) for event in read.events[: rules.MOST_SHOWN]], faults=sentences(read.faults),
    )  # fmt: skip


def sentences(faults: Sequence[Fault]) -> list[list[Any]]:
    """Faults as they are kept: line, title, sentence in the reader's language."""
    return [[fault.line, fault.title, str(fault.sentence)] for fault in faults[:FAULTS]]


def taken_from(*, by: Viewer, at: datetime, batch: Batch, taken: Taken) -> None:
    """The file was taken in: forget it, and say so in the journal."""
    with transaction.atomic():
        tell_taken(by=by, at=at, subject=Thing("calendar", 0, batch.name), taken=taken)
        if not taken.left_over:
            batch.delete()


def tell_taken(*, by: Viewer, at: datetime, subject: Thing, taken: Taken) -> None:
    """Nothing where nothing changed."""
    changes = [(fate.value, None, count) for fate in Fate if (count := taken.counts.get(fate, 0)) and _changes(fate)]
    if changes:
        with transaction.atomic():
            record(by=by, at=at, what="calendar.taken", subject=subject, changes=changes)


def _changes(fate: Fate) -> bool:
    return fate not in (Fate.THERE, Fate.OUT)


def forget_batches(*, before: datetime) -> None:
    Batch.objects.filter(made_at__lt=before).delete()


# Addresses.


def add_source(*, by: Viewer, at: datetime, name: str, url: str) -> Source:
    """A calendar to fetch from now on, first at once. The same address twice is refused."""
    require_writer(by)
    wrong: dict[str, Text] = {}
    clean, fault = rules.address(url)
    if fault:
        wrong["url"] = fault
    if not name.strip():
        wrong["name"] = _("Give the calendar a name.")
    elif len(name.strip()) > rules.NAME or "\x00" in name:
        wrong["name"] = _("Use at most %(most)d characters.") % {"most": rules.NAME}
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        mine = Source.objects.visible_to(by)
        if mine.filter(url_digest=rules.digest(clean)).exists():
            raise Invalid({"url": _("This calendar is among yours already.")})
        if mine.count() >= rules.MOST_SOURCES:
            raise Refused(_("Ten calendars are enough. Remove one first."))
        made = Source.objects.create(
            owner_id=by.id, name=name.strip(), url=clean, url_digest=rules.digest(clean), added_at=at, due_at=at
        )
        record(by=by, at=at, what="calendar.added", subject=thing(made))
    return made


def remove_source(*, by: Viewer, at: datetime, source_id: int) -> None:
    """It is fetched no more. Meetings it brought stay."""
    with transaction.atomic():
        row = source(by, source_id)
        record(by=by, at=at, what="calendar.removed", subject=thing(row))
        row.delete()


def resume_source(*, by: Viewer, at: datetime, source_id: int) -> None:
    """Fetch it again, after it was paused."""
    with transaction.atomic():
        row = source(by, source_id)
        if row.is_paused:
            row.due_at, row.failures = at, 0
            row.save(update_fields=["due_at", "failures"])
            record(by=by, at=at, what="calendar.resumed", subject=thing(row))


def fetched(
    *,
    by: Viewer,
    at: datetime,
    source: Source,
    taken: Taken | None,
    faults: Sequence[Fault] = (),
    marks: tuple[str, str] | None = None,
) -> None:
    """It answered. `taken` None: with the same as last time. What was left over is fetched again without its marks."""
    values: dict[str, Any] = {
        "tried_at": at, "succeeded_at": at, "failures": 0, "error": "", "due_at": at + rules.EVERY,
    }  # fmt: skip
    with transaction.atomic():
        if taken is not None:
            refused = [[0, title, text] for title, text in taken.faults]
            values |= {"counts": taken.counts, "faults": (sentences(faults) + refused)[:FAULTS]}
            tell_taken(by=by, at=at, subject=thing(source), taken=taken)
        if marks is not None:
            again = taken is not None and (taken.left_over or bool(taken.faults))
            values["etag"], values["last_modified"] = ("", "") if again else marks
        Source.objects.filter(id=source.pk).update(**values)


def failed(*, by: Viewer, at: datetime, source: Source, error: str) -> None:
    """It did not answer. Tried again later and later; in the end it waits until somebody looks at it."""
    failures = source.failures + 1
    paused = rules.gives_up(failures)
    with transaction.atomic():
        Source.objects.filter(id=source.pk).update(
            tried_at=at, failures=failures, error=error[:500],
            due_at=None if paused else at + rules.pause_after(failures),
        )  # fmt: skip
        if paused and not source.is_paused:
            record(by=by, at=at, what="calendar.paused", subject=thing(source), reason=error[:500])


def thing(row: Source) -> Thing:
    return Thing("calendar", row.pk, row.name)


# The feed.


def renew_feed(*, by: Viewer, at: datetime) -> Feed:
    """A new address for one's own meetings; the one before leads nowhere from now on."""
    with transaction.atomic():
        made, created = Feed.objects.update_or_create(
            owner_id=by.id,
            defaults={"key": secrets.token_urlsafe(12), "made_at": at, "read_at": None},
        )
        what = "calendar.feed_made" if created else "calendar.feed_renewed"
        record(by=by, at=at, what=what, subject=Thing("calendar", 0, by.name))
    return made


def stop_feed(*, by: Viewer, at: datetime) -> None:
    """No address any more."""
    with transaction.atomic():
        if Feed.objects.filter(owner_id=by.id).delete()[0]:
            record(by=by, at=at, what="calendar.feed_stopped", subject=Thing("calendar", 0, by.name))


def note_read(*, feed: Feed, at: datetime) -> None:
    """Calendars ask every few minutes; once an hour is written down."""
    if feed.read_at is None or at - feed.read_at > timedelta(hours=1):
        Feed.objects.filter(id=feed.pk).update(read_at=at)
