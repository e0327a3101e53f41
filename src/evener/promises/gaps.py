"""The gap report: what customers ask for and the product lacks, over the deals a viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from evener.capabilities.models import Capability
from evener.capabilities.rules import Status
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.listing.reach import Walked
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import Text
from evener.promises.engine import Score, Weighed, score
from evener.promises.models import Promise
from evener.promises.rules import Life
from evener.search.rules import fold

OPEN = "open"
# Deals that may be looked at instead of the open ones.
CLOSED: dict[str, Text] = {
    Outcome.WON.value: _("Won in the last 12 months"),
    Outcome.LOST.value: _("Lost in the last 12 months"),
    Outcome.NO_DECISION.value: _("No decision in the last 12 months"),
    Outcome.DISQUALIFIED.value: _("Disqualified in the last 12 months"),
}
YEAR = timedelta(days=365)
# Of asks that rest on nothing in the catalogue so many newest are looked at.
LOOKED_AT = 2000
MOST = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that lacks. `capability` is None for what is not in the catalogue; then `promise_id` is one that asks.

    `other` is the money of its deals in other currencies, `{code: minor}`, which ranks nowhere.
    """

    name: str
    capability: Capability | None
    promise_id: int | None
    weighed: Weighed
    score: Score
    other: dict[str, int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The report, the highest score first. `capped`: there are more asks beside the catalogue than were looked at."""

    rows: list[Gap]
    total: Weighed
    currency: str
    weight: int
    capped: bool
    more: int


@dataclass(slots=True)
class _Sum:
    deals: int = 0
    money: int = 0
    breaker_deals: int = 0
    breaker_money: int = 0
    other: dict[str, int] = field(default_factory=dict)

    def add(self, currency: str, home: str, deals: int, money: int, breaker_deals: int, breaker_money: int) -> None:
        self.deals += deals
        self.breaker_deals += breaker_deals
        if currency == home:
            self.money += money
            self.breaker_money += breaker_money
        elif money:
            self.other[currency] = self.other.get(currency, 0) + money

    @property
    def weighed(self) -> Weighed:
        return Weighed(self.deals, self.money, self.breaker_deals, self.breaker_money)


@dataclass(slots=True)
class _Loose:
    """An ask beside the catalogue: its words as they were written last, one promise of them, and its deals."""

    words: str
    promise_id: int
    deals: dict[int, tuple[str, int, bool]] = field(default_factory=dict)


def gaps(viewer: Viewer, *, which: str, today: date) -> Gaps:
    """`which` is OPEN or one of CLOSED. Four queries, however many promises there are."""
    company = organisation()
    home, weight = company.currency, company.gap_weight
    asks = _asks(viewer, which, today=today)
    missing = Capability.objects.exclude(status=Status.SHIPPED).only("id", "name", "status", "planned_for")
    lines = {line.pk: line for line in missing}
    linked = asks.filter(capability_id__isnull=False, capability_id__in=list(lines) or [0])
    beside = asks.filter(Q(lacking=True), capability_id__isnull=True)
    sums, total = _sums(linked, beside, home)
    loose, capped = _loose(beside)
    found = [_gap(lines[id].name, lines[id], None, each, total, weight) for id, each in sums.items()]
    for ask in loose.values():
        each = _Sum()
        for currency, amount, breaks in ask.deals.values():
            each.add(currency, home, 1, amount, int(breaks), amount * breaks)
        found.append(_gap(ask.words, None, ask.promise_id, each, total, weight))
    found.sort(key=lambda gap: (-gap.score.value, -gap.weighed.deals, gap.name))
    return Gaps(found[:MOST], total, home, weight, capped, max(len(found) - MOST, 0))


def _gap(
    name: str, capability: Capability | None, promise_id: int | None, each: _Sum, total: Weighed, weight: int
) -> Gap:
    scored = score(each.weighed, total=total, weight=weight / 100)
    return Gap(name, capability, promise_id, each.weighed, scored, each.other)


def _asks(viewer: Viewer, which: str, *, today: date) -> QuerySet[Promise, Any]:
    """What customers of these deals ask for, as far as the viewer may see.

    What is true or false stands bare, as the indexes' conditions do (see `Promise`).
    """
    asks = Promise.objects.visible_to(viewer)
    if which == OPEN:
        return asks.filter(Q(waiting=True), Walked(Q(deal__outcome=Outcome.OPEN)))
    closed = Deal.objects.filter(outcome=which, closed_on__gte=today - YEAR)
    return asks.exclude(life=Life.VOID).filter(deal_id__in=closed.values("id"))


def _per_deal(asks: QuerySet[Promise, Any], *by: str) -> QuerySet[Promise, Any]:
    """Each deal once for each of `by`, with its money and whether one of its promises breaks it."""
    breaks = Max(Cast("deal_breaker", IntegerField()))
    columns = (*by, "deal_id", "deal__currency", "deal__amount_minor")
    found: QuerySet[Promise, Any] = asks.order_by().values(*columns).annotate(breaks=breaks)
    return found


SUMS = "COUNT(*), SUM(amount), SUM(breaks), SUM(amount * breaks)"


def _sums(linked: QuerySet[Promise, Any], beside: QuerySet[Promise, Any], home: str) -> tuple[dict[int, _Sum], Weighed]:
    """Sums by capability, and over every deal that lacks something, once.

    The database adds up, so that thousands of deals come back as a few rows, in one statement that reads them once.
    """
    (one, ones), (other, others) = (
        _per_deal(asks, "capability_id").query.sql_with_params() for asks in (linked, beside)
    )
    sql = (
        f"WITH g(capability, deal, currency, amount, breaks) AS ({one} UNION ALL {other}),"  # noqa: S608 - compiled
        " d AS (SELECT currency, amount, MAX(breaks) AS breaks FROM g GROUP BY deal, currency, amount)"
        f" SELECT 0, currency, {SUMS} FROM d GROUP BY currency UNION ALL"
        f" SELECT capability, currency, {SUMS} FROM g WHERE capability IS NOT NULL GROUP BY capability, currency"
    )
    found: dict[int, _Sum] = {}
    for capability, currency, *sums in _rows(sql, [*ones, *others]):
        found.setdefault(capability, _Sum()).add(currency, home, *(int(value) for value in sums))
    return found, found.pop(0, _Sum()).weighed


def _rows(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _loose(asks: QuerySet[Promise, Any]) -> tuple[dict[str, _Loose], bool]:
    """Asks beside the catalogue by their folded words, the newest first, and whether there are more."""
    fields = ("id", "words", "deal_id", "deal__currency", "deal__amount_minor", "deal_breaker")
    rows = list(asks.order_by("-id").values_list(*fields)[: LOOKED_AT + 1])
    found: dict[str, _Loose] = {}
    for id, words, deal, currency, amount, breaks in rows[:LOOKED_AT]:
        each = found.setdefault(fold(words), _Loose(words, id))
        before = each.deals.get(deal, ("", 0, False))[2]
        each.deals[deal] = (currency, amount, breaks or before)
    return found, len(rows) > LOOKED_AT
