"""Whether working together goes with better endings.

What was so of each deal that ended: when an engineer came in, what was discovered, promised blind, who closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django.db.models import Min, QuerySet
from django.utils import timezone

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.discovery.models import Answer, Discovery, Question
from evener.discovery.rules.answers import Source
from evener.engineering.models import LoggedTime
from evener.forecast.queries.past import Past, Row
from evener.forecast.rules.counting import FEWEST, Size
from evener.forecast.rules.together import (
    AFTER,
    HALF,
    HITS,
    Hit,
    Life,
    Out,
    Practice,
    amounts_tell_nothing,
    by_then,
    close_out,
    landmark_out,
)
from evener.lazily import lazily
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import IN_THE_ROOM
from evener.people.rules import Role
from evener.promises.models import Promise, Verdict
from evener.promises.rules import State

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import together as engine
    from evener.forecast.engine.deals import Flags, Ints
    from evener.forecast.engine.together import Comparison
else:
    np, engine = lazily("numpy"), lazily("evener.forecast.engine.together")

SEED = 20_260_101
ENGINEERS = (Role.ENGINEER, Role.DELIVERY)
# The group of a deal: with the habit, without, or in neither for a reason (its place in OUTS, from NEITHER on).
WITH, WITHOUT, NEITHER = 1, 0, 2
OUTS = tuple(Out)


@dataclass(frozen=True, slots=True)
class Compared:
    """One habit: deals in the two groups (with it, without), what is counted in each, and who is in neither.

    `found` is empty while a group has fewer than FEWEST deals.
    """

    habit: Practice
    with_it: int
    without: int
    out: dict[Out, int]
    found: dict[Hit, Comparison]

    @property
    def enough(self) -> bool:
        return min(self.with_it, self.without) >= FEWEST


@dataclass(frozen=True, slots=True)
class Found:
    """`sized`: deals are evened out for size. Not where the amount itself gives the end away.

    `on`: the day it was counted. `newest_only`: of more deals only those opened last.
    """

    on: date
    newest_only: bool
    ended: int
    days: int
    habits: list[Compared]
    sized: bool


@dataclass(slots=True)
class Known:
    """What is known of one deal, in days (ordinals)."""

    engineers: list[int] = field(default_factory=list)  # each day one was there or answered
    meetings: list[tuple[float, bool]] = field(default_factory=list)  # when; whether an engineer sat in it
    chosen: int | None = None  # the day its playbook was
    version: int = 0
    known: list[tuple[str, int, int | None]] = field(default_factory=list)  # key, answered, ended
    promised: list[tuple[int, bool]] = field(default_factory=list)  # said on; blind
    ended: list[tuple[int, bool]] = field(default_factory=list)  # promises: ended on; kept


@dataclass(frozen=True, slots=True)
class Judged:
    """Deals of a `Past` that ended, in its order (`places`): their group by habit, and what came about.

    `alike`: codes of their size, whether the customer had bought before, and their product.
    """

    past: Past
    places: Ints
    days: int
    group: dict[Practice, Ints]
    came: dict[Hit, Flags]
    alike: tuple[Ints, Ints, Ints]
    has_amount: Flags


class Facts:
    """What is known of the deals of a `Past` that ended. At most nine statements, whatever is then judged of them."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.places = np.array([place for place, row in enumerate(past.rows) if row.ended], np.int64)
        self.rows = [past.rows[place] for place in self.places.tolist()]
        self.known = _known(past.asked, {row.id for row in self.rows})
        self.weights = _weights()
        won = past.seen.filter(outcome=Outcome.WON, account__in=past.asked.values("account"))
        first_won = dict(won.values_list("account").annotate(first=Min("closed_on")).order_by())
        before = [first_won.get(row.account_id) for row in self.rows]
        bought = [first is not None and first <= row.opened_on for first, row in zip(before, self.rows, strict=True)]
        sizes = [SIZES.index(past.sizes[place]) for place in self.places.tolist()]
        self.alike = (
            np.array(sizes, np.int64),
            np.array(bought, np.int64),
            np.array([row.product_id or 0 for row in self.rows], np.int64),
        )
        self.came = {hit: np.array([_came(hit, row, self.known[row.id]) for row in self.rows], bool) for hit in Hit}

    def judged(self, days: int) -> Judged:
        zone = timezone.get_current_timezone()
        codes: dict[Practice, list[int]] = {habit: [] for habit in Practice}
        for row in self.rows:
            groups = _groups(_life(row, zone), self.known[row.id], self.weights, days, self.past.on)
            for habit, group in groups.items():
                codes[habit].append(NEITHER + OUTS.index(group) if isinstance(group, Out) else int(group))
        by_habit = {habit: np.array(each, np.int64) for habit, each in codes.items()}
        has_amount = self.alike[0] != SIZES.index(Size.NONE)
        return Judged(self.past, self.places, days, by_habit, self.came, self.alike, has_amount)


