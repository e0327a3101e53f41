"""The catalogue as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from evener.capabilities import actions
from evener.capabilities.models import Capability
from evener.capabilities.queries import missing
from evener.capabilities.rules import Status
from evener.listing.queries import page
from evener.listing.rules import Order
from evener.rest.answers import answer, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, Day, Id, Name, PathId, QueryId, QueryText, Text, Version
from evener.search.queries import matching_ids
from evener.search.rules import Kind

routes = Routes("Capabilities")

Rows = QuerySet[Any, dict[str, Any]]
ORDERS = {
    "name": Order("name", gettext_lazy("Name"), ("name", "id")),
    "id": Order("id", gettext_lazy("Age"), ("id",)),
}
CAPABILITY = (
    "id", "name", "status", "planned_for", "product_id", "owner_id", "wording", "limits", "evidence", "version",
    "created_at", "created_by_id",
)  # fmt: skip
NAMED: dict[str, Any] = {"product_name": F("product__name"), "owner_name": F("owner__name")}


class CapabilityShown(Shown):
    id: int
    name: str
    status: Status
    planned_for: date | None = Field(description="The day, where the status is `planned`.")
    product_id: int | None = Field(description="Null: of any product.")
    product_name: str | None
    owner_id: int | None
    owner_name: str | None
    wording: str = Field(description="What sales may say.")
    limits: str
    evidence: str = Field(description="Web addresses, one to a line.")
    version: int
    created_at: datetime
    created_by_id: int


class CapabilityPage(PageOf[CapabilityShown]):
    pass


class NewCapability(Given):
    name: Name
    status: Status = LEFT_OUT
    planned_for: Day | None = LEFT_OUT
    product_id: Id | None = LEFT_OUT
    owner_id: Id | None = Field(default_factory=lambda: None, description="You, unless said otherwise.")
    wording: Text = LEFT_OUT
    limits: Text = LEFT_OUT
    evidence: Text = LEFT_OUT


class CapabilityChange(Given):
    version: Version = Field(description="The version this change was made on.")
    name: Name = LEFT_OUT
    status: Status = LEFT_OUT
    planned_for: Day | None = LEFT_OUT
    product_id: Id | None = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    wording: Text = LEFT_OUT
    limits: Text = LEFT_OUT
    evidence: Text = LEFT_OUT


class CapabilitiesAsked(Ordered):
    q: QueryText = Field("", description="Words of the name, wording or limits, each by its beginning.")
    status: Status | None = None
    product_id: QueryId | None = None
    owner_id: QueryId | None = None


def _rows() -> Rows:
    found: Rows = Capability.objects.values(*CAPABILITY, **NAMED)
    return found


def _one(id: int) -> dict[str, Any]:
    row = _rows().filter(id=id).first()
    if row is None:
        raise missing()
    return row


@routes.on("GET", "/capabilities", gives=CapabilityPage, summary="The catalogue, page by page")
def capabilities(request: Call, asked: Query[CapabilitiesAsked]) -> HttpResponse:
    """Orders: `name` (default) and `id`, each with a leading `-` for descending."""
    rows = _rows()
    if asked.q.strip():
        found = matching_ids(Kind.CAPABILITY, asked.q)
        rows = rows.none() if found is None else rows.filter(id__in=found)
    wanted = {"status": asked.status, "product_id": asked.product_id, "owner_id": asked.owner_id}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return page_of(page(rows, ask=asked.ask(asked.order or "name"), orders=ORDERS))


@routes.on("POST", "/capabilities", gives=CapabilityShown, summary="Add a capability")
def create_capability(request: Call, body: NewCapability) -> HttpResponse:
    capability = actions.create_capability(by=request.viewer, at=request.at, values=body.values())
    return made(_one(capability.pk), at=f"/capabilities/{capability.pk}")


@routes.on("GET", "/capabilities/{capability_id}", gives=CapabilityShown, summary="One capability")
def capability(request: Call, capability_id: PathId) -> HttpResponse:
    return answer(_one(capability_id))


@routes.on("PATCH", "/capabilities/{capability_id}", gives=CapabilityShown, summary="Change a capability")
def change_capability(request: Call, capability_id: PathId, body: CapabilityChange) -> HttpResponse:
    """A new status or day makes the verdicts that rest on it stale."""
    actions.change_capability(
        by=request.viewer, at=request.at, capability_id=capability_id, values=body.values(), seen_version=body.version
    )
    return answer(_one(capability_id))
