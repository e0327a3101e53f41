"""How deals end: curves, cycle times, reasons, where they stall, the way from stage to outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from heapq import nlargest
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.utils import timezone

from evener.deals.models import Stage
from evener.deals.rules import REASONS, Outcome
from evener.forecast.queries.past import Asked, Past, past
from evener.forecast.rules.counting import FEWEST, Middle, Share, middle
from evener.forecast.rules.stages import Left, Spell, longest, path, spells
from evener.journal.models import Entry
from evener.lazily import lazily
from evener.people.rules import Viewer

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import curves, jumps
    from evener.forecast.engine.curves import Curves
    from evener.forecast.engine.jumps import Jump
else:
    np = lazily("numpy")
    curves, jumps = lazily("evener.forecast.engine.curves"), lazily("evener.forecast.engine.jumps")

# Each competes with the others; walking away is our own doing and no answer of the customer, so it is one of its own.
ENDS = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED)
OPEN = len(ENDS)
# The way through the stages is read from the journal, for so many deals that ended last and so many that moved last.
LOOKED_AT = 1_000
# A deal entered within so many days of its opening was on record from the start.
AT_ONCE = 2


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
class Found:
    """Everything the page and the API say. `afterwards`: deals entered when they had ended, of no known stage."""

    deals: int
    open: int
    ended: int
    ends: list[Ended]
    curves: Curves
    last: int
    jumps: dict[Outcome, Jump]
    stages: list[AtStage]
    flow: list[tuple[str, str, int]]
    looked_at: int
    afterwards: int

    def end(self, outcome: Outcome) -> Ended:
        return self.ends[ENDS.index(outcome)]


def outcomes(viewer: Viewer, asked: Asked, *, today: date) -> Found:
    """Six statements, whatever is asked."""
    deals = past(viewer, asked)
    ages = np.array([each.age(today) for each in deals], float)
    kinds = np.array([_kind(each) for each in deals], np.int64)
    ended = [each for each in deals if each.ended]
    shares = curves.incidence(ages, kinds, kinds=range(OPEN))
    stages = list(Stage.objects.all())
    looked = _newest(deals)
    found = _spells(looked, {stage.pk: stage.name for stage in stages}, today)
    piles = {outcome: jumps.jump(ages[kinds == number]) for number, outcome in enumerate(ENDS)}
    return Found(
        deals=len(deals),
        open=len(deals) - len(ended),
        ended=len(ended),
        ends=[_ended(outcome, ended, today) for outcome in ENDS],
        curves=shares,
        last=_last(shares),
        jumps={outcome: each for outcome, each in piles.items() if each},
        stages=_at_stages([stage.name for stage in stages], looked, found),
        flow=_flow([stage.name for stage in stages], looked, found),
        looked_at=len(looked),
        afterwards=sum(map(_entered_afterwards, ended)),
    )


def _kind(deal: Past) -> int:
    return ENDS.index(Outcome(deal.row.outcome)) if deal.ended else OPEN


def _last(shares: Curves) -> int:
    """The age up to which the curves are shown: until fewer than FEWEST deals are still followed."""
    enough = shares.age[shares.at_risk >= FEWEST]
    return int(enough[-1]) if len(enough) else 0


def _ended(outcome: Outcome, ended: Sequence[Past], today: date) -> Ended:
    of = [each for each in ended if each.row.outcome == outcome]
    counts = Counter(each.row.reason for each in of)
    known = [key for key in REASONS[outcome] if counts[key]]
    rest = sum(count for key, count in counts.items() if key not in REASONS[outcome])
    reasons = [(key, Share(counts[key], len(of))) for key in sorted(known, key=lambda key: -counts[key])]
    if rest:
        reasons.append(("", Share(rest, len(of))))
    return Ended(outcome, Share(len(of), len(ended)), middle([each.age(today) for each in of]), reasons)


def _newest(deals: Iterable[Past]) -> list[Past]:
    """Those that ended last, and open ones that changed their stage last."""
    found: dict[bool, list[tuple[date, int, Past]]] = {True: [], False: []}
    for each in deals:
        if not _entered_afterwards(each):
            found[each.ended].append((each.row.closed_on or each.row.stage_since, each.row.id, each))
    return [each for rows in found.values() for _, _, each in nlargest(LOOKED_AT, rows)]


def _entered_afterwards(each: Past) -> bool:
    """Entered when it had ended, as by an import: in which stage it ended nobody wrote down."""
    closed, created = each.row.closed_on, each.row.created_at
    if closed is None:
        return False
    later = (created.date() - closed).days
    # Only around midnight it matters where the organisation is, and to ask takes its time.
    return later > 1 or (later >= 0 and timezone.localdate(created) > closed)


def _spells(deals: Sequence[Past], names: Mapping[int, str], today: date) -> dict[int, list[Spell]]:
    """Each deal's time in its stages, from its changes of stage in the journal."""
    moves = _moves([each.row.id for each in deals])
    found = {}
    for each in deals:
        row = each.row
        opened = float(row.opened_on.toordinal())
        created = instant(row.created_at)
        whole = created <= opened + 1 + AT_ONCE
        start = opened if whole else created
        end = float((row.closed_on or today).toordinal()) + (0.0 if each.ended else 1.0)
        end = max(end, start)
        here = names.get(row.stage_id, "")
        if not whole and not moves.get(row.id):
            # Entered later: it stands where it stands since the day that was given.
            start, whole = (
                min(end, float(row.stage_since.toordinal())),
                row.stage_since < timezone.localdate(row.created_at),
            )
        found[row.id] = spells(moves.get(row.id, []), now=here, start=start, end=end, ended=each.ended, whole=whole)
    return found


