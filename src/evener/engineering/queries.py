"""Reading requests, kinds and closed doors. Everything starts from the deals the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.models import Deal, chance_to_win
from evener.engineering.actions.held import missing
from evener.engineering.models import LoggedTime, NoFit, Plan, Proposal, Request, RequestKind, RequestSkill
from evener.engineering.rules import QUEUED, RequestState
from evener.journal.models import Entry
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import NotThere

ENTRIES = 100
QUEUE_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Queued:
    """A request in the queue, with what its place depends on. Efforts in minutes, money in minor units."""

    id: int
    deal_id: int
    deal: str
    account: str | None
    kind_id: int
    kind: str
    decides: str
    state: str
    needed_by: date
    asked_at: datetime
    asked_by: str
    low: int
    likely: int
    high: int
    lift: int
    amount_minor: int
    currency: str
    chance: int
    placed: int | None
    placed_by: str | None
    placed_why: str
    version: int
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request in the queue with what its place depends on, and nothing to show of it."""

    id: int
    kind_id: int
    needed_by: date
    low: int
    likely: int
    high: int
    lift: int
    amount_minor: int
    currency: str
    chance: int
    placed: int | None


WEIGHED_COLUMNS = (
    "id", "kind_id", "needed_by", "low_minutes", "likely_minutes", "high_minutes", "kind__lift", "deal__amount_minor",
    "deal__currency", "chance", "placed",
)  # fmt: skip
QUEUED_COLUMNS = (
    "id", "deal_id", "deal__name", "deal__account__name", "kind_id", "kind__name", "decides", "state", "needed_by",
    "asked_at", "asked_by__name", "low_minutes", "likely_minutes", "high_minutes", "kind__lift", "deal__amount_minor",
    "deal__currency", "chance", "placed", "placed_by__name", "placed_why", "version", "answered_at",
)  # fmt: skip


def queue(viewer: Viewer, *, ids: Collection[int] | None = None) -> list[Queued]:
    """Requests that wait for an answer, as far as the viewer may see, at most a thousand; or those of `ids` among them.

    One query.
    """
    rows = _queue(viewer) if ids is None else _queue(viewer).filter(id__in=ids)
    found: Any = rows.values_list(*QUEUED_COLUMNS)[:QUEUE_SHOWN]
    return [Queued(*row) for row in found]


def weighed(viewer: Viewer) -> list[Weighed]:
    """The same requests with no more than their order needs. One query."""
    found: Any = _queue(viewer).values_list(*WEIGHED_COLUMNS)[:QUEUE_SHOWN]
    return [Weighed(*row) for row in found]


def _queue(viewer: Viewer) -> QuerySet[Request]:
    rows = Request.objects.visible_to(viewer).filter(waiting=True, state__in=[state.value for state in QUEUED])
    return rows.annotate(chance=chance_to_win("deal__")).order_by("needed_by", "id")


def needs(ids: Collection[int]) -> dict[int, list[RequestSkill]]:
    """The skills each request needs, the highest level first."""
    found: dict[int, list[RequestSkill]] = defaultdict(list)
    rows = RequestSkill.objects.filter(request_id__in=ids).select_related("skill").order_by("-level", "skill__name")
    for row in rows:
        found[row.request_id].append(row)
    return found


def request(viewer: Viewer, id: int) -> Request:
    """One request with its deal and people, or NotThere."""
    rows = Request.objects.visible_to(viewer).select_related(
        "kind", "asked_by", "answered_by", "person", "partner", "placed_by"
    )
    found = rows.filter(id=id).first()
    if found is None:
        raise missing()
    found.deal = deals.deal(viewer, found.deal_id)
    return found


def of_deal(deal: Deal) -> list[Request]:
    """A deal's requests: what goes on first, then what ended, the newest first."""
    rows = Request.objects.filter(deal=deal).select_related("deal", "kind", "asked_by", "person", "partner")
    found = list(rows.order_by("-id")[:500])
    order = {RequestState.ACCEPTED: 0, RequestState.OFFERED: 1, RequestState.ASKED: 2}
    return sorted(found, key=lambda each: order.get(RequestState(each.state), 3))


def door(deal_id: int) -> NoFit | None:
    """Who said “no fit” and why, while it stands."""
    return NoFit.objects.filter(deal_id=deal_id, opened_at=None).select_related("closed_by").first()


def kinds(*, offered_only: bool = False, keep: int | None = None) -> list[RequestKind]:
    """What can be asked for, in its order."""
    rows = list(RequestKind.objects.order_by("position", "name"))
    return [kind for kind in rows if kind.is_offered or kind.pk == keep] if offered_only else rows


def kind(id: int) -> RequestKind:
    found = RequestKind.objects.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such kind of request."))
    return found


def logged(request_id: int) -> list[tuple[str, int]]:
    """Minutes by person, the most first."""
    rows = LoggedTime.objects.filter(request_id=request_id).values_list("person__name")
    return list(rows.annotate(minutes=Sum("minutes")).order_by("-minutes", "person__name"))


def logged_by(viewer: Viewer, request_id: int) -> bool:
    return LoggedTime.objects.filter(request_id=request_id, person_id=viewer.id).exists()


def journal(request: Request) -> list[Entry]:
    """What was written about it, newest first."""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=request.deal_id, subject_kind="request", subject_id=request.pk
    )
    return list(entries.select_related("actor").order_by("-id")[:ENTRIES])


def mine(viewer: Viewer) -> list[Request]:
    """What the viewer accepted and has not finished, the most urgent first. Who only sells or reads accepts nothing."""
    if viewer.role not in VERDICT_ROLES:
        return []
    rows = Request.objects.visible_to(viewer).filter(person_id=viewer.id, state=RequestState.ACCEPTED, waiting=True)
    return list(
        rows.select_related("deal__account", "kind", "asked_by", "person", "partner").order_by("needed_by", "id")[:200]
    )


def proposal(id: int | None = None) -> Proposal | None:
    """The newest proposal that is ready, or the one asked for."""
    rows = Proposal.objects.select_related("made_by").order_by("-id")
    return rows.filter(id=id).first() if id is not None else rows.filter(is_ready=True).first()


def by_id(viewer: Viewer, ids: Collection[int]) -> Mapping[int, Request]:
    """Requests the viewer may see, by id, with what a line names. One query."""
    rows = Request.objects.visible_to(viewer).filter(id__in=ids)
    return {row.pk: row for row in rows.select_related("deal__account", "kind", "person")}


def plans() -> list[Plan]:
    """Earlier plans that are ready, newest first."""
    return list(Plan.objects.filter(is_ready=True).select_related("made_by").order_by("-id")[:20])


def plan(id: int) -> Plan | None:
    return Plan.objects.select_related("made_by").filter(id=id).first()
