"""Meetings as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from evener.listing.rules import Ask
from evener.meetings import actions, queries
from evener.meetings.models import Attendee, Meeting
from evener.meetings.queries import lists
from evener.meetings.rules.plan import Invited, MeetingKind, MeetingPart
from evener.rest.answers import answer, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, Id, Line, Mail, Moment, Name, PathId, QueryText, Text, Title, Version

routes = Routes("Meetings")


class MeetingRow(Shown):
    """A meeting as a list shows it."""

    id: int
    deal_id: int | None = Field(description="Null: it belongs to no deal, and only its people see it.")
    deal_name: str | None
    no_deal: bool = Field(description="Somebody in it said that it is about none: nobody is asked to file it.")
    title: str
    kind: MeetingKind
    purpose: str
    decision_wanted: str
    starts_at: datetime
    ends_at: datetime
    place: str
    organiser_id: int | None
    cancelled_at: datetime | None
    debriefed_at: datetime | None = Field(description="The first debrief.")
    ours: list[str]
    theirs: list[str]


class MeetingPage(PageOf[MeetingRow]):
    pass


class AttendeeShown(Shown):
    """Somebody who comes: one of ours, a contact, or a guest known by address or name."""

    id: int
    user_id: int | None
    contact_id: int | None
    email: str
    name: str
    part: MeetingPart = Field(description="Of ours; empty: asked to be on call.")
    absent: bool


class MeetingShown(Shown):
    """A meeting with everything about it but its debriefs."""

    id: int
    deal_id: int | None
    no_deal: bool = Field(description="Somebody in it said that it is about none: nobody is asked to file it.")
    title: str
    kind: MeetingKind
    purpose: str
    decision_wanted: str
    agenda: str
    starts_at: datetime
    ends_at: datetime
    place: str
    organiser_id: int | None
    no_engineer_reason: str = Field(description="Why a closing call goes without the deal's lead engineer.")
    cancelled_at: datetime | None
    cancel_reason: str
    debriefed_at: datetime | None
    attendees: list[AttendeeShown]
    version: int
    created_at: datetime


class InvitedGiven(Given):
    """One of `user_id`, `contact_id`, `email`, or a `name` alone."""

    user_id: Id | None = LEFT_OUT
    contact_id: Id | None = LEFT_OUT
    email: Mail = Field("", description="Of one of ours, of a contact of the deal's account, or of anybody else.")
    name: Title = ""
    part: MeetingPart | None = Field(None, description="Of ours; left out: the part they have, or none.")

    def invitation(self) -> Invited:
        return Invited(**self.model_dump())


class NewMeeting(Given):
    deal_id: Id | None = LEFT_OUT
    title: Name
    kind: MeetingKind = Field(default_factory=lambda: MeetingKind.OTHER)
    purpose: Line = LEFT_OUT
    decision_wanted: Line = LEFT_OUT
    agenda: Text = LEFT_OUT
    starts_at: Moment
    ends_at: Moment = Field(default_factory=lambda: None, description="An hour later, unless said otherwise.")  # type: ignore[assignment]
    place: Line = LEFT_OUT
    organiser_id: Id | None = Field(default_factory=lambda: None, description="You, unless said otherwise.")
    no_engineer_reason: Line = LEFT_OUT
    invited: list[InvitedGiven] = Field(
        default_factory=list, max_length=200,
        description="Left out: you, and for a closing call the deal's lead engineer.",
    )  # fmt: skip


class MeetingChange(Given):
    version: Version = Field(description="The version this change was made on.")
    title: Name = LEFT_OUT
    kind: MeetingKind = LEFT_OUT
    purpose: Line = LEFT_OUT
    decision_wanted: Line = LEFT_OUT
    agenda: Text = LEFT_OUT
    starts_at: Moment = LEFT_OUT
    ends_at: Moment = LEFT_OUT
    place: Line = LEFT_OUT
    organiser_id: Id | None = LEFT_OUT
    no_engineer_reason: Line = LEFT_OUT
    invited: list[InvitedGiven] = Field(
        default_factory=list, max_length=200, description="Takes the place of those invited; left out: they stay."
    )


class MeetingCancelled(Given):
    reason: Line = ""


class MeetingFiled(Given):
    deal_id: Id


class MeetingsAsked(Ordered):
    q: QueryText = Field("", description="Words of the title, purpose, decision or agenda, each by its beginning.")
    when: Literal["upcoming", "past", "all"] = Field("upcoming", description="Upcoming: today's and later.")
    whose: Literal["me", "all"] = Field("all", description="`me`: those you called or come to.")
    kind: MeetingKind | None = None
    state: Literal["undebriefed", "unfiled"] | None = None


PLAIN = (
    "deal_id", "no_deal", "title", "kind", "purpose", "decision_wanted", "agenda", "starts_at", "ends_at", "place",
    "organiser_id", "no_engineer_reason", "cancelled_at", "cancel_reason", "debriefed_at", "version", "created_at",
)  # fmt: skip


def _attendee(row: Attendee) -> dict[str, Any]:
    names = ("user_id", "contact_id", "email", "part", "absent")
    return {"id": row.pk, "name": row.shown} | {name: getattr(row, name) for name in names}


def _read(request: Call, id: int) -> dict[str, Any]:
    row: Meeting = queries.meeting(request.viewer, id)
    people = [_attendee(each) for each in queries.attendees(row.pk)]
    return {"id": row.pk, "attendees": people} | {name: getattr(row, name) for name in PLAIN}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    row["deal_name"] = row.pop("deal__name")
    for name in ("deal__account__name", "organiser__name"):
        del row[name]
    return row


def _who(request: Call, meeting_id: int) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.at, "meeting_id": meeting_id}


def _invited(body: NewMeeting | MeetingChange) -> list[Invited] | None:
    return [each.invitation() for each in body.invited] if "invited" in body.model_fields_set else None


@routes.on("GET", "/meetings", gives=MeetingPage, summary="Meetings, page by page")
def meetings(request: Call, asked: Query[MeetingsAsked]) -> HttpResponse:
    """Orders: `starts` (default), and `-starts`, the latest first."""
    ask: Ask = asked.ask(asked.order or "starts")
    wanted = lists.Filter(
        q=asked.q, when=asked.when, whose=lists.MINE if asked.whose == "me" else "", kind=asked.kind or "",
        state=asked.state or "",
    )  # fmt: skip
    found = lists.meetings(request.viewer, asked=wanted, ask=ask, at=request.at).page
    return page_of(found, [_row(row) for row in found.rows])


@routes.on("POST", "/meetings", gives=MeetingShown, summary="Plan a meeting")
def plan_meeting(request: Call, body: NewMeeting) -> HttpResponse:
    """On a deal you work on, or on none yet. Leaving the lead engineer out of a closing call takes a reason."""
    row = actions.plan_meeting(
        by=request.viewer, at=request.at, deal_id=body.deal_id, values=body.values("deal_id", "invited"),
        invited=_invited(body),
    )  # fmt: skip
    return made(_read(request, row.pk), at=f"/meetings/{row.pk}")


@routes.on("GET", "/meetings/{meeting_id}", gives=MeetingShown, summary="One meeting")
def meeting(request: Call, meeting_id: PathId) -> HttpResponse:
    return answer(_read(request, meeting_id))


@routes.on("PATCH", "/meetings/{meeting_id}", gives=MeetingShown, summary="Change a meeting")
def change_meeting(request: Call, meeting_id: PathId, body: MeetingChange) -> HttpResponse:
    actions.change_meeting(
        **_who(request, meeting_id), values=body.values("version", "invited"), seen_version=body.version,
        invited=_invited(body),
    )  # fmt: skip
    return answer(_read(request, meeting_id))


@routes.on("POST", "/meetings/{meeting_id}/cancel", gives=MeetingShown, status=200, summary="Cancel a meeting")
def cancel_meeting(request: Call, meeting_id: PathId, body: MeetingCancelled) -> HttpResponse:
    actions.cancel_meeting(**_who(request, meeting_id), reason=body.reason)
    return answer(_read(request, meeting_id))


@routes.on("POST", "/meetings/{meeting_id}/resume", gives=MeetingShown, status=200, summary="It takes place after all")
def resume_meeting(request: Call, meeting_id: PathId) -> HttpResponse:
    actions.resume_meeting(**_who(request, meeting_id))
    return answer(_read(request, meeting_id))


@routes.on("POST", "/meetings/{meeting_id}/no-deal", gives=MeetingShown, status=200, summary="It is about no deal")
def meeting_of_no_deal(request: Call, meeting_id: PathId) -> HttpResponse:
    """Nobody is asked to file it any more; it may be filed later. One that belongs to a deal is refused."""
    actions.about_no_deal(**_who(request, meeting_id))
    return answer(_read(request, meeting_id))


@routes.on("POST", "/meetings/{meeting_id}/file", gives=MeetingShown, status=200, summary="File it under a deal")
def file_meeting(request: Call, meeting_id: PathId, body: MeetingFiled) -> HttpResponse:
    """From then on whoever sees the deal sees it."""
    actions.file_under(**_who(request, meeting_id), deal_id=body.deal_id)
    return answer(_read(request, meeting_id))
