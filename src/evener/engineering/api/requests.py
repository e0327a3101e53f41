"""Requests for engineering time as JSON. Efforts are whole minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from evener.engineering import actions, triage
from evener.engineering.actions.held import missing
from evener.engineering.models import Request, RequestKind
from evener.engineering.queries import Queued, needs, queue
from evener.engineering.queries import kind as one_kind
from evener.engineering.rules import RequestState
from evener.listing.queries import page
from evener.listing.rules import Order
from evener.rest.answers import answer, gone, list_of, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, Day, Flag, Id, Line, Name, Number, PathId, QueryId, Small, Text, Version

routes = Routes("Engineering")

Rows = QuerySet[Any, dict[str, Any]]
ORDERS = {
    "needed_by": Order("needed_by", gettext_lazy("Needed by"), ("needed_by", "id")),
    "id": Order("id", gettext_lazy("Age"), ("id",)),
}
REQUEST = (
    "id", "deal_id", "kind_id", "decides", "wants", "needed_by", "low_minutes", "likely_minutes", "high_minutes",
    "state", "waiting", "asked_at", "asked_by_id", "answered_at", "answered_by_id", "answer", "offer", "offer_minutes",
    "person_id", "partner_id", "ended_at", "placed", "placed_why", "version",
)  # fmt: skip
NAMED: dict[str, Any] = {"deal_name": F("deal__name"), "kind_name": F("kind__name"), "person_name": F("person__name")}
KIND = (
    "id", "name", "low_minutes", "likely_minutes", "high_minutes", "lift", "is_evaluation", "is_offered", "position",
)  # fmt: skip


class SkillNeeded(Shown):
    skill_id: int
    name: str
    level: int = Field(description="1 with help, 2 alone, 3 teaches it.")


class RequestShown(Shown):
    id: int
    deal_id: int
    deal_name: str
    kind_id: int
    kind_name: str
    decides: str = Field(description="What the customer decides because of it.")
    wants: str
    needed_by: date
    low_minutes: int
    likely_minutes: int
    high_minutes: int
    skills: list[SkillNeeded]
    state: RequestState
    waiting: bool = Field(description="Open, on an open deal.")
    asked_at: datetime
    asked_by_id: int
    answered_at: datetime | None = Field(description="The first answer, whatever it was.")
    answered_by_id: int | None
    answer: str
    offer: str = Field(description="The smaller thing that was offered.")
    offer_minutes: int | None
    person_id: int | None = Field(description="Who does it.")
    person_name: str | None
    partner_id: int | None = Field(description="Who learns along.")
    ended_at: datetime | None
    placed: int | None = Field(description="The place in the queue given by hand.")
    placed_why: str
    version: int


class RequestPage(PageOf[RequestShown]):
    pass


class NeededSkill(Given):
    skill_id: Id
    level: Small = 2


class NewRequest(Given):
    deal_id: Id
    kind_id: Id
    decides: Line
    needed_by: Day
    wants: Text = LEFT_OUT
    low_minutes: Number = LEFT_OUT
    likely_minutes: Number = LEFT_OUT
    high_minutes: Number = LEFT_OUT
    skills: list[NeededSkill] = LEFT_OUT


class RequestChange(Given):
    version: Version
    kind_id: Id = LEFT_OUT
    decides: Line = LEFT_OUT
    needed_by: Day = LEFT_OUT
    wants: Text = LEFT_OUT
    low_minutes: Number = LEFT_OUT
    likely_minutes: Number = LEFT_OUT
    high_minutes: Number = LEFT_OUT
    skills: list[NeededSkill] = LEFT_OUT


class Versioned(Given):
    version: Version | None = Field(default_factory=lambda: None, description="Refused when it is another by now.")


class Accepting(Versioned):
    person_id: Id | None = Field(default_factory=lambda: None, description="You, unless said otherwise.")
    partner_id: Id | None = LEFT_OUT
    note: Text = ""


class Offering(Versioned):
    what: Line
    minutes: Number
    why: Text


class Declining(Versioned):
    why: Text
    no_fit: Flag = Field(False, description="No further requests from this deal until a leader opens the door.")


class Saying(Versioned):
    why: Text = ""


class Placing(Versioned):
    position: Number
    why: Text


class Logging(Given):
    minutes: Number


class Opening(Given):
    why: Text


class RequestsAsked(Ordered):
    state: RequestState | None = None
    deal_id: QueryId | None = None
    kind_id: QueryId | None = None
    person_id: QueryId | None = None
    asked_by_id: QueryId | None = None


class PlaceShown(Shown):
    request_id: int
    position: int
    computed: int = Field(description="The place its worth gives it.")
    currency: str
    gain_minor: int = Field(description="Expected gain.")
    gain_per_hour_minor: int
    expected_hours: float
    instead_minor: int = Field(description="What the same hours would gain elsewhere.")
    instead_ids: list[int]


class PlaceList(ListOf[PlaceShown]):
    pass


class KindShown(Shown):
    id: int
    name: str
    low_minutes: int
    likely_minutes: int
    high_minutes: int
    lift: int = Field(description="Percent points it is taken to move the chance to win.")
    is_evaluation: bool
    is_offered: bool
    position: int


class KindList(ListOf[KindShown]):
    pass


class NewKind(Given):
    name: Name
    low_minutes: Number
    likely_minutes: Number
    high_minutes: Number
    lift: Small = LEFT_OUT
    is_evaluation: Flag = LEFT_OUT
    is_offered: Flag = LEFT_OUT
    position: Small = LEFT_OUT


class KindChange(Given):
    name: Name = LEFT_OUT
    low_minutes: Number = LEFT_OUT
    likely_minutes: Number = LEFT_OUT
    high_minutes: Number = LEFT_OUT
    lift: Small = LEFT_OUT
    is_evaluation: Flag = LEFT_OUT
    is_offered: Flag = LEFT_OUT
    position: Small = LEFT_OUT


def _rows(request: Call) -> Rows:
    found: Rows = Request.objects.visible_to(request.viewer).values(*REQUEST, **NAMED)
    return found


def _with_skills(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = needs([row["id"] for row in rows])
    for row in rows:
        row["skills"] = [
            {"skill_id": need.skill_id, "name": need.skill.name, "level": need.level} for need in known[row["id"]]
        ]
    return rows


def _one(request: Call, id: int) -> dict[str, Any]:
    row = _rows(request).filter(id=id).first()
    if row is None:
        raise missing()
    return _with_skills([row])[0]


def _values(body: Given, *leave: str) -> dict[str, Any]:
    values = body.values(*leave)
    if "skills" in values:
        values["skills"] = {each["skill_id"]: each.get("level", 2) for each in values["skills"]}
    return values


@routes.on("GET", "/requests", gives=RequestPage, summary="Requests, page by page")
def requests(request: Call, asked: Query[RequestsAsked]) -> HttpResponse:
    """Orders: `needed_by` (default) and `id`, each with a leading `-` for descending."""
    names = ("state", "deal_id", "kind_id", "person_id", "asked_by_id")
    wanted = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    found = page(_rows(request).filter(**wanted), ask=asked.ask(asked.order or "needed_by"), orders=ORDERS)
    return page_of(found, _with_skills(list(found.rows)))


@routes.on("GET", "/requests/queue", gives=PlaceList, summary="The queue in its order")
def queue_of_requests(request: Call) -> HttpResponse:
    """What waits for an answer, the most valuable hours first; at most a thousand."""
    today = request.viewer.today(request.at)
    return list_of([_place(each) for each in triage.order(queue(request.viewer), today=today)])


def _place(each: triage.Placed[Queued]) -> dict[str, Any]:
    place = each.place
    return {
        "request_id": each.row.id, "position": place.position, "computed": place.computed,
        "currency": each.row.currency, "gain_minor": round(place.worth.gain),
        "gain_per_hour_minor": round(place.worth.per_hour), "expected_hours": place.ask.hours,
        "instead_minor": round(place.instead), "instead_ids": list(place.instead_ids),
    }  # fmt: skip


@routes.on("POST", "/requests", gives=RequestShown, summary="Ask for engineering time")
def create_request(request: Call, body: NewRequest) -> HttpResponse:
    """Without effort, the usual one of its kind. Refused on a closed deal, and where engineering said “no fit”."""
    row = actions.ask(by=request.viewer, at=request.at, deal_id=body.deal_id, values=_values(body, "deal_id"))
    return made(_one(request, row.pk), at=f"/requests/{row.pk}")


@routes.on("GET", "/requests/{request_id}", gives=RequestShown, summary="One request")
def one_request(request: Call, request_id: PathId) -> HttpResponse:
    return answer(_one(request, request_id))


@routes.on("PATCH", "/requests/{request_id}", gives=RequestShown, summary="Change what is asked")
def change_request(request: Call, request_id: PathId, body: RequestChange) -> HttpResponse:
    """While nobody has answered."""
    actions.change_request(
        by=request.viewer, at=request.at, request_id=request_id, values=_values(body), seen_version=body.version
    )
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/accept", gives=RequestShown, status=200, summary="Take it on")
def accept_request(request: Call, request_id: PathId, body: Accepting) -> HttpResponse:
    """For yourself; those who lead may give it to others."""
    actions.accept(
        by=request.viewer, at=request.at, request_id=request_id, person_id=body.person_id, partner_id=body.partner_id,
        note=body.note, seen_version=body.version,
    )  # fmt: skip
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/offer", gives=RequestShown, status=200, summary="Offer a smaller thing")
def offer_smaller(request: Call, request_id: PathId, body: Offering) -> HttpResponse:
    actions.offer(
        by=request.viewer, at=request.at, request_id=request_id, what=body.what, minutes=body.minutes, why=body.why,
        seen_version=body.version,
    )  # fmt: skip
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/agree", gives=RequestShown, status=200, summary="Take the smaller thing")
def agree_to_smaller(request: Call, request_id: PathId, body: Versioned) -> HttpResponse:
    actions.agree(by=request.viewer, at=request.at, request_id=request_id, seen_version=body.version)
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/insist", gives=RequestShown, status=200, summary="Ask for all of it")
def insist_on_all(request: Call, request_id: PathId, body: Saying) -> HttpResponse:
    actions.insist(by=request.viewer, at=request.at, request_id=request_id, why=body.why, seen_version=body.version)
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/decline", gives=RequestShown, status=200, summary="Decline it, with why")
def decline_request(request: Call, request_id: PathId, body: Declining) -> HttpResponse:
    actions.decline(
        by=request.viewer, at=request.at, request_id=request_id, why=body.why, no_fit=body.no_fit,
        seen_version=body.version,
    )  # fmt: skip
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/withdraw", gives=RequestShown, status=200, summary="Not needed any more")
def withdraw_request(request: Call, request_id: PathId, body: Saying) -> HttpResponse:
    actions.withdraw(by=request.viewer, at=request.at, request_id=request_id, why=body.why, seen_version=body.version)
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/hand-back", gives=RequestShown, status=200, summary="Back into the queue")
def hand_back_request(request: Call, request_id: PathId, body: Saying) -> HttpResponse:
    actions.hand_back(by=request.viewer, at=request.at, request_id=request_id, why=body.why, seen_version=body.version)
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/finish", gives=RequestShown, status=200, summary="It is done")
def finish_request(request: Call, request_id: PathId, body: Saying) -> HttpResponse:
    actions.finish(by=request.viewer, at=request.at, request_id=request_id, note=body.why, seen_version=body.version)
    return answer(_one(request, request_id))


@routes.on("PUT", "/requests/{request_id}/place", gives=RequestShown, summary="Give it a place by hand")
def place_request(request: Call, request_id: PathId, body: Placing) -> HttpResponse:
    actions.place(
        by=request.viewer, at=request.at, request_id=request_id, position=body.position, why=body.why,
        seen_version=body.version,
    )  # fmt: skip
    return answer(_one(request, request_id))


@routes.on("DELETE", "/requests/{request_id}/place", gives=RequestShown, status=200, summary="Back to its worth")
def unplace_request(request: Call, request_id: PathId) -> HttpResponse:
    actions.unplace(by=request.viewer, at=request.at, request_id=request_id)
    return answer(_one(request, request_id))


@routes.on("POST", "/requests/{request_id}/time", gives=RequestShown, status=200, summary="Write down time of yours")
def log_time(request: Call, request_id: PathId, body: Logging) -> HttpResponse:
    actions.log_time(by=request.viewer, at=request.at, request_id=request_id, minutes=body.minutes)
    return answer(_one(request, request_id))


@routes.on("POST", "/deals/{deal_id}/open-door", status=204, summary="Let a deal ask again after “no fit”")
def open_door(request: Call, deal_id: PathId, body: Opening) -> HttpResponse:
    actions.open_door(by=request.viewer, at=request.at, deal_id=deal_id, why=body.why)
    return gone()


@routes.on("GET", "/request-kinds", gives=KindList, summary="What engineering can be asked for")
def request_kinds(request: Call) -> HttpResponse:
    return list_of(list(RequestKind.objects.order_by("position", "name").values(*KIND)))


@routes.on("POST", "/request-kinds", gives=KindShown, summary="Add a kind of request")
def create_kind(request: Call, body: NewKind) -> HttpResponse:
    kind = actions.make_kind(by=request.viewer, at=request.at, values=body.values())
    return made(_kind(kind.pk), at="/request-kinds")


@routes.on("PATCH", "/request-kinds/{kind_id}", gives=KindShown, summary="Change a kind of request")
def change_kind(request: Call, kind_id: PathId, body: KindChange) -> HttpResponse:
    actions.change_kind(by=request.viewer, at=request.at, kind_id=kind_id, values=body.values())
    return answer(_kind(kind_id))


def _kind(id: int) -> dict[str, Any]:
    found = one_kind(id)
    return {name: getattr(found, name) for name in KIND}
