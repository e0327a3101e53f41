"""How deals end: curves, cycle times, reasons, where they stall, the way from stage to outcome, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from heapq import nlargest
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from evener.deals.models import Stage
from evener.deals.rules import REASONS, Outcome
from evener.forecast.queries.past import OPEN, Past, Row
from evener.forecast.rules.counting import ENDS, FEWEST, Middle, Share, middle
from evener.forecast.rules.stages import Left, Spell, longest, path, spells
from evener.journal.models import Entry
from evener.lazily import lazily

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import curves, jumps
    from evener.forecast.engine.curves import Curves
    from evener.forecast.engine.deals import Floats, Ints
    from evener.forecast.engine.jumps import Jump
else:
    np = lazily("numpy")
    curves, jumps = lazily("evener.forecast.engine.curves"), lazily("evener.forecast.engine.jumps")

# The way through the stages is read from the journal, for so many deals that ended last and so many that moved last.
LOOKED_AT = 1_000
# A deal entered within so many days of its opening was on record from the start.
AT_ONCE = 2
# Ages at which the curves are told, and at most so many days besides on which deals ended.
AGES = (14, 30, 60, 90, 120, 180, 270, 365, 540, 730)
POINTS = 150
# Side by side stand so many of one kind, those with most deals.
BESIDE = 12


@dataclass(frozen=True, slots=True)
class Ended:
    """One outcome: how many of those that ended, how long they took, why."""

    outcome: Outcome
    share: Share
    days: Middle
    reasons: list[tuple[str, Share]]


@dataclass(frozen=True, slots=True)
class AtStage:
    """What happened at one stage. `days`: until the deal moved on; `slow`: open here longer than three of four that
    moved on took; `sat`: deals that ended without a win and stood longest here."""

    name: str
    came: int
    days: Middle
    ended: dict[Outcome, int]
    here: int
    slow: Share
    sat: Share


@dataclass(frozen=True, slots=True)
class Point:
    """By a day after opening: the share of all deals that ended in each way (ENDS), and deals still followed then:
    those that had neither ended before nor are younger."""

    day: int
    shares: tuple[float, ...]
    followed: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Those of one team, product, source or size (`of`, as an address asks for it). `days`: until they were won."""

    of: str
    deals: int
    ended: dict[Outcome, Share]
    days: Middle


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the page and the API say. `afterwards`: deals entered when they had ended, of no known stage.

    `on`: the day it was counted. `newest_only`: of more deals only those opened last. `curve`: up to day `last`, from
    which on too few are followed, its AGES and some of the days between. `beside`: by SIDES.
    """

    on: date
    newest_only: bool
    deals: int
    open: int
    ended: int
    ends: list[Ended]
    curve: list[Point]
    last: int
    jumps: dict[Outcome, Jump]
    stages: list[AtStage]
    flow: list[tuple[str, str, int]]
    looked_at: int
    afterwards: int
    beside: dict[str, list[Beside]]

    def end(self, outcome: Outcome) -> Ended:
        return self.ends[ENDS.index(outcome)]


class Ways:
    """The stages a deal went through and when; those of each deal are read once. Two statements and one per `of`."""

    def __init__(self, *, today: date) -> None:
        self.today = today
        stages = list(Stage.objects.values_list("id", "name"))
        self.names = dict(stages)
        self.stages = [name for _, name in stages]
        self._known: dict[int, list[Spell]] = {}

    def of(self, rows: Sequence[Row]) -> dict[int, list[Spell]]:
        new = [row for row in rows if row.id not in self._known]
        moves = _moves([row.id for row in new]) if new else {}
        for row in new:
            self._known[row.id] = _spells(row, moves.get(row.id, []), self.names, self.today)
        return {row.id: self._known[row.id] for row in rows}


def outcomes(past: Past, at: Ints, ways: Ways) -> Found:
    """Of the deals at these places."""
    rows = [past.rows[place] for place in at.tolist()]
    ages, kinds = past.ages[at], past.kinds[at]
    ended = int((kinds != OPEN).sum())
    shares = curves.incidence(ages, kinds, kinds=range(OPEN))
    last = _last(shares)
    afterwards = [_entered_afterwards(row) for row in rows]
    looked = _newest([row for row, later in zip(rows, afterwards, strict=True) if not later])
    found = ways.of(looked)
    piles = {outcome: jumps.jump(ages[kinds == number]) for number, outcome in enumerate(ENDS)}
    return Found(
        on=past.on,
        newest_only=past.newest_only,
        deals=len(rows),
        open=len(rows) - ended,
        ended=ended,
        ends=[
            _ended(outcome, [row.reason for row in rows if row.outcome == outcome], ages[kinds == number], ended)
            for number, outcome in enumerate(ENDS)
        ],
        curve=_curve(shares, last),
        last=last,
        jumps={outcome: each for outcome, each in piles.items() if each},
        stages=_at_stages(ways.stages, looked, found),
        flow=_flow(ways.stages, looked, found),
        looked_at=len(looked),
        afterwards=sum(afterwards),
        beside=_beside(past, at),
    )


def _beside(past: Past, at: Ints) -> dict[str, list[Beside]]:
    """What all of them have in common tells nothing apart, and is left out."""
    found = {}
    for side, groups in past.sides(at).items():
        most = nlargest(BESIDE, ((len(places), of) for of, places in groups.items() if len(places) < len(at)))
        found[side] = [_of_one(past, of, groups[of]) for _, of in most]
    return found


def _of_one(past: Past, of: str, at: Ints) -> Beside:
    kinds = past.kinds[at]
    counts = np.bincount(kinds, minlength=OPEN + 1).tolist()
    shares = {outcome: Share(counts[number], len(at) - counts[OPEN]) for number, outcome in enumerate(ENDS)}
    return Beside(of, len(at), shares, middle(past.ages[at][kinds == ENDS.index(Outcome.WON)].tolist()))


def _last(shares: Curves) -> int:
    """The age up to which the curves are shown: until fewer than FEWEST deals are still followed."""
    enough = shares.age[shares.at_risk >= FEWEST]
    return int(enough[-1]) if len(enough) else 0


def _curve(shares: Curves, last: int) -> list[Point]:
    days = [int(day) for day in shares.age.tolist() if day <= last]
    step = max(1, -(-len(days) // POINTS))
    chosen = sorted({0, *days[::step], *(age for age in AGES if age < last), last})
    # Those at risk on the next day on which a deal ended were there all along.
    place = np.searchsorted(shares.age, chosen)
    followed = np.append(shares.at_risk, 0)[place].tolist()
    return [Point(day, tuple(shares.at(day).tolist()), there) for day, there in zip(chosen, followed, strict=True)]


def _ended(outcome: Outcome, given: Sequence[str], ages: Floats, ended: int) -> Ended:
    counts = Counter(given)
    known = [key for key in REASONS[outcome] if counts[key]]
    rest = sum(count for key, count in counts.items() if key not in REASONS[outcome])
    reasons = [(key, Share(counts[key], len(given))) for key in sorted(known, key=lambda key: -counts[key])]
    if rest:
        reasons.append(("", Share(rest, len(given))))
    return Ended(outcome, Share(len(given), ended), middle(ages.tolist()), reasons)


def _newest(rows: Iterable[Row]) -> list[Row]:
    """Those that ended last, and open ones that changed their stage last."""
    found: dict[bool, list[tuple[date, int, Row]]] = {True: [], False: []}
    for row in rows:
        found[row.ended].append((row.closed_on or row.stage_since, row.id, row))
    return [row for each in found.values() for _, _, row in nlargest(LOOKED_AT, each)]


def _entered_afterwards(row: Row) -> bool:
    """Entered when it had ended, as by an import: in which stage it ended nobody wrote down."""
    closed, created = row.closed_on, row.created_at
    if closed is None:
        return False
    later = (created.date() - closed).days
    # Only around midnight it matters where the organisation is, and to ask takes its time.
    return later > 1 or (later >= 0 and timezone.localdate(created) > closed)


def _spells(row: Row, moves: Sequence[tuple[float, str, str]], names: Mapping[int, str], today: date) -> list[Spell]:
    """The deal's time in its stages, from its changes of stage in the journal."""
    opened = float(row.opened_on.toordinal())
    created = instant(row.created_at)
    whole = created <= opened + 1 + AT_ONCE
    start = opened if whole else created
    end = float((row.closed_on or today).toordinal()) + (0.0 if row.ended else 1.0)
    end = max(end, start)
    if not whole and not moves:
        # Entered later: it stands where it stands since the day that was given.
        start = min(end, float(row.stage_since.toordinal()))
        whole = row.stage_since < timezone.localdate(row.created_at)
    return spells(moves, now=names.get(row.stage_id, ""), start=start, end=end, ended=row.ended, whole=whole)


