"""The ledger: the promises of every deal a viewer sees, filtered and ordered, and the rates over all of them.

`read` takes the parameters of a URL as they come and names what it cannot understand. A page is found in two steps:
the ids in their order, off one index, and then what the page shows of these fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from evener.deals.board import tally_sight
from evener.deals.fields import EARLIEST, LATEST
from evener.deals.filters import ME, NOBODY, person_id
from evener.deals.models import FAR, Deal, DealMember
from evener.listing.models import Tally
from evener.listing.prepared import Question, rows
from evener.listing.queries import first_page, page
from evener.listing.rules import PAGE_SIZE, Ask, Order, Page, find_order
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
    "services_minor", "told", "deal_breaker", "engineer_id", "owner_id", "state", "life", "review", "blind", "stale",
    "waiting", "asked_at", "verdict_due_at", "verdict__kind", "made_on", "ended_on", "version", "created_at",
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
    ids = _ids(viewer, in_order(asked, ask), ask, today=today)
    shown = {row["id"]: row for row in of_ids(viewer, [row["id"] for row in ids.rows])}
    return Page([shown[row["id"]] for row in ids.rows if row["id"] in shown], ids.next, ids.previous)


def _ids(viewer: Viewer, asked: Filter, ask: Ask, *, today: date) -> Page[dict[str, Any]]:
    """Ids and order columns of one page. What everybody asks for first is compiled once and kept."""
    order = find_order(ORDERS, ask)
    if not ask.cursor and not asked.q:
        found = rows(first_ids, viewer, ask.size + 1, by=(asked, ask.order), today=today)
        return first_page(found, ask=ask, orders=ORDERS)
    return page(matching(viewer, asked, today=today).values("id", *order.columns), ask=ask, orders=ORDERS)


def first_ids(viewer: Viewer, limit: int, *, by: tuple[Filter, str], today: date) -> Question:
    asked, order = by
    columns = ORDERS[order.removeprefix("-")].columns
    sign = "-" if order.startswith("-") else ""
    found: Question = matching(viewer, asked, today=today).values("id", *columns)
    return found.order_by(*(sign + column for column in columns))[:limit]


def of_ids(viewer: Viewer, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What the ledger shows of promises the caller has found for the viewer, in any order. One query."""
    places = -(-max(len(ids), 1) // PAGE_SIZE) * PAGE_SIZE
    padded = [*ids, *[0] * (places - len(ids))]
    return rows(of_numbers, viewer, places, **{f"id_{place}": id for place, id in enumerate(padded)})


def of_numbers(viewer: Viewer, limit: int, **ids: int) -> Question:
    found: Question = Promise.objects.filter(id__in=list(ids.values())).values(*FIELDS)
    return found


def in_order(asked: Filter, ask: Ask) -> Filter:
    """By when the verdict is due: only those waiting for one have such a time."""
    return replace(asked, review="waiting") if ask.order_name == "verdict" else asked


def matching(viewer: Viewer, asked: Filter, *, today: date) -> PromiseQuerySet:
    """Every promise of `asked` the viewer may see."""
    found = Promise.objects.visible_to(viewer).filter(condition(asked, viewer=viewer, today=today))
    return found.filter(id__in=_having(asked.q, viewer)) if asked.q else found


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
    """Rates over exactly the promises the viewer may see, from running sums. At most two queries."""
    counts = counted(viewer)
    return Sums(rates(counts), endings(counts, review=Review.OVERRIDDEN))


def counted(viewer: Viewer) -> list[tuple[Standing, int]]:
    """How many promises stand how, in parts.

    What a viewer sees as a whole (`deals.board.tally_sight`) is summed from the tallies; the promises of deals they
    see only because they work on them are counted one by one.
    """
    whole = [(standing_of(row["key"]), row["promises"]) for row in rows(tallied, viewer, 0)]
    if viewer.is_admin:
        return whole
    rest = rows(beyond, viewer, 0)
    return whole + [
        (Standing(Life(row["life"]), Review(row["review"]), row["stale"], row["blind"]), row["promises"])
        for row in rest
    ]


def tallied(viewer: Viewer, limit: int) -> Question:
    found = Tally.objects.filter(what=WHAT)
    sight = tally_sight(viewer)
    if sight is not None:
        found = found.filter(sight)
    return found.order_by().values("key").annotate(promises=Sum("count"))


def beyond(viewer: Viewer, limit: int) -> Question:
    mine = DealMember.objects.filter(user_id=viewer.id).values("deal_id")
    sight = tally_sight(viewer) or Q()
    if viewer.visibility == Visibility.COMPANY:  # what is not confidential is counted already
        few = Promise.objects.filter(confidential=True, deal__in=mine)
        found = few.filter(Exists(Deal.objects.filter(pk=OuterRef("deal_id")).exclude(sight)))
    else:
        found = Promise.objects.filter(deal__in=Deal.objects.filter(id__in=mine).exclude(sight).values("id"))
    return found.order_by().values("life", "review", "stale", "blind").annotate(promises=Count("id"))