SIZES = tuple(Size)


def together(judged: Judged, at: Ints) -> Found:
    """Of those of the judged deals that stand `at` these places of theirs."""
    won, amount = judged.came[Hit.WON][at].tolist(), judged.has_amount[at].tolist()
    sized = amounts_tell_nothing(list(zip(won, amount, strict=True)))
    habits = [_compared(habit, judged, at, sized=sized) for habit in Practice]
    return Found(judged.past.on, judged.past.newest_only, len(at), judged.days, habits, sized)


def _life(row: Row, zone: tzinfo) -> Life:
    recorded = row.created_at.astimezone(zone).toordinal()
    return Life(row.opened_on.toordinal(), recorded, _closed(row), Outcome(row.outcome))


def _closed(row: Row) -> int:
    return (row.closed_on or row.opened_on).toordinal()


def _groups(
    life: Life, facts: Known, weights: dict[int, dict[str, int]], days: int, today: date
) -> dict[Practice, bool | Out]:
    """The group of a deal for each habit, or why it is in none."""
    early, late = landmark_out(life, days), close_out(life)
    landmark = life.opened + days
    found: dict[Practice, bool | Out] = dict.fromkeys(
        (Practice.ENGINEER, Practice.DISCOVERED, Practice.BLIND), early or Out.UNKNOWN
    )
    found |= dict.fromkeys((Practice.CLOSING, Practice.STAYED), late or Out.UNKNOWN)
    if early is None:
        found[Practice.ENGINEER] = by_then(min(facts.engineers, default=None), life, days)
        if by_then(facts.chosen, life, days) and weights.get(facts.version):
            found[Practice.DISCOVERED] = _percent(facts, weights[facts.version], landmark) >= HALF
        said = [blind for on, blind in facts.promised if on <= landmark]
        if said:
            found[Practice.BLIND] = not any(said)
    if late is None:
        held = [each for each in facts.meetings if each[0] < life.ended + 1]
        if held:
            found[Practice.CLOSING] = max(held)[1]
        settled = [kept for on, kept in facts.ended if on > life.ended + AFTER]
        if life.outcome == Outcome.WON and settled and life.ended + AFTER < today.toordinal():
            found[Practice.STAYED] = any(life.ended < on <= life.ended + AFTER for on in facts.engineers)
    return found


def _percent(facts: Known, weight: dict[str, int], day: int) -> float:
    """How much of the playbook's weight was told or observed on that day."""
    known = {key for key, answered, ended in facts.known if answered <= day and (ended is None or ended > day)}
    return 100 * sum(value for key, value in weight.items() if key in known) / sum(weight.values())