def instant(at: datetime) -> float:
    """A moment as a day and the part of it that has gone, where the organisation is."""
    local = timezone.localtime(at)
    return local.toordinal() + (local - datetime.combine(local, time(), local.tzinfo)).total_seconds() / 86_400


def _moves(ids: Sequence[int]) -> dict[int, list[tuple[float, str, str]]]:
    """(when, from, to) of each deal's changes of stage, oldest first."""
    rows = Entry.objects.filter(thread_kind="deal", thread_id__in=ids, subject_kind="deal", what="deal.changed")
    # What changed something else is most of it, and need not be read.
    rows = rows.alias(text=Cast("changes", TextField())).filter(text__contains='"stage_id"')
    told = rows.order_by("thread_id", "id").values_list("thread_id", "at", "changes")
    found: dict[int, list[tuple[float, str, str]]] = {}
    for id, entries in groupby(told, key=lambda each: each[0]):
        for _, at, changed in entries:
            for name, before, after in changed:
                if name == "stage_id":
                    found.setdefault(id, []).append((instant(at), str(before or ""), str(after or "")))
    return found


def _at_stages(names: Sequence[str], rows: Sequence[Row], found: Mapping[int, list[Spell]]) -> list[AtStage]:
    outcome = {row.id: Outcome(row.outcome) for row in rows}
    not_won = [id for id, each in outcome.items() if each not in (Outcome.OPEN, Outcome.WON)]
    sat = Counter(longest(found[id]) for id in not_won)
    by_name: dict[str, list[tuple[int, Spell]]] = {name: [] for name in names}
    for id, each in found.items():
        for spell in each:
            if spell.stage in by_name:
                by_name[spell.stage].append((id, spell))
    told = []
    for name, here in by_name.items():
        days = middle([spell.days for _, spell in here if spell.left == Left.MOVED and spell.whole])
        open_here = [spell.days for id, spell in here if spell.left == Left.STAYS]
        slow = sum(days.high is not None and each > days.high for each in open_here)
        ends = Counter(outcome[id] for id, spell in here if spell.left == Left.ENDED)
        told.append(
            AtStage(
                name=name, came=len({id for id, _ in here}), days=days, ended={each: ends[each] for each in ENDS},
                here=len(open_here), slow=Share(slow, len(open_here)), sat=Share(sat[name], len(not_won)),
            )
        )  # fmt: skip
    return told


def _flow(names: Sequence[str], rows: Sequence[Row], found: Mapping[int, list[Spell]]) -> list[tuple[str, str, int]]:
    """How many went from stage to stage, and from which to which outcome ("" while open), in the order of the board."""
    position = {name: number for number, name in enumerate(names)}
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        way = path((spell.stage for spell in found[row.id]), position)
        counts.update(pairwise(way))
        if way:
            counts[way[-1], f"={row.outcome}"] += 1
    order = {**position, **{f"={outcome}": len(names) + number for number, outcome in enumerate((*ENDS, Outcome.OPEN))}}
    pairs = sorted(counts, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return [(source, target, counts[source, target]) for source, target in pairs]