def instant(at: datetime) -> float:
    """A moment as a day and the part of it that has gone, where the organisation is."""
    local = timezone.localtime(at)
    return local.toordinal() + (local - datetime.combine(local, time(), local.tzinfo)).total_seconds() / 86_400


def _moves(ids: Sequence[int]) -> dict[int, list[tuple[float, str, str]]]:
    """(when, from, to) of each deal's changes of stage, oldest first."""
    rows = Entry.objects.filter(thread_kind="deal", thread_id__in=ids, subject_kind="deal", what="deal.changed")
    told = rows.order_by("thread_id", "id").values_list("thread_id", "at", "changes")
    found: dict[int, list[tuple[float, str, str]]] = {}
    for id, entries in groupby(told, key=lambda each: each[0]):
        for _, at, changed in entries:
            for name, before, after in changed:
                if name == "stage_id":
                    found.setdefault(id, []).append((instant(at), str(before or ""), str(after or "")))
    return found


def _at_stages(names: Sequence[str], deals: Sequence[Past], found: Mapping[int, list[Spell]]) -> list[AtStage]:
    outcome = {each.row.id: Outcome(each.row.outcome) for each in deals}
    not_won = [id for id, each in outcome.items() if each not in (Outcome.OPEN, Outcome.WON)]
    sat = Counter(longest(found[id]) for id in not_won)
    rows = []
    for name in names:
        here = [(id, spell) for id, each in found.items() for spell in each if spell.stage == name]
        days = middle([spell.days for _, spell in here if spell.left == Left.MOVED and spell.whole])
        open_here = [spell.days for id, spell in here if spell.left == Left.STAYS]
        slow = sum(days.high is not None and each > days.high for each in open_here)
        ends = Counter(outcome[id] for id, spell in here if spell.left == Left.ENDED)
        rows.append(
            AtStage(
                name=name, came=len({id for id, _ in here}), days=days, ended={each: ends[each] for each in ENDS},
                here=len(open_here), slow=Share(slow, len(open_here)), sat=Share(sat[name], len(not_won)),
            )
        )  # fmt: skip
    return rows


def _flow(names: Sequence[str], deals: Sequence[Past], found: Mapping[int, list[Spell]]) -> list[tuple[str, str, int]]:
    """How many went from stage to stage, and from which to which outcome ("" while open), in the order of the board."""
    position = {name: number for number, name in enumerate(names)}
    counts: Counter[tuple[str, str]] = Counter()
    for each in deals:
        way = path((spell.stage for spell in found[each.row.id]), position)
        counts.update(pairwise(way))
        if way:
            counts[way[-1], f"={each.row.outcome}"] += 1
    order = {**position, **{f"={outcome}": len(names) + number for number, outcome in enumerate((*ENDS, Outcome.OPEN))}}
    pairs = sorted(counts, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return [(source, target, counts[source, target]) for source, target in pairs]
