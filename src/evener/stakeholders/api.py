"""Stakeholders as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field, Strict

from evener.deals import queries as deals
from evener.listing.rules import Ask
from evener.rest.answers import answer, gone, list_of, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, NO_NUL, Id, Line, Mail, PathId, QueryText, Title, Version
from evener.stakeholders import actions, queries
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import STAKES, DealRole, Influence, Stance
from evener.stakeholders.rules.warnings import Lack

routes = Routes("Stakeholders")
Weight = Literal["unknown", "low", "medium", "high", "decides"]
Stake = Annotated[str, Strict(), Field(max_length=500, pattern=NO_NUL)]


class StakeholderShown(Shown):
    """A contact's part in a deal. An empty stake is one nobody knows."""

    id: int
    deal_id: int
    contact_id: int
    name: str
    title: str
    account_id: int = Field(description="Where they work: that of the deal, or a customer’s customer.")
    roles: list[DealRole]
    stance: Stance
    influence: Weight
    reports_to_id: int | None = Field(description="Another stakeholder of the deal.")
    listens_to_ids: list[int] = Field(description="Stakeholders of the deal.")
    stake_time: str
    stake_money: str
    stake_reputation: str
    lowers_risk: str
    relationship_owner_id: int | None = Field(description="Who of us owns the relationship.")
    last_met: date | None = Field(description="The last meeting on this deal they were in.")
    version: int
    created_at: datetime


class StakeholderPage(PageOf[StakeholderShown]):
    pass


class PeopleWarning(Shown):
    """Something the people of a deal are missing, from what is recorded."""

    lack: Lack
    grave: bool = Field(description="Deals die of it.")
    what: str
    why: str
    todo: str


class PeopleWarnings(ListOf[PeopleWarning]):
    pass


class StakeholderChange(Given):
    version: Version = Field(description="The version this change was made on.")
    roles: list[DealRole] = LEFT_OUT
    stance: Stance = LEFT_OUT
    influence: Weight = LEFT_OUT
    reports_to_id: Id | None = LEFT_OUT
    listens_to_ids: list[Id] = LEFT_OUT
    stake_time: Stake = LEFT_OUT
    stake_money: Stake = LEFT_OUT
    stake_reputation: Stake = LEFT_OUT
    lowers_risk: Stake = LEFT_OUT
    relationship_owner_id: Id | None = LEFT_OUT


class NewStakeholder(Given):
    contact_id: Id | None = Field(None, description="A contact; left out for somebody new.")
    name: Title = Field("", description="Somebody new, who becomes a contact.")
    title: Title = ""
    email: Mail = ""
    phone: Annotated[str, Strict(), Field(max_length=40, pattern=NO_NUL)] = ""
    account_id: Id | None = Field(
        None, description="Where somebody new works; the deal’s account unless said otherwise."
    )
    roles: list[DealRole] = LEFT_OUT
    stance: Stance = LEFT_OUT
    influence: Weight = LEFT_OUT
    reports_to_id: Id | None = LEFT_OUT
    listens_to_ids: list[Id] = LEFT_OUT
    stake_time: Stake = LEFT_OUT
    stake_money: Stake = LEFT_OUT
    stake_reputation: Stake = LEFT_OUT
    lowers_risk: Stake = LEFT_OUT
    relationship_owner_id: Id | None = LEFT_OUT


class StakeholderRemoval(Given):
    reason: Line = Field("", description="Stays in the journal.")


class StakeholdersAsked(Ordered):
    q: QueryText = Field("", description="Words of the name, title or address, each by its beginning.")
    role: DealRole | None = None
    stance: Stance | None = None


CONTACT = ("name", "title", "email", "phone")
PLAIN = (
    "deal_id", "contact_id", "stance", "reports_to_id", *STAKES, "lowers_risk", "relationship_owner_id", "version",
    "created_at",
)  # fmt: skip