def _compared(habit: Practice, judged: Judged, at: Ints, *, sized: bool) -> Compared:
    counts = np.bincount(judged.group[habit][at], minlength=NEITHER + len(OUTS)).tolist()
    out = {each: counts[NEITHER + number] for number, each in enumerate(OUTS) if counts[NEITHER + number]}
    found = {}
    if min(counts[WITH], counts[WITHOUT]) >= FEWEST:
        grouped = at[judged.group[habit][at] < NEITHER]
        first = judged.group[habit][grouped] == WITH
        alike = engine.strata([part[grouped] for part in judged.alike[0 if sized else 1 :]])
        for hit in HITS[habit]:
            found[hit] = engine.compare(first, judged.came[hit][grouped], alike, seed=SEED)
    return Compared(habit, counts[WITH], counts[WITHOUT], out, found)


def _came(hit: Hit, row: Row, facts: Known) -> bool:
    if hit == Hit.KEPT:
        settled = _closed(row) + AFTER
        return all(kept for on, kept in facts.ended if on > settled)
    return row.outcome == hit.value


def _known(deals: QuerySet[Deal, Any], ids: set[int]) -> dict[int, Known]:
    """Of the deals with these ids; `deals` asks for them, and maybe for more."""
    found = {id: Known() for id in ids}
    seen = deals.exclude(outcome=Outcome.OPEN).values("id")
    held = Meeting.objects.filter(deal__in=seen, cancelled_at=None)
    sat = Attendee.objects.filter(
        meeting__deal__in=seen, meeting__cancelled_at=None, user__role__in=ENGINEERS, absent=False, part__in=IN_THE_ROOM
    )
    engineered = set()
    for meeting, id, at in _rows(sat, found, "meeting__deal_id", "meeting_id", "meeting__starts_at"):
        engineered.add(meeting)
        found[id].engineers.append(_day(at))
    for meeting, id, at in _rows(held, found, "deal_id", "id", "starts_at"):
        found[id].meetings.append((_moment(at), meeting in engineered))
    logged = LoggedTime.objects.filter(request__deal__in=seen)
    for _, id, at in _rows(logged, found, "request__deal_id", "id", "at"):
        found[id].engineers.append(_day(at))
    verdicts = Verdict.objects.filter(promise__deal__in=seen, engineer__role__in=ENGINEERS)
    for _, id, at in _rows(verdicts, found, "promise__deal_id", "id", "given_at"):
        found[id].engineers.append(_day(at))
    for version, id, at in _rows(
        Discovery.objects.filter(deal__in=seen), found, "deal_id", "of_version_id", "chosen_at"
    ):
        found[id].chosen, found[id].version = _day(at), version
    answers = Answer.objects.filter(deal__in=seen, source__in=(Source.TOLD, Source.OBSERVED))
    for key, id, at, ended in _rows(answers, found, "deal_id", "key", "answered_at", "ended_at"):
        found[id].known.append((key, _day(at), _day(ended) if ended else None))
    promises = Promise.objects.filter(deal__in=seen, made_on__isnull=False)
    for blind, id, made_on, ended_on, state in _rows(
        promises, found, "deal_id", "blind", "made_on", "ended_on", "state"
    ):
        found[id].promised.append((made_on.toordinal(), blind))
        if ended_on and state in (State.KEPT, State.KEPT_LATE, State.BROKEN):
            found[id].ended.append((ended_on.toordinal(), state != State.BROKEN))
    return found


def _rows(rows: QuerySet[Any], found: dict[int, Known], deal: str, first: str, *rest: str) -> Iterable[tuple[Any, ...]]:
    """(first, deal, rest…) of what belongs to the deals asked for."""
    return [row for row in rows.values_list(first, deal, *rest) if row[1] in found]


def _weights() -> dict[int, dict[str, int]]:
    """By playbook version: what each question weighs."""
    found: dict[int, dict[str, int]] = {}
    for version, key, weight in Question.objects.values_list("of_version_id", "key", "weight"):
        found.setdefault(version, {})[key] = weight
    return found


def _day(at: datetime) -> int:
    return timezone.localdate(at).toordinal()


def _moment(at: datetime) -> float:
    local = timezone.localtime(at)
    return local.toordinal() + (local.hour * 60 + local.minute) / 1440
