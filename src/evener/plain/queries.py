"""Reading the glossary. Everybody who is signed in may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.journal.models import Entry as Recorded
from evener.listing.queries import Listed, look_then_page
from evener.listing.reach import AnyOf
from evener.listing.rules import Ask, Order
from evener.people.models import User
from evener.plain.engine import Glossary
from evener.plain.models import Term
from evener.plain.rules import Treatment, entry_of
from evener.problems import NotThere
from evener.search.queries import newest_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (Order("word", lazy("Word"), ("folded_word", "id")), Order("created", lazy("Added"), ("id",)))
}
FIELDS = (
    "id",
    "word",
    "folded_word",
    "plain",
    "meaning",
    "analogy",
    "accepted",
    "treatment",
    "language",
    "created_by__name",
)
SHIPPED, OURS = "shipped", "ours"
SEARCHED, ENTRIES = 1000, 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What the glossary is narrowed to. `who` is "", "shipped", "ours" or the id of who added it as text."""

    q: str = ""
    treatment: Treatment | None = None
    language: str = ""
    who: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filter()


def terms(*, asked: Filter, ask: Ask) -> Listed:
    """The page of `asked` as dicts of `FIELDS`. Two queries, three with a text search."""
    return look_then_page(Term.objects.filter(_condition(asked)), fields=FIELDS, ask=ask, orders=ORDERS)


def _condition(asked: Filter) -> Q:
    wanted = Q()
    if asked.q:
        wanted &= Q(AnyOf(newest_ids(Kind.TERM, asked.q, limit=SEARCHED)))
    if asked.treatment is not None:
        wanted &= Q(treatment=asked.treatment)
    if asked.language:
        wanted &= Q(language=asked.language)
    if asked.who in (SHIPPED, OURS):
        wanted &= Q(created_by__isnull=asked.who == SHIPPED)
    elif asked.who:
        wanted &= Q(created_by_id=int(asked.who))
    return wanted


def writers() -> list[tuple[int, str]]:
    """Who added an entry, by name."""
    rows = User.objects.filter(id__in=Term.objects.exclude(created_by=None).values("created_by_id"))
    return list(rows.order_by("name", "id").values_list("id", "name"))


def term(id: int) -> Term:
    """One entry with who added it, or NotThere."""
    found = Term.objects.select_related("created_by").filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such entry in the glossary."))


def journal(term: Term) -> list[Recorded]:
    """What was written about it, newest first."""
    entries = Recorded.objects.filter(thread_kind="term", thread_id=term.pk)
    return list(entries.select_related("actor").order_by("-id")[:ENTRIES])


@dataclass(slots=True)
class _Kept:
    """The glossary as this process last read it, and what it looked like then."""

    stamp: tuple[int, int | None, datetime | None] | None = None
    glossary: Glossary | None = None


_KEPT = _Kept()


def glossary() -> Glossary:
    """All entries as the check takes them. One query where nothing changed since the last time, else two.

    A change moves the newest moment of change or the highest id, a removal the count.
    """
    now = Term.objects.aggregate(n=Count("id"), last=Max("id"), at=Max("changed_at"))
    stamp = (now["n"], now["last"], now["at"])
    if _KEPT.glossary is None or _KEPT.stamp != stamp:
        rows = Term.objects.order_by("id").values("word", "plain", "analogy", "meaning", "accepted", "language")
        _KEPT.glossary, _KEPT.stamp = Glossary(entry_of(row) for row in rows.iterator()), stamp
    return _KEPT.glossary
