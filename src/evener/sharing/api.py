"""Links as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.deals import queries as deals
from evener.deals.rules import may_work_on
from evener.rest.answers import answer, gone, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Shown
from evener.rest.values import Day, Id, PathId, Title
from evener.sharing import actions, presenting, queries
from evener.sharing.models import Link
from evener.sharing.rules import LinkState, Of, state

routes = Routes("Links")


class LinkShown(Shown):
    """A link without sign-in to one thing of a deal."""

    id: int
    deal_id: int
    of: Of
    subject_id: int = Field(description="The id of what it shows; of a plan, that of the deal.")
    label: str
    contact_id: int | None
    state: LinkState
    address: str = Field(description="With the secret; empty for those who may not share, and once it ended.")
    expires_on: date
    made_by_id: int
    made_at: datetime
    taken_back_at: datetime | None


class LinkLooks(LinkShown):
    looks: int = Field(description="How often somebody outside looked.")
    last_look: datetime | None


class DealLinks(Shown):
    items: list[LinkLooks]


class LinkView(Shown):
    at: datetime
    what: str
    visitor: str = Field(description="Tells browsers apart; names nobody.")
    device: str
    seen_by_id: int | None = Field(description="Somebody of ours who was signed in.")


class LinkViews(Shown):
    items: list[LinkView] = Field(description="The newest 200, newest first.")


class NewLink(Given):
    of: Of
    subject_id: Id
    label: Title = Field("", description="For whom; the contact's name, unless said otherwise.")
    contact_id: Id | None = None
    expires_on: Day | None = Field(None, description="90 days from now, unless said otherwise.")


class LinkChange(Given):
    expires_on: Day


PLAIN = (
    "deal_id", "of", "subject_id", "label", "contact_id", "expires_on", "made_by_id", "made_at", "taken_back_at"
)  # fmt: skip


def _shown(request: Call, link: Link, *, may_share: bool) -> dict[str, Any]:
    today = request.viewer.today(request.at)
    stands = state(expires_on=link.expires_on, taken_back=link.taken_back_at is not None, today=today)
    address = presenting.address(link, request=request) if may_share and stands == LinkState.OPEN else ""
    return {"id": link.pk, "state": stands, "address": address} | {name: getattr(link, name) for name in PLAIN}


def _may_share(request: Call, deal_id: int) -> bool:
    deal = deals.deal(request.viewer, deal_id)
    return bool(may_work_on(request.viewer, deals.standing(request.viewer, deal)))


@routes.on("GET", "/deals/{deal_id}/links", gives=DealLinks, summary="Links of a deal, newest first")
def deal_links(request: Call, deal_id: PathId) -> HttpResponse:
    """At most 100."""
    may_share = _may_share(request, deal_id)
    rows = queries.links(request.viewer, deal_id=deal_id)
    shown = [
        _shown(request, row, may_share=may_share)
        | {"looks": getattr(row, "looks", 0), "last_look": getattr(row, "last_look", None)}
        for row in rows
    ]
    return answer({"items": shown})


@routes.on("POST", "/deals/{deal_id}/links", gives=LinkShown, summary="Make a link without sign-in")
def make_link(request: Call, deal_id: PathId, body: NewLink) -> HttpResponse:
    link = actions.share(by=request.viewer, at=request.at, deal_id=deal_id, **body.model_dump())
    return made(_shown(request, link, may_share=True), at=f"/links/{link.pk}")


@routes.on("GET", "/links/{link_id}", gives=LinkShown, summary="One link")
def link(request: Call, link_id: PathId) -> HttpResponse:
    found = queries.link(request.viewer, link_id)
    return answer(_shown(request, found, may_share=_may_share(request, found.deal_id)))


@routes.on("PATCH", "/links/{link_id}", gives=LinkShown, summary="Give a link another end")
def extend_link(request: Call, link_id: PathId, body: LinkChange) -> HttpResponse:
    found = actions.extend(by=request.viewer, at=request.at, link_id=link_id, expires_on=body.expires_on)
    return answer(_shown(request, found, may_share=True))


@routes.on("DELETE", "/links/{link_id}", summary="Take a link back")
def take_back_link(request: Call, link_id: PathId) -> HttpResponse:
    """It leads nowhere from then on, and stays listed with its views."""
    actions.take_back(by=request.viewer, at=request.at, link_id=link_id)
    return gone()


@routes.on("GET", "/links/{link_id}/views", gives=LinkViews, summary="Every look at a link")
def link_views(request: Call, link_id: PathId) -> HttpResponse:
    rows = queries.views_of(request.viewer, link_id)
    names = ("at", "what", "visitor", "device", "seen_by_id")
    return answer({"items": [{name: getattr(row, name) for name in names} for row in rows]})
