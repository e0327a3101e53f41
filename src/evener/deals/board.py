"""Open deals by stage: how many, worth what, and the first few of each, at a cost that does not grow with their number.

Counts and sums come from the running tallies (`listing.models.Tally`), which know a deal's stage, owner, team, currency
and confidentiality. Those facts decide nearly always who sees a deal; deals that somebody sees for another reason, by
working on them without owning them, are counted one by one and added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Window
from django.db.models.expressions import RawSQL
from django.db.models.fields import BigIntegerField
from django.db.models.functions import RowNumber

from evener import money
from evener.deals.filters import NOBODY, SEARCHED, Filter, condition, newest_hits, person_id, teams_below
from evener.deals.models import Deal, DealMember, DealQuerySet, team_tree
from evener.deals.rules import Outcome
from evener.deals.tallies import WHAT
from evener.listing.models import Tally
from evener.listing.prepared import Question, rows
from evener.people.rules import Role, Viewer, Visibility

SHOWN = 25
# Up to this many visible deals are ranked all together; beyond it each stage is read along its own index.
GATHERED = 2000
FIELDS = (
    "id", "name", "account_id", "owner_id", "stage_id", "amount_minor", "currency", "close_on", "close_order",
    "confidential", "promises_blind", "promises_stale", "version",
)  # fmt: skip
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
        found = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN)
        found = found.filter(condition(asked, viewer=viewer, hits=hits))
        piles = _piled(_sums(_grouped(found)))
        _deal_out(piles, _first_of_all(found, SHOWN))
        return Board(piles, hits is not None and len(hits) == SEARCHED)
    piles = _piled([*_tallied(viewer, asked), *_beyond(viewer, asked)])
    if sum(pile.count for pile in piles.values()) <= GATHERED:
        cards: Iterable[Mapping[str, Any]] = rows(gathered, viewer, SHOWN, by=asked)
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
    return _sums(rows(tallied, viewer, 0, by=asked))


def tallied(viewer: Viewer, limit: int, *, by: Filter) -> Question:
    found = Tally.objects.filter(what=WHAT)
    sight = tally_sight(viewer)
    if sight is not None:
        found = found.filter(sight)
    if by.owner:
        found = found.filter(owner_id=0 if by.owner == NOBODY else person_id(by.owner, viewer))
    if by.team is not None:
        found = found.filter(team_id__in=teams_below(by.team))
    summed = found.values("currency", stage_id=F("key")).annotate(deals=Sum("count"), minor=Sum("amount_minor"))
    return summed.filter(deals__gt=0)


def _beyond(viewer: Viewer, asked: Filter) -> Sums:
    """The same for open deals visible only because the viewer works on them. One query, none where all is visible."""
    return _sums(rows(beyond, viewer, 0, by=asked)) if tally_sight(viewer) is not None else []


def beyond(viewer: Viewer, limit: int, *, by: Filter) -> Question:
    mine = DealMember.objects.filter(user_id=viewer.id)
    found = Deal.objects.filter(outcome=Outcome.OPEN)
    if viewer.visibility == Visibility.COMPANY:  # what is not confidential is counted already
        found = found.filter(Exists(mine.filter(deal_id=OuterRef("id"))), confidential=True)
    else:
        found = found.filter(id__in=mine.values("deal_id"))
    return _grouped(_narrowed(found, viewer, by).exclude(tally_sight(viewer) or Q()))


def _grouped(found: DealQuerySet) -> Question:
    grouped = found.order_by().values("stage_id", "currency")
    return grouped.annotate(deals=Count("id"), minor=Sum("amount_minor"))


def _sums(found: Iterable[Mapping[str, Any]]) -> Sums:
    return [(int(row["stage_id"]), row["currency"], row["deals"], row["minor"]) for row in found]


def _open(viewer: Viewer, asked: Filter, *, walk: bool = False) -> DealQuerySet:
    return _narrowed(Deal.objects.visible_to(viewer, walk=walk).filter(outcome=Outcome.OPEN), viewer, asked)


def _narrowed(found: DealQuerySet, viewer: Viewer, asked: Filter) -> DealQuerySet:
    wanted = condition(asked, viewer=viewer)
    return found.filter(wanted) if wanted != Q() else found


def gathered(viewer: Viewer, limit: int, *, by: Filter) -> Question:
    return _first_of_all(_open(viewer, by), limit)


def _first_of_all(found: DealQuerySet, limit: int) -> Question:
    """The first `limit` of each stage, ranked together. One query."""
    rank = Window(RowNumber(), partition_by=[F("stage_id")], order_by=[F("close_order").asc(), F("id").asc()])
    return found.annotate(rank=rank).filter(rank__lte=limit).values(*FIELDS)


def _first_of_each(viewer: Viewer, asked: Filter, stage_ids: Sequence[int]) -> Question:
    """The first `SHOWN` of each stage, each read along the index of stage and expected close. One query."""
    one = _open(viewer, asked, walk=True).filter(stage_id=ANY_STAGE)
    sql, params = one.order_by("close_order", "id").values("id")[:SHOWN].query.sql_with_params()
    each = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS s{place}" for place in range(len(stage_ids)))  # noqa: S608
    given = [stage_id if value == ANY_STAGE else value for stage_id in stage_ids for value in params]
    firsts: Question = Deal.objects.filter(id__in=RawSQL(each, given, BigIntegerField())).values(*FIELDS)  # noqa: S611
    return firsts
