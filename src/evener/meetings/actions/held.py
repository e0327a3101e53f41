"""What every write to a meeting begins and ends with: hold the rows, check the right, save, journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from evener.deals.actions.held import hold, require, thing, touch
from evener.deals.models import Deal
from evener.deals.rules import may_work_on
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.meetings.models import Attendee, Meeting
from evener.meetings.queries.one import NAMED, missing
from evener.people.rules import Viewer
from evener.problems import Conflict, NotAllowed
from evener.search.actions import put
from evener.search.rules import Kind


def hold_deal(by: Viewer, deal_id: int) -> Deal:
    """The deal, locked, of somebody who works on it. Also a closed one: people meet after a close, too."""
    deal, stands = hold(by, deal_id)
    require(may_work_on(by, stands))
    return deal


def hold_meeting(by: Viewer, id: int) -> tuple[Meeting, Deal | None]:
    """The meeting and its deal, both locked, of somebody who may change it. Deals are locked first.

    One that belongs to no deal is its attendees' (and an admin's).
    """
    seen = Meeting.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True)[:1]
    if not seen:
        raise missing()
    deal = hold_deal(by, seen[0]) if seen[0] is not None else None
    if deal is None and not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    rows = Meeting.objects.select_for_update(of=("self",)).select_related(*NAMED)
    return rows.get(id=id), deal


def same_version(seen: int | None, meeting: Meeting) -> None:
    """Refuse what was decided on another version than this."""
    if seen is not None and seen != meeting.version:
        text = _("Somebody changed this meeting while you were at it. Look at it again, then change it.")
        raise Conflict(text, version=meeting.version)


def save(
    meeting: Meeting, deal: Deal | None, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    """Write it as its next version, with its journal entry."""
    meeting.version += 1
    meeting.save(force_update=True)
    tell(meeting, deal, by=by, at=at, what=what, changes=changes, reason=reason)


def tell(
    meeting: Meeting, deal: Deal | None, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    """In the deal's thread; one of no deal has its own."""
    if deal is not None:
        touch(deal, at=at)
    record(
        by=by, at=at, what=what, subject=Thing("meeting", meeting.pk, meeting.title),
        thread=thing(deal) if deal is not None else None, changes=list(changes), reason=reason,
    )  # fmt: skip


def index(meeting: Meeting) -> None:
    put(Kind.MEETING, meeting.pk, *found_by(meeting))


def found_by(meeting: Meeting) -> tuple[str, ...]:
    """The words a meeting is found by."""
    return meeting.title, meeting.purpose, meeting.decision_wanted, meeting.agenda


def attendees(meeting: Meeting) -> list[Attendee]:
    rows = Attendee.objects.filter(meeting=meeting).select_related("user", "contact")
    return list(rows.order_by("id"))
