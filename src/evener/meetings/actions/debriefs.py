"""A debrief: every line lands where it belongs, in one transaction. All of it or, with every fault named, nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.steps import add_step
from evener.deals.models import Deal
from evener.discovery.actions import give_answer
from evener.journal.rules import Change
from evener.meetings.actions.held import attendees, hold_meeting, tell
from evener.meetings.models import Attendee, Credit, Debrief, Landed, Meeting, SelfCheck
from evener.meetings.rules.debrief import Debriefing, LearnedLine, PromisedLine, faults
from evener.meetings.wording import in_meeting, told_to
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused, Text
from evener.promises import actions as promises
from evener.promises.models import Promise

T = TypeVar("T")


class Lines:
    """Tries one line after the other, each in its own savepoint, and gathers what is wrong by line and field."""

    def __init__(self) -> None:
        self.wrong: dict[str, Text] = {}

    def take(self, line: str, field: str, write: Callable[[], T]) -> T | None:
        """What `write` gives; a refusal is kept at `line`, at the first field where it names none."""
        try:
            with transaction.atomic():
                return write()
        except Invalid as problem:
            for name, text in problem.fields.items():
                self.wrong[f"{line}.{name or field}"] = text
        except Conflict as problem:
            theirs = "; ".join(f"{clash.who}: {clash.theirs}" for clash in problem.clashes)
            self.wrong[f"{line}.{field}"] = f"{problem} {theirs}".strip()
        except (Refused, NotThere, NotAllowed) as problem:
            self.wrong[f"{line}.{field}"] = str(problem)
        return None


def debrief(*, by: Viewer, at: datetime, meeting_id: int, given: Debriefing) -> Debrief | None:
    """Save it. The same `key` again gives what was saved then and writes nothing.

    None: only the private self-check was in it, which leaves no trace that others see. Invalid names every fault by
    line (`learned.0.value`, `promised.1.words`); then nothing was written.
    """
    wrong = faults(given)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        meeting, deal = hold_meeting(by, meeting_id)
        before = Debrief.objects.filter(meeting=meeting, author_id=by.id, key=given.key).first()
        if before is not None:
            return before
        _may_be_debriefed(meeting, at=at)
        if deal is None and given.needs_deal:
            raise Refused(_("This meeting belongs to no deal yet. File it under one first; what you typed is kept."))
        _check_self(meeting, given, by=by, at=at)
        return _write(meeting, deal, given, by=by, at=at) if given.shared else None


def _may_be_debriefed(meeting: Meeting, *, at: datetime) -> None:
    if meeting.is_cancelled:
        raise Refused(_("This meeting was cancelled. If it took place after all, say so on its page first."))
    if meeting.starts_at > at:
        raise Refused(_("This meeting has not begun. Debrief it once it is over."))


def _write(meeting: Meeting, deal: Deal | None, given: Debriefing, *, by: Viewer, at: datetime) -> Debrief:
    written = Debrief.objects.create(
        meeting=meeting, author_id=by.id, key=given.key, note=given.note.strip(), written_at=at
    )
    came = _mark_absent(meeting, given)
    lines, landed = Lines(), list[Landed]()
    if deal is not None:
        landed = _land(meeting, deal, given, lines, came, by=by, at=at)
    credits = _credits(written, given, lines, by=by, at=at)
    if lines.wrong:
        raise Invalid(lines.wrong)
    for row in landed:
        row.debrief = written
    Landed.objects.bulk_create(landed)
    Credit.objects.bulk_create(credits)
    if meeting.debriefed_at is None:
        meeting.debriefed_at = at
        Meeting.objects.filter(pk=meeting.pk).update(debriefed_at=at)
    tell(meeting, deal, by=by, at=at, what="meeting.debriefed", changes=_counts(given))
    return written


def _land(
    meeting: Meeting, deal: Deal, given: Debriefing, lines: Lines, came: list[Attendee], *, by: Viewer, at: datetime
) -> list[Landed]:
    """Answers into discovery, promises into the ledger, next steps onto the deal, by those rooms' own actions."""
    landed: list[Landed] = []
    day = min(by.today(meeting.starts_at), by.today(at))
    where, told = in_meeting(meeting, by), told_to(came)

    def answer(line: LearnedLine) -> Landed:
        row = give_answer(
            by=by, at=at, deal_id=deal.pk, question_id=line.question_id, value=line.value, source=line.source,
            contact_id=line.contact_id, meeting=where, seen=line.seen,
        )  # fmt: skip
        return Landed(answer=row)

    def promise(line: PromisedLine) -> Landed:
        values = {"words": line.words, "due_on": line.due_on, "told": told}
        if line.said:
            return Landed(promise=promises.record_blind(by=by, at=at, deal_id=deal.pk, values=values, made_on=day))
        asked = promises.draft_promise(by=by, at=at, deal_id=deal.pk, values=values | {"told": ""}, ask=True)
        return Landed(promise=asked)

    def tell_again(promise_id: int) -> Landed:
        if not Promise.objects.filter(id=promise_id, deal=deal).exists():
            raise NotThere(_("There is no such promise on this deal."))
        return Landed(promise=promises.make(by=by, at=at, promise_id=promise_id, made_on=day, told=told))

    for place, learned in enumerate(given.learned):
        row = lines.take(f"learned.{place}", "value", lambda learned=learned: answer(learned))  # type: ignore[misc]
        landed += [row] if row else []
    for place, promised in enumerate(given.promised):
        row = lines.take(f"promised.{place}", "words", lambda promised=promised: promise(promised))  # type: ignore[misc]
        landed += [row] if row else []
    for place, promise_id in enumerate(given.told):
        row = lines.take(f"told.{place}", "id", lambda promise_id=promise_id: tell_again(promise_id))  # type: ignore[misc]
        landed += [row] if row else []
    for place, step in enumerate(given.steps):
        made = lines.take(
            f"steps.{place}",
            "what",
            lambda step=step: add_step(  # type: ignore[misc]
                by=by, at=at, deal_id=deal.pk, what=step.what, owner_id=step.owner_id, due_on=step.due_on
            ),
        )
        landed += [Landed(step=made)] if made else []
    return landed


