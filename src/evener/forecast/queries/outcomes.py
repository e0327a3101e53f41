"""How deals end: curves, cycle times, reasons, where they stall, the way from stage to outcome, side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from evener.deals.models import Stage
from evener.deals.rules import REASONS, Outcome
from evener.forecast.queries.columns import Among, Seconds, columns, moments, numbers
from evener.forecast.queries.past import HOW, OPEN, Past
from evener.forecast.rules.counting import ENDS, FEWEST, Middle, Share, middle
from evener.forecast.rules.stages import Left, Spell, longest, path, spells
from evener.journal.models import Entry, Tells
from evener.lazily import lazily

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import curves, jumps
    from evener.forecast.engine.curves import Curves
    from evener.forecast.engine.deals import Ints
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
    """The stages deals went through and when; those of each deal are read once. Two statements and one per `of`."""

    def __init__(self, past: Past) -> None:
        self.past = past
        stages = list(Stage.objects.values_list("id", "name"))
        self.names = dict(stages)
        self.stages = [name for _, name in stages]
        self._known: dict[int, list[Spell]] = {}

    def of(self, at: Ints) -> dict[int, list[Spell]]:
        """By the place of the deal."""
        new = [place for place in at.tolist() if place not in self._known]
        if new:
            self._known |= dict(zip(new, _spells(self.past, new, self.names), strict=True))
        return {place: self._known[place] for place in at.tolist()}


def outcomes(past: Past, at: Ints, ways: Ways) -> Found:
    """Of the deals at these places."""
    ages, kinds = past.ages[at], past.kinds[at]
    ended = int((kinds != OPEN).sum())
    shares = curves.incidence(ages, kinds, kinds=range(OPEN))
    last = _last(shares)
    # Entered when it had ended, as by an import: in which stage it ended nobody wrote down.
    afterwards = (kinds != OPEN) & (np.floor(past.created[at]) > past.closed[at])
    looked = _newest(past, at[~afterwards])
    found = ways.of(looked)
    piles = {outcome: jumps.jump(ages[kinds == number]) for number, outcome in enumerate(ENDS)}
    return Found(
        on=past.on,
        newest_only=past.newest_only,
        deals=len(at),
        open=len(at) - ended,
        ended=ended,
        ends=[_ended(past, at[kinds == number], outcome, ended) for number, outcome in enumerate(ENDS)],
        curve=_curve(shares, last),
        last=last,
        jumps={outcome: each for outcome, each in piles.items() if each},
        stages=_at_stages(ways.stages, past.kinds, found),
        flow=_flow(ways.stages, past.kinds, found),
        looked_at=len(looked),
        afterwards=int(afterwards.sum()),
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


def _ended(past: Past, at: Ints, outcome: Outcome, ended: int) -> Ended:
    """`at`: those that ended so, of `ended` in all."""
    counts = np.bincount(past.reasons[at], minlength=len(past.reason_words)).tolist()
    given = dict(zip(past.reason_words, counts, strict=True))
    known = [(key, given.pop(key)) for key in REASONS[outcome] if given.get(key)]
    rest = sum(given.values())
    reasons = [(key, Share(count, len(at))) for key, count in sorted(known, key=lambda each: -each[1])]
    if rest:
        reasons.append(("", Share(rest, len(at))))
    return Ended(outcome, Share(len(at), ended), middle(past.ages[at].tolist()), reasons)


def _newest(past: Past, at: Ints) -> Ints:
    """Those that ended last, and open ones that changed their stage last."""
    is_open = past.kinds[at] == OPEN
    since = np.where(is_open, past.stage_since[at], past.closed[at])
    order = np.lexsort((past.ids[at], since))[::-1]
    return np.concatenate([at[order[is_open[order] == which]][:LOOKED_AT] for which in (False, True)])


def _spells(past: Past, at: Sequence[int], names: Mapping[int, str]) -> Iterator[list[Spell]]:
    """The time of the deals at these places in their stages, from their changes of stage in the journal."""
    moves = _moves(past.ids[at])
    ended, today = (past.kinds[at] != OPEN).tolist(), past.on.toordinal()
    given = (past.opened, past.created, past.closed, past.stage, past.stage_since)
    rows = zip(past.ids[at].tolist(), ended, *(each[at].tolist() for each in given), strict=True)
    for id, is_over, opened, created, closed, stage, since in rows:
        moved = moves.get(id, ())
        whole = created <= opened + 1 + AT_ONCE
        start = float(opened if whole else created)
        end = max(float(closed if is_over else today + 1), start)
        if not whole and not moved:
            # Entered later: it stands where it stands since the day that was given.
            start = min(end, float(since))
            whole = since < int(created)
        yield spells(moved, now=names.get(stage, ""), start=start, end=end, ended=is_over, whole=whole)


def _moves(ids: Ints) -> dict[int, list[tuple[float, str, str]]]:
    """(when, from, to) of each deal's changes of stage, oldest first."""
    rows = Entry.objects.filter(thread_kind="deal", subject_kind="deal", what="deal.changed")
    # What changed something else is most of it, and need not be read.
    rows = rows.filter(Tells("stage_id"), Among("thread_id", ids))
    of, seconds, changes = columns(rows.order_by("thread_id", "id"), "thread_id", Seconds("at"), "changes")
    found: dict[int, list[tuple[float, str, str]]] = {}
    for id, at, changed in zip(of, moments(numbers(seconds)).tolist(), changes, strict=True):
        for name, before, after in json.loads(changed):
            if name == "stage_id":
                found.setdefault(id, []).append((at, str(before or ""), str(after or "")))
    return found


def _at_stages(names: Sequence[str], kinds: Ints, found: Mapping[int, list[Spell]]) -> list[AtStage]:
    """`kinds` of all deals, by place."""
    outcome = {place: HOW[kinds[place]] for place in found}
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


def _flow(names: Sequence[str], kinds: Ints, found: Mapping[int, list[Spell]]) -> list[tuple[str, str, int]]:
    """How many went from stage to stage, and from which to which outcome ("" while open), in the order of the board."""
    position = {name: number for number, name in enumerate(names)}
    counts: Counter[tuple[str, str]] = Counter()
    for place, each in found.items():
        way = path((spell.stage for spell in each), position)
        for pair in pairwise(way):
            counts[pair] += 1
        if way:
            counts[way[-1], f"={HOW[kinds[place]]}"] += 1
    order = {**position, **{f"={outcome}": len(names) + number for number, outcome in enumerate(HOW)}}
    pairs = sorted(counts, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return [(source, target, counts[source, target]) for source, target in pairs]
