"""What was so of each deal that ended: when an engineer came in, what was discovered, promised blind, who closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.discovery.models import Answer, Discovery, Question
from evener.discovery.rules.answers import Source
from evener.engineering.models import LoggedTime
from evener.forecast.queries.past import Asked, Past, past
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
from evener.people.rules import Role, Viewer
from evener.promises.models import Promise, Verdict
from evener.promises.rules import State

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import together as engine
    from evener.forecast.engine.together import Comparison
else:
    np, engine = lazily("numpy"), lazily("evener.forecast.engine.together")

SEED = 20_260_101
ENGINEERS = (Role.ENGINEER, Role.DELIVERY)


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
    """`sized`: deals are evened out for size. Not where the amount itself gives the end away."""

    ended: int
    days: int
    habits: list[Compared]
    sized: bool


@dataclass(slots=True)
class Facts:
    """What is known of one deal, in days (ordinals)."""

    engineers: list[int] = field(default_factory=list)  # each day one was there or answered
    meetings: list[tuple[float, bool]] = field(default_factory=list)  # when; whether an engineer sat in it
    chosen: int | None = None  # the day its playbook was
    version: int = 0
    known: list[tuple[str, int, int | None]] = field(default_factory=list)  # key, answered, ended
    promised: list[tuple[int, bool]] = field(default_factory=list)  # said on; blind
    ended: list[tuple[int, bool]] = field(default_factory=list)  # promises: ended on; kept


def together(viewer: Viewer, asked: Asked, *, days: int, today: date) -> Found:
    """At most eleven statements. Only deals that ended are compared, as the others have no outcome yet."""
    deals = [each for each in past(viewer, asked) if each.ended]
    facts = _facts(viewer, {each.row.id for each in deals})
    weights = _weights()
    grouped: dict[Practice, list[tuple[Past, bool]]] = {habit: [] for habit in Practice}
    out: dict[Practice, Counter[Out]] = {habit: Counter() for habit in Practice}
    zone = timezone.get_current_timezone()
    for each in deals:
        for habit, group in _groups(_life(each, zone), facts[each.row.id], weights, days, today).items():
            if isinstance(group, Out):
                out[habit][group] += 1
            else:
                grouped[habit].append((each, group))
    sized = amounts_tell_nothing([(each.row.outcome == Outcome.WON, each.size != Size.NONE) for each in deals])
    habits = [_compared(habit, grouped[habit], dict(out[habit]), facts, sized=sized) for habit in Practice]
    return Found(len(deals), days, habits, sized)


def _life(each: Past, zone: tzinfo) -> Life:
    row = each.row
    recorded = row.created_at.astimezone(zone).toordinal()
    return Life(row.opened_on.toordinal(), recorded, _closed(each), Outcome(row.outcome))


def _closed(each: Past) -> int:
    return (each.row.closed_on or each.row.opened_on).toordinal()


def _groups(
    life: Life, facts: Facts, weights: dict[int, dict[str, int]], days: int, today: date
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


def _percent(facts: Facts, weight: dict[str, int], day: int) -> float:
    """How much of the playbook's weight was told or observed on that day."""
    known = {key for key, answered, ended in facts.known if answered <= day and (ended is None or ended > day)}
    return 100 * sum(value for key, value in weight.items() if key in known) / sum(weight.values())


def _compared(
    habit: Practice, grouped: list[tuple[Past, bool]], out: dict[Out, int], facts: dict[int, Facts], *, sized: bool
) -> Compared:
    first = np.array([group for _, group in grouped], bool)
    with_it = int(first.sum())
    without = len(grouped) - with_it
    found = {}
    if min(with_it, without) >= FEWEST:
        alike = engine.strata(
            [(each.size.value if sized else "", each.bought_before, each.row.product_id or 0) for each, _ in grouped]
        )
        for hit in HITS[habit]:
            came = np.array([_came(hit, each, facts[each.row.id]) for each, _ in grouped], bool)
            found[hit] = engine.compare(first, came, alike, seed=SEED)
    return Compared(habit, with_it, without, out, found)


def _came(hit: Hit, each: Past, facts: Facts) -> bool:
    if hit == Hit.KEPT:
        settled = _closed(each) + AFTER
        return all(kept for on, kept in facts.ended if on > settled)
    return each.row.outcome == hit.value


def _facts(viewer: Viewer, ids: set[int]) -> dict[int, Facts]:
    """Of the deals with these ids, all of them the viewer's to see."""
    found = {id: Facts() for id in ids}
    seen = Deal.objects.visible_to(viewer).exclude(outcome=Outcome.OPEN).values("id")
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


def _rows(rows: QuerySet[Any], found: dict[int, Facts], deal: str, first: str, *rest: str) -> Iterable[tuple[Any, ...]]:
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
