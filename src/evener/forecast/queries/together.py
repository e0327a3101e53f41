"""Whether working together goes with better endings.

What was so of each deal that ended: when an engineer came in, what was discovered, promised blind, who closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Min, QuerySet, Value, When
from django.db.models.expressions import Combinable

from evener.deals.rules import Outcome
from evener.discovery.models import Answer, Discovery, Question
from evener.discovery.rules.answers import Source
from evener.engineering.models import LoggedTime
from evener.forecast.queries.columns import Among, Ordinal, Seconds, coded, columns, moments, numbers
from evener.forecast.queries.past import OPEN, SIZES, Past
from evener.forecast.rules.counting import ENDS, FEWEST, Size
from evener.forecast.rules.together import AFTER, HALF, HITS, Hit, Out, Practice, filled_alike
from evener.lazily import lazily
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import IN_THE_ROOM
from evener.people.rules import Role
from evener.promises.models import Promise, Verdict
from evener.promises.rules import State

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import groups
    from evener.forecast.engine import together as engine
    from evener.forecast.engine.deals import Flags, Ints
    from evener.forecast.engine.groups import Answers, Events
    from evener.forecast.engine.together import Comparison
else:
    np, engine = lazily("numpy"), lazily("evener.forecast.engine.together")
    groups = lazily("evener.forecast.engine.groups")

SEED = 20_260_101
ENGINEERS = (Role.ENGINEER, Role.DELIVERY)
OUTS = tuple(Out)
BROKEN = (State.BROKEN,)
SETTLED = (State.KEPT, State.KEPT_LATE, *BROKEN)


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
        self.places = np.flatnonzero(past.kinds != OPEN)
        self.ids = past.ids[self.places]
        self._order = np.argsort(self.ids)
        kinds = past.kinds[self.places]
        self.won = kinds == ENDS.index(Outcome.WON)
        self.lives = groups.Lives(
            opened=past.opened[self.places],
            recorded=np.floor(past.created[self.places]).astype(np.int64),
            ended=past.closed[self.places],
            walked=kinds == ENDS.index(Outcome.DISQUALIFIED),
        )
        self.engineers, self.meetings = self._engineers()
        self.promised, self.settled = self._promises()
        self.chosen, self.total, self.answers = self._discovery()
        self.alike = (past.sizes[self.places], self._bought(), past.product[self.places])
        # When an engineer had had the time to stay.
        self.later = self.settled.where(self.settled.day > (self.lives.ended + AFTER)[self.settled.deal])
        self.came = {
            Hit.WON: self.won, Hit.NO_DECISION: kinds == ENDS.index(Outcome.NO_DECISION),
            Hit.KEPT: ~self.later.where(~self.later.so).any(len(self)),
        }  # fmt: skip

    def __len__(self) -> int:
        return len(self.places)

    def judged(self, days: int) -> Judged:
        lives, every = self.lives, len(self)
        landmark = lives.opened + days
        said = self.promised.until(landmark)
        held = self.meetings.where(self.meetings.day < (lives.ended + 1)[self.meetings.deal])
        after = self.engineers.where(self.engineers.day > lives.ended[self.engineers.deal]).until(lives.ended + AFTER)
        over = self.won & (lives.ended + AFTER < self.past.on.toordinal())
        told = {
            Practice.ENGINEER: np.ones(every, bool),
            Practice.DISCOVERED: (self.chosen <= landmark) & (self.total > 0),
            Practice.BLIND: said.any(every),
            Practice.CLOSING: held.any(every),
            Practice.STAYED: over & self.later.any(every),
        }
        had = {
            Practice.ENGINEER: self.engineers.until(landmark).any(every),
            Practice.DISCOVERED: groups.percent_known(self.answers, landmark, self.total) >= HALF,
            Practice.BLIND: ~said.where(said.so).any(every),
            Practice.CLOSING: held.last(every),
            Practice.STAYED: after.any(every),
        }
        outs = dict.fromkeys(Practice, groups.at_landmark(lives, days))
        outs |= dict.fromkeys((Practice.CLOSING, Practice.STAYED), groups.at_end(lives))
        group = {habit: groups.grouped(outs[habit], told[habit], had[habit]) for habit in Practice}
        has_amount = self.alike[0] != SIZES.index(Size.NONE)
        return Judged(self.past, self.places, days, group, self.came, self.alike, has_amount)

    def _read(self, rows: QuerySet[Any, Any], of: str, *given: str | Combinable) -> tuple[Ints, list[list[Any]]]:
        """The places of the deals whose rows these are, by the field `of`, and the columns asked for."""
        deal, *found = columns(rows.filter(Among(of, self.ids)).order_by(), of, *given)
        places: Ints = self._order[np.searchsorted(self.ids, numbers(deal), sorter=self._order)]
        return places, found

    def _engineers(self) -> tuple[Events, Events]:
        """When one was there or answered, and the meetings: whether one sat in each."""
        sat = Attendee.objects.filter(user__role__in=ENGINEERS, absent=False, part__in=IN_THE_ROOM)
        (there,) = columns(sat.filter(Among("meeting__deal_id", self.ids)), "meeting_id")
        of, (id, at) = self._read(Meeting.objects.filter(cancelled_at=None), "deal_id", "id", Seconds("starts_at"))
        held = groups.Events(of, moments(numbers(at)), np.isin(numbers(id), numbers(there)))
        met = held.where(held.so)
        logging, (logged,) = self._read(LoggedTime.objects.all(), "request__deal_id", Seconds("at"))
        verdicts = Verdict.objects.filter(engineer__role__in=ENGINEERS)
        answering, (given,) = self._read(verdicts, "promise__deal_id", Seconds("given_at"))
        deal = np.concatenate([met.deal, logging, answering])
        days = np.floor(np.concatenate([met.day, moments(numbers([*logged, *given]))]))
        return groups.Events(deal, days, np.ones(len(deal), bool)), held

    def _promises(self) -> tuple[Events, Events]:
        """When each was made and whether blind; when it was settled and whether kept."""
        state = Case(
            When(state__in=BROKEN, then=Value(1)), When(state__in=SETTLED, then=Value(2)), default=Value(0),
            output_field=IntegerField(),
        )  # fmt: skip
        blind = Case(When(blind=True, then=Value(1)), default=Value(0), output_field=IntegerField())
        rows = Promise.objects.filter(made_on__isnull=False)
        of, found = self._read(rows, "deal_id", Ordinal("made_on"), blind, Ordinal("ended_on"), state)
        made, was_blind, ended, became = map(numbers, found)
        settled = (ended > 0) & (became > 0)
        return (
            groups.Events(of, made.astype(float), was_blind == 1),
            groups.Events(of, ended.astype(float), became == 2).where(settled),
        )

    def _discovery(self) -> tuple[Ints, Ints, Answers]:
        """By deal the day its playbook was chosen and what all of its questions weigh; and the answers."""
        weights: dict[int, dict[str, int]] = {}
        for version, key, weighs in Question.objects.values_list("of_version_id", "key", "weight"):
            weights.setdefault(version, {})[key] = weighs
        chosen, total = np.full(len(self), groups.NEVER), np.zeros(len(self), np.int64)
        of, (versions, at) = self._read(Discovery.objects.all(), "deal_id", "of_version_id", Seconds("chosen_at"))
        chosen[of] = np.floor(moments(numbers(at)))
        total[of] = [sum(weights.get(version, {}).values()) for version in versions]
        version_of = dict(zip(of.tolist(), versions, strict=True))
        heard = Answer.objects.filter(source__in=(Source.TOLD, Source.OBSERVED))
        deal, (keys, since, until) = self._read(heard, "deal_id", "key", Seconds("answered_at"), Seconds("ended_at"))
        asked = [weights.get(version_of.get(place, 0), {}) for place in deal.tolist()]
        weight = numbers([by_key.get(key, 0) for by_key, key in zip(asked, keys, strict=True)])
        begun, over = (np.floor(moments(numbers(each))).astype(np.int64) for each in (since, until))
        over[numbers(until) == 0] = groups.NEVER
        return chosen, total, groups.Answers(deal, weight, coded(keys)[1], begun, over)

    def _bought(self) -> Ints:
        """1: the customer had bought before."""
        accounts = self.past.account[self.places]
        won = self.past.seen.filter(Among("account_id", np.unique(accounts[accounts > 0])), outcome=Outcome.WON)
        by_customer = won.order_by().values("account_id").annotate(first=Min("closed_on"))
        account, first = columns(by_customer, "account_id", Ordinal("first"))
        by_account = dict(zip(account, first, strict=True))
        firsts = numbers([by_account.get(each, groups.NEVER) for each in accounts.tolist()])
        return (firsts <= self.lives.opened).astype(np.int64)


def together(judged: Judged, at: Ints) -> Found:
    """Of those of the judged deals that stand `at` these places of theirs."""
    won, amount = judged.came[Hit.WON][at], judged.has_amount[at]
    counts = [(int(amount[each].sum()), int(each.sum())) for each in (won, ~won)]
    sized = filled_alike(counts[0], counts[1])
    habits = [_compared(habit, judged, at, sized=sized) for habit in Practice]
    return Found(judged.past.on, judged.past.newest_only, len(at), judged.days, habits, sized)


def _compared(habit: Practice, judged: Judged, at: Ints, *, sized: bool) -> Compared:
    counts = np.bincount(judged.group[habit][at], minlength=groups.GROUPS).tolist()
    without, with_it, *outs = counts
    out = {each: count for each, count in zip(OUTS, outs, strict=True) if count}
    found = {}
    if min(with_it, without) >= FEWEST:
        grouped = at[judged.group[habit][at] <= groups.WITH]
        first = judged.group[habit][grouped] == groups.WITH
        alike = engine.strata([part[grouped] for part in judged.alike[0 if sized else 1 :]])
        for hit in HITS[habit]:
            found[hit] = engine.compare(first, judged.came[hit][grouped], alike, seed=SEED)
    return Compared(habit, with_it, without, out, found)
