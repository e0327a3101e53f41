"""Reading the catalogue. Everybody who is signed in may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.asks import answers
from evener.capabilities.asks import Resting
from evener.capabilities.models import Capability
from evener.capabilities.rules import Status
from evener.deals.models import Product
from evener.journal.models import Entry
from evener.listing.queries import Listed, look_then_page
from evener.listing.reach import AnyOf
from evener.listing.rules import Ask, Order
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.search.queries import newest_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (Order("name", lazy("Name"), ("name", "id")), Order("created", lazy("Added"), ("id",)))
}
FIELDS = ("id", "name", "status", "planned_for", "product__name", "owner__name", "wording")
NOBODY = "nobody"
SEARCHED, RESTING, ENTRIES, OFFERED = 1000, 100, 50, 1000


@dataclass(frozen=True, slots=True)
class Filter:
    """What the catalogue is narrowed to. `owner` is "", an id as text, or "nobody"."""

    q: str = ""
    status: Status | None = None
    product: int | None = None
    owner: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filter()


def capabilities(*, asked: Filter, ask: Ask) -> Listed:
    """The page of `asked` as dicts of `FIELDS`. Two queries, three with a text search."""
    return look_then_page(Capability.objects.filter(_condition(asked)), fields=FIELDS, ask=ask, orders=ORDERS)


def _condition(asked: Filter) -> Q:
    wanted = Q()
    if asked.q:
        wanted &= Q(AnyOf(newest_ids(Kind.CAPABILITY, asked.q, limit=SEARCHED)))
    if asked.status is not None:
        wanted &= Q(status=asked.status)
    if asked.product is not None:
        wanted &= Q(product_id=asked.product)
    if asked.owner:
        wanted &= Q(owner_id=None if asked.owner == NOBODY else int(asked.owner))
    return wanted


def products() -> list[tuple[int, str]]:
    """Every product by name."""
    return list(Product.objects.order_by("name", "id").values_list("id", "name"))


def owners() -> list[people.Named]:
    """Everybody active, by name."""
    return people.named()


def capability(id: int) -> Capability:
    """One line of the catalogue with its product and owner, or NotThere."""
    found = Capability.objects.select_related("product", "owner").filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such capability."))


def journal(capability: Capability) -> list[Entry]:
    """What was written about it, newest first."""
    entries = Entry.objects.filter(thread_kind="capability", thread_id=capability.pk)
    return list(entries.select_related("actor").order_by("-id")[:ENTRIES])


def resting(viewer: Viewer, capability: Capability) -> list[Resting]:
    """What was said on the strength of it, as far as the viewer may see: one more than a page shows where there is."""
    return [
        each
        for ask in answers("capabilities.resting")
        for each in ask(viewer=viewer, capability_id=capability.pk, limit=RESTING + 1)
    ]


def offered(*, product_id: int | None, keep: int | None) -> list[Capability]:
    """What a promise may rest on: first what it rests on already, then what the deal's product can, then the rest."""
    first = Case(When(id=keep or 0, then=0), When(Q(product_id=product_id or 0) | Q(product=None), then=1), default=2)
    rows = Capability.objects.only("id", "name", "status", "planned_for").order_by(first, "name", "id")
    return list(rows[:OFFERED])