def _mark_absent(meeting: Meeting, given: Debriefing) -> list[Attendee]:
    """Write who was not there; who was of theirs."""
    rows = attendees(meeting)
    away = [row for row in rows if row.pk in given.absent and not row.absent]
    Attendee.objects.filter(id__in=[row.pk for row in away]).update(absent=True)
    return [row for row in rows if not row.ours and not row.absent and row not in away]


def _credits(written: Debrief, given: Debriefing, lines: Lines, *, by: Viewer, at: datetime) -> list[Credit]:
    known = set(
        User.objects.filter(id__in=[line.person_id for line in given.credits], is_active=True).values_list(
            "id", flat=True
        )
    )
    for place, line in enumerate(given.credits):
        if line.person_id not in known:
            lines.wrong[f"credits.{place}.person_id"] = _("Choose one from the list.")
        elif line.person_id == by.id:
            lines.wrong[f"credits.{place}.person_id"] = _("Credit goes to others. They will see it, and so will you.")
        elif "\x00" in line.line:
            lines.wrong[f"credits.{place}.line"] = _("This text holds a character that cannot be kept.")
    return [
        Credit(
            debrief=written, person_id=line.person_id or 0, kind=line.kind, line=line.line.strip(), given_by_id=by.id,
            given_at=at,
        )
        for line in given.credits
    ]  # fmt: skip


def _check_self(meeting: Meeting, given: Debriefing, *, by: Viewer, at: datetime) -> None:
    """The private part: one row for a person and a meeting, and no journal entry."""
    if not given.habits and not given.habit_note.strip():
        return
    values = {"habits": sorted(set(given.habits)), "note": given.habit_note.strip(), "checked_at": at}
    SelfCheck.objects.update_or_create(user_id=by.id, meeting=meeting, defaults=values)


def _counts(given: Debriefing) -> list[Change]:
    """How much of what; who got credit is not the journal's to tell, and the self-check nobody's."""
    counts = {
        "learned": len(given.learned), "promised": len(given.promised) + len(given.told), "steps": len(given.steps),
    }  # fmt: skip
    return [(name, None, count) for name, count in counts.items() if count]
