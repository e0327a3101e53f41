"""Lists of papers: all of them, and those of a deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal
from evener.listing.queries import Listed, look_then_page
from evener.listing.rules import Ask, Order
from evener.papers.models import Edition, Paper
from evener.papers.rules.writing import PaperStatus
from evener.people.models import Team
from evener.people.rules import Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind

PAPER_ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("touched", lazy("Changed"), ("touched_at", "id")),
        Order("title", lazy("Title"), ("title", "id")),
    )
}
PAPER_FIELDS = (
    "id", "title", "status", "due_on", "out_at", "out_version", "version", "touched_at", "deal_id", "deal__name",
    "deal__account__name", "deal__outcome", "owner_id", "owner__name",
)  # fmt: skip
NOBODY, ME, ALL = "nobody", "me", "all"
OF_DEAL = 100


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What the list is narrowed to. `late`: drafts past their day."""

    q: str = ""
    status: str = ALL
    owner: str = ""
    team: str = ""
    late: bool = False

    @property
    def narrows(self) -> bool:
        return self != PaperFilter()


def papers(viewer: Viewer, *, asked: PaperFilter, ask: Ask, today: date) -> Listed:
    """The page of `asked` as dicts of `PAPER_FIELDS`. Two queries, three with a text search."""
    rows = Paper.objects.visible_to(viewer).filter(_condition(viewer, asked, today=today))
    return look_then_page(rows, fields=PAPER_FIELDS, ask=ask, orders=PAPER_ORDERS)


def _condition(viewer: Viewer, asked: PaperFilter, *, today: date) -> Q:
    wanted = Q()
    if asked.status != ALL:
        wanted &= Q(status=asked.status)
    if asked.owner:
        wanted &= Q(owner_id={NOBODY: None, ME: viewer.id}.get(asked.owner, asked.owner))
    if asked.team:
        wanted &= Q(deal__team__path__contains=f"/{int(asked.team)}/")
    if asked.late:
        wanted &= Q(status=PaperStatus.DRAFT, due_on__lt=today, deal__outcome="")
    if asked.q:
        ids = matching_ids(Kind.PAPER, asked.q)
        wanted &= Q(id__in=[]) if ids is None else Q(id__in=ids)
    return wanted


def of_deal(deal: Deal) -> list[Paper]:
    """The papers of a deal the caller has read, newest first."""
    rows = Paper.objects.filter(deal=deal).select_related("owner", "meeting").defer("problem", "idea", "picture")
    return list(rows.order_by("-id")[:OF_DEAL])


def newest_editions(paper_ids: Any) -> dict[int, Edition]:
    """The newest edition of each paper, without its bytes."""
    rows = Edition.objects.filter(paper_id__in=list(paper_ids)).defer("pdf", "content", "look", "claims")
    return {row.paper_id: row for row in rows.order_by("number")}


def teams() -> list[tuple[int, str]]:
    return list(Team.objects.order_by("name", "id").values_list("id", "name"))


def counts(viewer: Viewer) -> dict[str, int]:
    """How many papers the viewer sees of each status."""
    rows = Paper.objects.visible_to(viewer).order_by().values("status").annotate(n=Count("id"), s=F("status"))
    return {row["status"]: row["n"] for row in rows}