def _shown(rows: Sequence[Stakeholder], days: dict[int, date]) -> list[dict[str, Any]]:
    heard = queries.heard_by([row.pk for row in rows])
    return [
        {"id": row.pk} | {name: getattr(row, name) for name in PLAIN} | {
            "name": row.contact.name, "title": row.contact.title, "account_id": row.contact.account_id,
            "roles": row.roles, "influence": Influence(row.influence).key,
            "listens_to_ids": [id for id, _name in heard.get(row.pk, ())], "last_met": days.get(row.contact_id),
        }
        for row in rows
    ]  # fmt: skip


def _read(request: Call, id: int) -> dict[str, Any]:
    row = queries.stakeholder(request.viewer, id)
    return _shown([row], queries.met(row.deal_id, at=request.at))[0]


def _values(body: Given, *leave: str) -> dict[str, Any]:
    values = body.values(*leave)
    if "influence" in values:
        values["influence"] = Influence[values["influence"].upper()]
    return values


@routes.on("GET", "/deals/{deal_id}/stakeholders", gives=StakeholderPage, summary="The people of a deal")
def stakeholders(request: Call, deal_id: PathId, asked: Query[StakeholdersAsked]) -> HttpResponse:
    """Orders: `influence`, `name` and `added`, each with a leading `-` for descending; `-influence` by default."""
    deal = deals.deal(request.viewer, deal_id)
    ask: Ask = asked.ask(asked.order or "-influence")
    wanted = queries.Filter(q=asked.q, role=asked.role or "", stance=asked.stance or "")
    page = queries.table(deal, asked=wanted, ask=ask)
    return page_of(page, _shown(page.rows, queries.met(deal.pk, at=request.at)))


@routes.on("POST", "/deals/{deal_id}/stakeholders", gives=StakeholderShown, summary="Add somebody to a deal")
def add_stakeholder(request: Call, deal_id: PathId, body: NewStakeholder) -> HttpResponse:
    """A contact by id, or somebody new by name. Who is of another account must be a customer’s customer."""
    values = _values(body, "contact_id", "account_id", *CONTACT)
    if body.contact_id is not None:
        row = actions.add_stakeholder(
            by=request.viewer, at=request.at, deal_id=deal_id, contact_id=body.contact_id, values=values
        )
    else:
        contact = {name: getattr(body, name) for name in CONTACT}
        row = actions.add_person(
            by=request.viewer, at=request.at, deal_id=deal_id, contact=contact, account_id=body.account_id,
            values=values,
        )  # fmt: skip
    return made(_read(request, row.pk), at=f"/stakeholders/{row.pk}")


@routes.on("GET", "/deals/{deal_id}/people-warnings", gives=PeopleWarnings, summary="What the people of a deal lack")
def people_warnings(request: Call, deal_id: PathId) -> HttpResponse:
    """The worst first; none on a closed deal."""
    found = queries.warnings(request.viewer, deal_id=deal_id, at=request.at)
    return list_of(
        [
            {"lack": each.lack, "grave": each.grave, "what": str(each.what), "why": str(each.why),
             "todo": str(each.todo)}
            for each in found
        ]
    )  # fmt: skip


@routes.on("GET", "/stakeholders/{stakeholder_id}", gives=StakeholderShown, summary="One stakeholder")
def stakeholder(request: Call, stakeholder_id: PathId) -> HttpResponse:
    return answer(_read(request, stakeholder_id))


@routes.on(
    "PATCH", "/stakeholders/{stakeholder_id}", gives=StakeholderShown, summary="Change what is known of somebody"
)
def change_stakeholder(request: Call, stakeholder_id: PathId, body: StakeholderChange) -> HttpResponse:
    actions.change_stakeholder(
        by=request.viewer, at=request.at, stakeholder_id=stakeholder_id, values=_values(body), seen_version=body.version
    )
    return answer(_read(request, stakeholder_id))


@routes.on("POST", "/stakeholders/{stakeholder_id}/remove", status=204, summary="Take somebody out of a deal")
def remove_stakeholder(request: Call, stakeholder_id: PathId, body: StakeholderRemoval) -> HttpResponse:
    """What was known of them stays in the journal, and they stay a contact."""
    actions.remove_stakeholder(by=request.viewer, at=request.at, stakeholder_id=stakeholder_id, reason=body.reason)
    return gone()
