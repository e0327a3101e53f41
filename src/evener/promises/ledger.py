"""The ledger: the promises of every deal a viewer sees, filtered and ordered, and the rates over all of them.

`read` takes the parameters of a URL as they come and names what it cannot understand. A page is found in two steps:
the ids in their order, off one index, and then what the page shows of these fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from evener.deals.board import tally_sight
from evener.deals.fields import EARLIEST, LATEST
from evener.deals.filters import ME, NOBODY, person_id
from evener.deals.models import FAR, Deal, DealMember
from evener.listing.models import Tally
from evener.listing.queries import page
from evener.listing.rules import Ask, Order, Page
from evener.people.rules import Viewer, Visibility
from evener.problems import Text
from evener.promises.models import Promise, PromiseQuerySet
from evener.promises.rules import Life, Rates, Review, Standing, State, endings, rates
from evener.promises.tallies import WHAT, standing_of
from evener.search.queries import matching_ids
from evener.search.rules import Kind, terms

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("due", _("Promised for"), ("due_order", "id")),
        Order("created", _("Recorded"), ("id",)),
        Order("verdict", _("Verdict due"), ("verdict_due_at", "id")),
    )
}
DEFAULT_ORDER = "due"
OPEN, ANY = "open", "all"
SEARCHED = 1000
REVIEWS: dict[str, Text] = {
    "waiting": _("Waiting for a verdict"),
    "refused": _("Refused"),
    "overridden": _("Overridden"),
    "cleared": _("Cleared"),
    "none": _("Not reviewed"),
}
FIELDS = (
    "id", "deal_id", "deal__name", "deal__account__name", "deal__currency", "deal__outcome", "words", "due_on",
    "services_minor", "told", "engineer_id", "owner_id", "state", "life", "review", "blind", "stale", "waiting",
    "asked_at", "verdict_due_at", "verdict__kind", "made_on", "ended_on", "version", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for. `state` is `open` (waits for somebody), `all`, or one state; people as in `deals.filters`."""

    state: str = OPEN
    review: str = ""
    blind: bool = False
    stale: bool = False
    late: bool = False
    engineer: str = ""
    owner: str = ""
    deal: int | None = None
    account: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    q: str = ""

    @property
    def narrows(self) -> bool:
        """Whether more than the state is asked for."""
        return replace(self, state=OPEN) != Filter()


@dataclass(frozen=True, slots=True)
class Sums:
    """The rates over every promise the viewer sees, and how the overridden ones went on."""

    rates: Rates
    overrides: dict[State, int]


