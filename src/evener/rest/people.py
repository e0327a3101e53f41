"""People, teams, the organisation's settings and oneself: a room below this one, so its operations stand here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from evener.listing.queries import page
from evener.listing.rules import Order
from evener.people import actions, queries
from evener.people.models import Team, User
from evener.people.rules import NO_ADDRESS, Role, Viewer, Visibility
from evener.problems import NotThere
from evener.rest.answers import answer, list_of, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, PageOf, Paging, Shown
from evener.rest.values import (
    LEFT_OUT,
    Currency,
    Flag,
    Id,
    Mail,
    Minor,
    Number,
    PathId,
    QueryFlag,
    QueryId,
    QueryText,
    Title,
    Word,
)
from evener.search.queries import matching_ids
from evener.search.rules import Kind

routes = Routes("People")
organisation = Routes("Organisation")

COLUMNS: dict[str, Any] = {"team_name": F("team__name")}
PLAIN = ("id", "name", "email", "role", "is_architect", "is_active", "team_id", "time_zone")
BY_NAME = {"name": Order("name", "name", ("name", "id"))}


class Person(Shown):
    id: int
    name: str
    email: str = Field(description=f"Ends with {NO_ADDRESS} until somebody imported without an address is given one.")
    role: Role
    is_architect: bool
    is_active: bool = Field(description="Whether this person can sign in.")
    team_id: int | None
    team_name: str | None
    time_zone: str


class Me(Person):
    language: str
    organisation: str
    currency: str = Field(description="What amounts are in unless said otherwise.")
    visibility: Visibility
    scopes: list[str] = Field(description="What this token may do.")


class PersonPage(PageOf[Person]):
    pass


class Own(Given):
    name: Title = LEFT_OUT
    time_zone: Word = LEFT_OUT
    language: Word = LEFT_OUT


class PeopleAsked(Paging):
    q: QueryText = Field("", description="Words of the name or address, each by its beginning.")
    active: QueryFlag | None = Field(None, description="Only those who can, or cannot, sign in.")
    role: Role | None = None
    team_id: QueryId | None = None


class NewPerson(Given):
    email: Mail
    name: Title
    role: Role
    team_id: Id | None = None
    is_architect: Flag = False
    time_zone: Word = ""


class PersonChange(Given):
    name: Title = LEFT_OUT
    email: Mail = LEFT_OUT
    role: Role = LEFT_OUT
    team_id: Id | None = LEFT_OUT
    is_architect: Flag = LEFT_OUT
    is_active: Flag = LEFT_OUT


class Invitation(Shown):
    url: str = Field(description="Signs the person in once. Hand it to nobody else.")
    days: int


class TeamShown(Shown):
    id: int
    name: str
    parent_id: int | None


class TeamList(ListOf[TeamShown]):
    pass


class NewTeam(Given):
    name: Title
    parent_id: Id | None = None


class Settings(Shown):
    name: str
    visibility: Visibility
    gate: str
    currency: str
    verdict_hours: int
    architect_hours: int
    architect_amount_minor: int
    review_amount_minor: int = Field(description="From this amount on a deal gets a review; 0: only on request.")
    quiet_days: int
    gap_weight: int = Field(description="Percent that deal breakers weigh in the gap report.")


class SettingsChange(Given):
    name: Title = LEFT_OUT
    visibility: Visibility = LEFT_OUT
    gate: Word = LEFT_OUT
    currency: Currency = LEFT_OUT
    verdict_hours: Number = LEFT_OUT
    architect_hours: Number = LEFT_OUT
    architect_amount_minor: Minor = LEFT_OUT
    review_amount_minor: Minor = LEFT_OUT
    quiet_days: Number = LEFT_OUT
    gap_weight: Number = LEFT_OUT


def _rows() -> QuerySet[User, dict[str, Any]]:
    rows: QuerySet[User, dict[str, Any]] = User.objects.values(*PLAIN, **COLUMNS)
    return rows


def _row(id: int) -> dict[str, Any]:
    row = _rows().filter(id=id).first()
    if row is None:
        raise NotThere(_("There is no such person."))
    return row


@routes.on("GET", "/me", gives=Me, summary="Who this token stands for")
def me(request: Call) -> HttpResponse:
    return answer(_me(request.viewer))


@routes.on("PATCH", "/me", gives=Me, summary="Change one's own name, time zone or language")
def change_me(request: Call, body: Own) -> HttpResponse:
    viewer = request.viewer
    now = {"name": viewer.name, "time_zone": viewer.time_zone, "language": viewer.language}
    changed = now | body.values()
    actions.change_own(by=viewer, at=request.at, **changed)
    return answer(_me(replace(viewer, **changed)))


def _me(viewer: Viewer) -> dict[str, Any]:
    row = _row(viewer.id)
    company = queries.organisation()
    return row | {
        "language": viewer.language,
        "organisation": company.name,
        "currency": company.currency,
        "visibility": company.visibility,
        "scopes": sorted(viewer.scopes),
    }


@routes.on("GET", "/people", gives=PersonPage, summary="Who works here, by name")
def people(request: Call, asked: Query[PeopleAsked]) -> HttpResponse:
    rows = _rows()
    if asked.q.strip():
        found = matching_ids(Kind.PERSON, asked.q)
        rows = rows.none() if found is None else rows.filter(id__in=found)
    if asked.active is not None:
        rows = rows.filter(is_active=asked.active)
    if asked.role is not None:
        rows = rows.filter(role=asked.role)
    if asked.team_id is not None:
        rows = rows.filter(team_id=asked.team_id)
    return page_of(page(rows, ask=asked.ask("name"), orders=BY_NAME))


@routes.on("POST", "/people", gives=Person, scope="admin", summary="Let somebody in (an invitation comes separately)")
def make_person(request: Call, body: NewPerson) -> HttpResponse:
    person = actions.make_person(by=request.viewer, at=request.at, **body.model_dump())
    return made(_row(person.pk), at=f"/people/{person.pk}")


@routes.on("GET", "/people/{person_id}", gives=Person, summary="One person")
def person(request: Call, person_id: PathId) -> HttpResponse:
    return answer(_row(person_id))


@routes.on(
    "PATCH",
    "/people/{person_id}",
    gives=Person,
    scope="admin",
    summary="Change address, role, team or access of a person",
)
def change_person(request: Call, person_id: PathId, body: PersonChange) -> HttpResponse:
    actions.change_person(by=request.viewer, at=request.at, user_id=person_id, values=body.values())
    return answer(_row(person_id))


@routes.on("POST", "/people/{person_id}/invitation", gives=Invitation, scope="admin", summary="A new invitation link")
def invite(request: Call, person_id: PathId) -> HttpResponse:
    """The link works once, for seven days; the person's older links stop working."""
    secret = actions.make_link(user_id=person_id, at=request.at, purpose="invite", by=request.viewer)
    place = reverse("people:enter", args=[secret])
    url = settings.BASE_URL + place if settings.BASE_URL else request.build_absolute_uri(place)
    return answer({"url": url, "days": actions.INVITE_DAYS}, status=201)


@routes.on("GET", "/teams", gives=TeamList, summary="Every team, from the top down")
def teams(request: Call) -> HttpResponse:
    return list_of([_team(team) for team in queries.teams()])


@routes.on("POST", "/teams", gives=TeamShown, scope="admin", summary="Add a team")
def make_team(request: Call, body: NewTeam) -> HttpResponse:
    team = actions.make_team(by=request.viewer, at=request.at, name=body.name, parent_id=body.parent_id)
    return answer(_team(team), status=201)


def _team(team: Team) -> dict[str, Any]:
    return {"id": team.pk, "name": team.name, "parent_id": team.parent_id}


@organisation.on("GET", "/settings", gives=Settings, scope="admin", summary="The organisation's settings")
def show_settings(request: Call) -> HttpResponse:
    return answer(_settings())


@organisation.on("PATCH", "/settings", gives=Settings, scope="admin", summary="Change the organisation's settings")
def change_settings(request: Call, body: SettingsChange) -> HttpResponse:
    actions.change_settings(by=request.viewer, at=request.at, values=body.values())
    return answer(_settings())


def _settings() -> dict[str, Any]:
    company = queries.organisation()
    return {name: getattr(company, name) for name in actions.SETTINGS}
