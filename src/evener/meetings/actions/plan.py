"""Planning a meeting, changing and cancelling it, and filing one that came from a calendar under its deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.deals.models import Deal
from evener.journal.rules import Change, plain
from evener.meetings.actions.held import (
    attendees,
    hold_deal,
    hold_meeting,
    index,
    same_version,
    save,
    tell,
)
from evener.meetings.actions.inviting import Seat, invite, join, seats
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import (
    LENGTHS,
    NAMES,
    USUAL_LENGTH,
    Invited,
    MeetingKind,
    MeetingPart,
    engineer_missing,
    faults,
)
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Refused

FIELDS = tuple(NAMES)
NEEDS_REASON = NAMES["no_engineer_reason"]


def plan_meeting(
    *,
    by: Viewer,
    at: datetime,
    deal_id: int | None,
    values: Mapping[str, Any],
    invited: Sequence[Invited] | None = None,
    source: str = "",
    source_uid: str | None = None,
    sequence: int = 0,
) -> Meeting:
    """A new meeting. `values` by field name of `rules.plan.NAMES`; `title` and `starts_at` (aware) are needed.

    Unless said otherwise it lasts an hour and is the planner's, who leads it. `invited` None: the planner, and for a
    closing call the deal's lead engineer; a list is taken as it is, and leaving the engineer out of a closing call
    takes a `no_engineer_reason`. The planner of one without a deal always comes: nobody else would see it.
    """
    with transaction.atomic():
        deal = hold_deal(by, deal_id) if deal_id is not None else None
        if not by.may_write:
            raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
        starts_at = values.get("starts_at")
        given = {
            "kind": MeetingKind.OTHER, "organiser_id": by.id, **values,
            "ends_at": values.get("ends_at") or (starts_at + USUAL_LENGTH if starts_at else None),
        }  # fmt: skip
        meeting = Meeting(
            deal=deal, source=source, source_uid=source_uid, sequence=sequence, created_at=at, created_by_id=by.id
        )
        _place(meeting, deal)
        wanted = _first(invited, by=by, deal=deal, kind=given["kind"])
        _take(meeting, given, at=at)
        found = seats(wanted, by=by, deal=deal)
        _check_engineer(meeting, deal, found)
        meeting.save(force_insert=True)
        people = invite(meeting, deal, found)
        index(meeting)
        changes: list[Change] = [(name, None, shown(meeting, name)) for name in given if shown(meeting, name)]
        tell(meeting, deal, by=by, at=at, what="meeting.planned", changes=changes + people)
    return meeting


def change_meeting(
    *,
    by: Viewer,
    at: datetime,
    meeting_id: int,
    values: Mapping[str, Any],
    seen_version: int | None,
    invited: Sequence[Invited] | None = None,
    removing: bool = True,
    sequence: int | None = None,
) -> Meeting:
    """Change facts, and who comes: `invited` None leaves them, a list takes their place.

    `removing` False: the list is added to those who come (a calendar does not know whom we put on call).
    `seen_version` is the version the change was made on; None means: whatever it is now.
    """
    with transaction.atomic():
        meeting, deal = hold_meeting(by, meeting_id)
        same_version(seen_version, meeting)
        new = {name: value for name, value in values.items() if getattr(meeting, name, None) != value}
        before = {name: shown(meeting, name) for name in new if name in NAMES}
        was = attendees(meeting)
        _take(meeting, new, at=at)
        people: list[Change] = []
        if invited is not None:
            found = seats(invited, by=by, deal=deal, kept=was)
            if deal is None and removing:
                _still_seen(found, by=by)
            people = invite(meeting, deal, found, removing=removing)
        if "kind" in new or people:
            _check_engineer(meeting, deal, [Seat(user=row.user) for row in attendees(meeting)])
        if sequence is not None and sequence > meeting.sequence:
            meeting.sequence = sequence
        elif not new and not people:
            return meeting
        changes: list[Change] = [(name, before[name], shown(meeting, name)) for name in new]
        save(meeting, deal, by=by, at=at, what="meeting.changed", changes=changes + people)
        index(meeting)
        if "starts_at" in new:
            _tell_followers(meeting)
    return meeting


def cancel_meeting(
    *, by: Viewer, at: datetime, meeting_id: int, reason: str = "", sequence: int | None = None
) -> Meeting:
    """It does not, or did not, take place. Doing so twice is harmless. What was debriefed took place."""
    with transaction.atomic():
        meeting, deal = hold_meeting(by, meeting_id)
        if len(reason) > LENGTHS["purpose"] or "\x00" in reason:
            raise Invalid({"reason": _("Keep it under %(limit)d characters.") % {"limit": LENGTHS["purpose"]}})
        if meeting.is_cancelled:
            return meeting
        if meeting.debriefed_at is not None:
            raise Refused(_("This meeting took place: there is a debrief of it."))
        meeting.cancelled_at, meeting.cancelled_by_id, meeting.cancel_reason = at, by.id, reason.strip()
        meeting.sequence = max(meeting.sequence, sequence or 0)
        save(meeting, deal, by=by, at=at, what="meeting.cancelled", reason=reason.strip())
    return meeting


def resume_meeting(*, by: Viewer, at: datetime, meeting_id: int) -> Meeting:
    """It takes place after all."""
    with transaction.atomic():
        meeting, deal = hold_meeting(by, meeting_id)
        if not meeting.is_cancelled:
            return meeting
        meeting.cancelled_at, meeting.cancelled_by_id, meeting.cancel_reason = None, None, ""
        save(meeting, deal, by=by, at=at, what="meeting.resumed")
    return meeting


def file_under(*, by: Viewer, at: datetime, meeting_id: int, deal_id: int) -> Meeting:
    """It belongs to this deal; its people join it. Guests known there become contacts, strangers to the account guests.

    What belongs to a deal stays there: what was learned, promised and agreed in it stands on that deal.
    """
    with transaction.atomic():
        before = Meeting.objects.visible_to(by).filter(id=meeting_id).values_list("deal_id", flat=True).first()
        deal = hold_deal(by, deal_id)
        meeting, old = hold_meeting(by, meeting_id)
        if old is not None and old.pk == deal.pk:
            return meeting
        if old is not None and meeting.debriefed_at is not None:
            raise Refused(_("What was learned in it stands on its deal already. Plan another meeting there."))
        meeting.deal, meeting.no_deal = deal, False
        _place(meeting, deal)
        _refile(meeting, deal, by=by)
        changes: list[Change] = [("deal", old.name if old else None, deal.name)]
        save(meeting, deal, by=by, at=at, what="meeting.filed", changes=changes)
        if before is not None and old is not None:
            tell(meeting, old, by=by, at=at, what="meeting.filed", changes=changes)
        _tell_followers(meeting)
    return meeting


def about_no_deal(*, by: Viewer, at: datetime, meeting_id: int) -> Meeting:
    """Nobody is asked under which deal it belongs any more; filing it later is open. Doing so twice is harmless."""
    with transaction.atomic():
        meeting, deal = hold_meeting(by, meeting_id)
        if deal is not None:
            raise Refused(_("This meeting belongs to a deal."))
        if not meeting.no_deal:
            meeting.no_deal = True
            save(meeting, None, by=by, at=at, what="meeting.of_no_deal")
    return meeting


def _tell_followers(meeting: Meeting) -> None:
    for follower in answers("meetings.followers"):
        follower(meeting=meeting)


def _refile(meeting: Meeting, deal: Deal, *, by: Viewer) -> None:
    rows = attendees(meeting)
    for row in rows:
        contact = row.contact
        if contact is not None and contact.account_id != deal.account_id:
            row.contact, row.email, row.name = None, contact.email.lower(), contact.name
    strangers = [row for row in rows if not row.ours and row.contact is None]
    wanted = [Invited(email=row.email, name=row.name) for row in strangers]
    Attendee.objects.filter(id__in=[row.pk for row in strangers]).delete()
    invite(meeting, deal, seats(wanted, by=by, deal=deal), removing=False)
    join(deal, [row.user for row in rows if row.user])


def _first(invited: Sequence[Invited] | None, *, by: Viewer, deal: Deal | None, kind: str) -> Sequence[Invited]:
    planner = Invited(user_id=by.id, part=MeetingPart.LEADS)
    if invited is None:
        lead = deal.lead_engineer if deal is not None and kind == MeetingKind.CLOSING else None
        engineer = [Invited(user_id=lead.pk)] if lead is not None and lead.is_active else []
        return [planner, *engineer]
    if deal is None and not any(each.user_id == by.id for each in invited):
        return [*invited, Invited(user_id=by.id)]
    return invited


def _still_seen(found: Sequence[Seat], *, by: Viewer) -> None:
    if not by.is_admin and not any(seat.user and seat.user.pk == by.id for seat in found):
        raise Invalid({"attendees": _("File it under a deal before you leave it: nobody else would see it.")})


def _check_engineer(meeting: Meeting, deal: Deal | None, found: Sequence[Seat]) -> None:
    """Leaving the lead engineer out of a closing call takes a reason; where they come, there is none to give."""
    lead = deal.lead_engineer if deal is not None else None
    engineer_id = lead.pk if lead is not None and lead.is_active else None
    present = {seat.user.pk for seat in found if seat.user}
    if not engineer_missing(meeting.kind, engineer_id=engineer_id, invited=present):
        meeting.no_engineer_reason = ""
    elif not meeting.no_engineer_reason:
        text = _("%(name)s leads this deal technically and belongs in its closing call. Invite them, or say why not.")
        raise Invalid({"no_engineer_reason": text % {"name": lead}})


def _place(meeting: Meeting, deal: Deal | None) -> None:
    meeting.team_id = deal.team_id if deal is not None else None
    meeting.confidential = deal.confidential if deal is not None else True


def _take(meeting: Meeting, values: Mapping[str, Any], *, at: datetime) -> None:
    """Set the values, checked as the whole they make with what stands there already."""
    wrong = faults({name: getattr(meeting, name) for name in FIELDS} | dict(values), at=at)
    if not {"starts_at", "ends_at"} & values.keys():
        wrong = {name: text for name, text in wrong.items() if name not in ("starts_at", "ends_at")}
    if wrong:
        raise Invalid(wrong)
    for name in set(values) - {"organiser_id"}:
        value = values[name]
        setattr(meeting, name, value.strip() if isinstance(value, str) else value)
    if "organiser_id" in values:
        meeting.organiser = _organiser(values["organiser_id"])


def _organiser(id: int | None) -> User | None:
    if id is None:
        return None
    found = User.objects.filter(id=id, is_active=True).first()
    if found is None:
        raise Invalid({"organiser_id": _("Choose one from the list.")})
    return found


def shown(meeting: Meeting, field: str) -> Any:
    """The field as the journal keeps it: names instead of ids."""
    if field == "organiser_id":
        return str(meeting.organiser) if meeting.organiser is not None else None
    return plain(getattr(meeting, field))