def read(params: Mapping[str, str]) -> tuple[Filter, dict[str, Text]]:
    """The filter in `params`, and what is wrong with it by parameter; what is wrong is left out of the filter."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for name, (field, parse) in PARAMETERS.items():
        text = str(params.get(name, "")).strip()
        if not text:
            continue
        try:
            values[field] = parse(text)
        except ValueError as error:
            wrong[name] = error.args[0]
    return Filter(**values), wrong


def _state(text: str) -> str:
    if text not in (OPEN, ANY, *State):
        raise ValueError(_("Choose open, all, or one state."))
    return text


def _review(text: str) -> str:
    if text not in REVIEWS:
        raise ValueError(_("Choose what engineering said from the list."))
    return text


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(_("Choose yes or no."))
    return text == "yes"


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(_("Choose one from the list."))
    return int(text)


def _person(text: str) -> str:
    return text if text in (ME, NOBODY) else str(_id(text))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("Write a day like 2026-03-31.")) from error
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("Use a date between 1970 and 2200."))
    return day


def _words(text: str) -> str:
    if not terms(text):
        raise ValueError(_("Look for a word or a number."))
    return text[:200]


# Parameter: the filter's field, and how its text is read.
PARAMETERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "q": ("q", _words),
    "state": ("state", _state),
    "review": ("review", _review),
    "blind": ("blind", _yes),
    "stale": ("stale", _yes),
    "late": ("late", _yes),
    "engineer": ("engineer", _person),
    "owner": ("owner", _person),
    "deal": ("deal", _id),
    "account": ("account", _id),
    "from": ("due_from", _day),
    "to": ("due_to", _day),
}


def ledger(viewer: Viewer, *, asked: Filter, ask: Ask, today: date) -> Page[dict[str, Any]]:
    """One page of the promises asked for, each a dict of `FIELDS`. Two queries."""
    order = ORDERS.get(ask.order_name)
    rows = matching(viewer, in_order(asked, ask), today=today)
    found = page(rows.values("id", *(order.columns if order else ())), ask=ask, orders=ORDERS)
    ids = [row["id"] for row in found.rows]
    shown = {row["id"]: row for row in Promise.objects.filter(id__in=ids).values(*FIELDS)}
    return Page([shown[id] for id in ids if id in shown], found.next, found.previous)


def in_order(asked: Filter, ask: Ask) -> Filter:
    """By when the verdict is due: only those waiting for one have such a time."""
    return replace(asked, review="waiting") if ask.order_name == "verdict" else asked


def matching(viewer: Viewer, asked: Filter, *, today: date) -> PromiseQuerySet:
    """Every promise of `asked` the viewer may see."""
    rows = Promise.objects.visible_to(viewer).filter(condition(asked, viewer=viewer, today=today))
    return rows.filter(id__in=_having(asked.q, viewer)) if asked.q else rows


def condition(asked: Filter, *, viewer: Viewer, today: date) -> Q:
    """Everything but the text. What is true or false stands bare, as the indexes' conditions do (see `Promise`)."""
    wanted = _state_condition(asked, today=today) & _review_condition(asked.review)
    if asked.blind:
        wanted &= Q(blind=True)
    if asked.stale:
        wanted &= Q(stale=True)
    for field in ("engineer", "owner"):
        text = getattr(asked, field)
        if text:
            wanted &= Q(**{f"{field}_id": None if text == NOBODY else person_id(text, viewer)})
    if asked.deal is not None:
        wanted &= Q(deal_id=asked.deal)
    if asked.account is not None:
        wanted &= Q(deal__account_id=asked.account)
    if asked.due_from is not None:
        wanted &= Q(due_order__gte=asked.due_from)
    if asked.due_to is not None:
        wanted &= Q(due_order__lte=asked.due_to)
    elif asked.due_from is not None:
        wanted &= Q(due_order__lt=FAR)
    return wanted


def _state_condition(asked: Filter, *, today: date) -> Q:
    if asked.late:
        return Q(waiting=True, life=Life.MADE, due_order__lt=today)
    if asked.state == OPEN:
        return Q(waiting=True)
    return Q() if asked.state == ANY else Q(state=asked.state)


def _review_condition(review: str) -> Q:
    if review == "waiting":
        return Q(waiting=True, review=Review.ASKED)
    return Q(review=review) if review else Q()


def _having(text: str, viewer: Viewer) -> Any:
    """Ids of promises with these words; where nearly all are visible, of the newest of them."""
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    limit = SEARCHED if sees_most else None
    return matching_ids(Kind.PROMISE, text, limit=limit)


def sums(viewer: Viewer) -> Sums:
    """Rates over exactly the promises the viewer may see, from running sums. One query."""
    counts: list[tuple[Standing, int]] = [(standing_of(key), count) for key, count in counted(viewer)]
    return Sums(rates(counts), endings(counts, review=Review.OVERRIDDEN))


def counted(viewer: Viewer) -> QuerySet[Any, tuple[str, int]]:
    """How many promises there are of each standing (`tallies.key_of`), in parts.

    What a viewer sees as a whole (`deals.board.tally_sight`) is summed from the tallies; the promises of deals they
    see only because they work on them are counted one by one.
    """
    whole = tally_sight(viewer)
    tallies = Tally.objects.filter(what=WHAT)
    if whole is None:
        return _summed(tallies)
    mine = DealMember.objects.filter(user_id=viewer.id)
    beyond = Deal.objects.filter(id__in=mine.values("deal_id")).exclude(whole)
    rest = Promise.objects.filter(deal__in=beyond.values("id"))
    return _summed(tallies.filter(whole)).union(_counted(rest), all=True)


def _summed(tallies: QuerySet[Tally, Tally]) -> QuerySet[Any, tuple[str, int]]:
    return tallies.values("key").annotate(promises=Sum("count")).values_list("key", "promises").order_by()


def _counted(rows: QuerySet[Promise, Promise]) -> QuerySet[Any, tuple[str, int]]:
    def digit(name: str) -> Cast:
        return Cast(Cast(F(name), IntegerField()), CharField(max_length=1))

    bar = Value("|")
    key = Concat("life", bar, "review", bar, digit("blind"), bar, digit("stale"), output_field=CharField())
    return rows.values(key=key).annotate(promises=Count("id")).values_list("key", "promises").order_by()
