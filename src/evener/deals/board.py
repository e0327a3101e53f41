"""Open deals by stage: how many, worth what, and the first few of each, at a cost that does not grow with their number.

Counts and sums come from the running tallies (`listing.models.Tally`), which know a deal's stage, owner, team, currency
and confidentiality. Those facts decide nearly always who sees a deal; deals that somebody sees for another reason, by
working on them without owning them, are counted one by one and added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.expressions import RawSQL
from django.db.models.fields import BigIntegerField
from django.db.models.functions import RowNumber

from evener import money
from evener.deals.filters import NOBODY, SEARCHED, Filter, condition, newest_hits, person_id, teams_below
from evener.deals.models import Deal, DealMember, DealQuerySet, team_tree
from evener.deals.rules import Outcome
from evener.deals.tallies import WHAT
from evener.listing.models import Tally
from evener.people.rules import Role, Viewer, Visibility

SHOWN = 25
# Up to this many visible deals are ranked all together; beyond it each stage is read along its own index.
GATHERED = 2000
FIELDS = (
    "id", "name", "account_id", "owner_id", "stage_id", "amount_minor", "currency", "close_on", "close_order",
    "confidential", "promises_blind", "promises_stale", "version",
)  # fmt: skip
Cards = QuerySet[Deal, dict[str, Any]]
# Stands for a stage's id in a query that is made once for all of them.
ANY_STAGE = -1


@dataclass(slots=True)
class Pile:
    """What stands in one stage: how many deals, their sum by currency, and the first `SHOWN` of them."""

    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    cards: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, currency: str, count: int, minor: int) -> None:
        self.count += count
        self.sums[currency] = self.sums.get(currency, 0) + minor

    @property
    def totals(self) -> tuple[money.Money, ...]:
        """Sums above nothing, the largest first; never one over several currencies."""
        return money.totals(money.Money(minor, code) for code, minor in self.sums.items() if minor)


@dataclass(frozen=True, slots=True)
class Board:
    """Piles by stage id. `capped` as in `lists.Listed`."""

    piles: Mapping[int, Pile]
    capped: bool


def board(viewer: Viewer, *, asked: Filter) -> Board:
    """The board as the viewer sees it. `asked` may name an owner, a team and words. Three queries."""
    if asked.q:
        hits = newest_hits(asked, viewer)
        rows = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN)
        rows = rows.filter(condition(asked, viewer=viewer, hits=hits))
        piles = _piled(_grouped(rows))
        _deal_out(piles, _first_of_all(rows))
        return Board(piles, hits is not None and len(hits) == SEARCHED)
    piles = _piled([*_tallied(viewer, asked), *_beyond(viewer, asked)])
    if sum(pile.count for pile in piles.values()) <= GATHERED:
        cards = _first_of_all(_open(viewer, asked))
    else:
        cards = _first_of_each(viewer, asked, [id for id, pile in piles.items() if pile.count])
    _deal_out(piles, cards)
    return Board(piles, capped=False)


Sums = Iterable[tuple[int, str, int, int]]


def _piled(sums: Sums) -> dict[int, Pile]:
    piles: dict[int, Pile] = {}
    for stage_id, currency, count, minor in sums:
        piles.setdefault(stage_id, Pile()).add(currency, count, minor)
    return piles


def _deal_out(piles: dict[int, Pile], cards: Iterable[Mapping[str, Any]]) -> None:
    for card in sorted(cards, key=lambda card: (card["close_order"], card["id"])):
        piles.setdefault(card["stage_id"], Pile()).cards.append(card)


def tally_sight(viewer: Viewer) -> Q | None:
    """The tallies whose deals the viewer sees all of; None: every one. Owners always work on their deals."""
    if viewer.is_admin:
        return None
    sight = Q(owner_id=viewer.id)
    tree = team_tree(viewer) if viewer.team_path else None
    if viewer.visibility == Visibility.COMPANY:
        sight |= Q(confidential=False)
    elif viewer.visibility == Visibility.TEAM and tree is not None:
        sight |= Q(confidential=False, team_id__in=tree)
    if viewer.role == Role.LEADER and tree is not None:
        sight |= Q(team_id__in=tree)
    return sight


def _tallied(viewer: Viewer, asked: Filter) -> Sums:
    """`(stage, currency, count, minor units)` of the deals that tallies alone show to be visible. One query."""
    rows = Tally.objects.filter(what=WHAT)
    sight = tally_sight(viewer)
    if sight is not None:
        rows = rows.filter(sight)
    if asked.owner:
        rows = rows.filter(owner_id=0 if asked.owner == NOBODY else person_id(asked.owner, viewer))
    if asked.team is not None:
        rows = rows.filter(team_id__in=teams_below(asked.team))
    summed = rows.values_list("key", "currency").annotate(Sum("count"), Sum("amount_minor")).filter(count__sum__gt=0)
    return [(int(key), currency, count, minor) for key, currency, count, minor in summed]


def _beyond(viewer: Viewer, asked: Filter) -> Sums:
    """The same for open deals visible only because the viewer works on them. One query, none where all is visible."""
    sight = tally_sight(viewer)
    if sight is None:
        return []
    mine = DealMember.objects.filter(user_id=viewer.id)
    rows = Deal.objects.filter(outcome=Outcome.OPEN)
    if viewer.visibility == Visibility.COMPANY:  # what is not confidential is counted already
        rows = rows.filter(Exists(mine.filter(deal_id=OuterRef("id"))), confidential=True)
    else:
        rows = rows.filter(id__in=mine.values("deal_id"))
    return _grouped(_narrowed(rows, viewer, asked).exclude(sight))


def _grouped(rows: DealQuerySet) -> Sums:
    """One query."""
    return rows.order_by().values_list("stage_id", "currency").annotate(Count("id"), Sum("amount_minor"))


def _open(viewer: Viewer, asked: Filter, *, walk: bool = False) -> DealQuerySet:
    return _narrowed(Deal.objects.visible_to(viewer, walk=walk).filter(outcome=Outcome.OPEN), viewer, asked)


def _narrowed(rows: DealQuerySet, viewer: Viewer, asked: Filter) -> DealQuerySet:
    wanted = condition(asked, viewer=viewer)
    return rows.filter(wanted) if wanted != Q() else rows


def _first_of_all(rows: DealQuerySet) -> Cards:
    """The first `SHOWN` of each stage of `rows`, ranked together. One query."""
    rank = Window(RowNumber(), partition_by=[F("stage_id")], order_by=[F("close_order").asc(), F("id").asc()])
    ranked: Cards = rows.annotate(rank=rank).filter(rank__lte=SHOWN).values(*FIELDS)
    return ranked


def _first_of_each(viewer: Viewer, asked: Filter, stage_ids: Sequence[int]) -> Cards:
    """The first `SHOWN` of each stage, each read along the index of stage and expected close. One query."""
    one = _open(viewer, asked, walk=True).filter(stage_id=ANY_STAGE)
    sql, params = one.order_by("close_order", "id").values("id")[:SHOWN].query.sql_with_params()
    each = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS s{place}" for place in range(len(stage_ids)))  # noqa: S608
    given = [stage_id if value == ANY_STAGE else value for stage_id in stage_ids for value in params]
    firsts: Cards = Deal.objects.filter(id__in=RawSQL(each, given, BigIntegerField())).values(*FIELDS)  # noqa: S611
    return firsts
