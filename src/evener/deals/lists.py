"""Reading one page of deals in any order, through any filter, at a cost that does not grow with their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.deals.filters import SEARCHED, Filter, condition, newest_hits, outcome_condition
from evener.deals.models import Deal, DealQuerySet
from evener.listing.queries import page
from evener.listing.reach import AnyOf, Found, Walked, look
from evener.listing.rules import Ask, Order, Page
from evener.people.rules import Viewer, Visibility

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("close", _("Expected close"), ("close_order", "id")),
        Order("name", _("Name"), ("name", "id")),
        Order("amount", _("Amount, by currency"), ("currency", "amount_minor", "id")),
        Order("touched", _("Last touched"), ("touched_at", "id")),
        Order("created", _("Created"), ("id",)),
    )
}
DEFAULT_ORDER = "close"
# What a page reads of each deal; the names behind the ids come in one further query (`names.names_for`).
FIELDS = (
    "id", "name", "account_id", "owner_id", "lead_engineer_id", "team_id", "stage_id", "stage_since", "amount_minor",
    "currency", "close_on", "close_order", "product_id", "source", "confidential", "opened_on", "outcome", "closed_on",
    "promises_open", "promises_blind", "promises_stale", "technical_win_on", "version", "created_at", "touched_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of deals as dicts of `FIELDS`, and how many there are in all.

    `capped`: a text search matched more than `filters.SEARCHED` deals, and only the newest of them were looked at.
    """

    page: Page[dict[str, Any]]
    found: Found
    capped: bool


def deals(viewer: Viewer, *, asked: Filter, ask: Ask, fields: tuple[str, ...] = FIELDS) -> Listed:
    """The page of `asked` the viewer may see. Two queries, three with a text search."""
    hits = newest_hits(asked, viewer)
    found = look(matching(viewer, asked, hits=hits))
    rows = _in_order(viewer, asked, ask) if found.ids is None else Deal.objects.filter(AnyOf(found.ids))
    capped = hits is not None and len(hits) == SEARCHED
    return Listed(page(rows.values(*fields), ask=ask, orders=ORDERS), found, capped)


def one_page(viewer: Viewer, *, asked: Filter, ask: Ask, fields: tuple[str, ...] = FIELDS) -> Page[dict[str, Any]]:
    """As `deals`, for who needs no count. One query where the next rows of any index are surely seen and wanted."""
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    if asked.narrows or asked.outcome == "closed" or not sees_most:
        return deals(viewer, asked=asked, ask=ask, fields=fields).page
    return page(_in_order(viewer, asked, ask).values(*fields), ask=ask, orders=ORDERS)


def matching(viewer: Viewer, asked: Filter, *, hits: Sequence[int] | None = None) -> DealQuerySet:
    """Every deal of `asked` the viewer may see; `hits` as `filters.newest_hits` found them."""
    wanted = condition(asked, viewer=viewer, hits=hits)
    return Deal.objects.visible_to(viewer).filter(outcome_condition(asked) & wanted)


def _in_order(viewer: Viewer, asked: Filter, ask: Ask) -> DealQuerySet:
    """The same rows, found along the index of the order asked for. A capped search never comes here."""
    rows = Deal.objects.visible_to(viewer, walk=True).filter(outcome_condition(asked))
    rest = condition(asked, viewer=viewer)
    if rest == Q():
        return rows
    return rows.filter(rest if _has_index(asked, ask) else Walked(rest))


def _has_index(asked: Filter, ask: Ask) -> bool:
    """Whether filter and order may stand in one index: owner, stage, team or product, outcome, expected close."""
    return ask.order_name == "close" and asked.outcome not in ("all", "closed") and not asked.currency


def names_of(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """The names of those of `ids` the viewer may see."""
    return dict(Deal.objects.visible_to(viewer).filter(id__in=ids).values_list("id", "name"))


def any_deal(viewer: Viewer) -> bool:
    """Whether the viewer sees any deal at all."""
    return Deal.objects.visible_to(viewer).exists()
