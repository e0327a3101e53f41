"""What the record of one deal says, as the rule about signs asks for it. The caller has read the deal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from evener.deals.models import LOOSE, Deal, NextStep
from evener.discovery.models import Answer
from evener.discovery.rules.answers import COUNTED, Source
from evener.discovery.rules.questions import Group
from evener.evaluations.models import Evaluation
from evener.evaluations.rules import Course, is_stalled
from evener.journal.models import Entry
from evener.meetings.models import Meeting
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.promises.rules import ENDED, Life, Review
from evener.pursuit.models import Metric
from evener.reviews.rules.signs import Facts, Trial
from evener.stakeholders.queries import cast_of

# So much of a deal's journal is looked through, and what the customer would buy is watched for so long.
ENTRIES, WATCHED = 400, timedelta(days=90)
MEETINGS = 20
BOUGHT = frozenset({"amount_minor", "product_id"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What discovery calls something: keys of the playbooks that ship, or else any answer of the group."""

    keys: frozenset[str]
    group: Group


PAIN = Topic(frozenset({"problem-today", "bottleneck", "why-now"}), Group.SCOPE)
FIGURE = Topic(
    frozenset(
        {"success-figure", "savings-figure", "better-figure", "cost-of-nothing", "cost-of-waiting", "stops-today"}
    ),
    Group.SUCCESS_MEASURE,
)
DATE = Topic(frozenset({"go-live", "shutdown", "deadline"}), Group.TIMELINE)
BUYER = Topic(frozenset({"who-decides", "who-signs"}), Group.DECISION)
TOPICS = (PAIN, FIGURE, DATE, BUYER)
SHIPPED: frozenset[str] = frozenset().union(*(topic.keys for topic in TOPICS))


def facts(viewer: Viewer, deal: Deal, *, at: datetime) -> Facts:
    """The facts about an open deal. At most twelve queries."""
    today = viewer.today(at)
    told, assumed = _answers(deal.pk)
    cast = cast_of(viewer, deal, at=at)
    changes = _changes(deal.pk)
    promised = _promises(deal.pk)
    steps = _steps(deal.pk)
    moves = [change for change in changes if change.name == "close_on" and change.on_deal]
    return Facts(
        chance=deal.stage.prior_won,
        quiet_days=max(0, (at - deal.touched_at).days),
        close_passed=deal.close_on is not None and deal.close_on < today,
        has_close=deal.close_on is not None,
        moves=sum(change.later for change in moves),
        unreasoned=sum(not change.reason for change in moves if change.before),
        scopes=len({c.entry for c in changes if c.on_deal and c.name in BOUGHT and c.before and at - c.at <= WATCHED}),
        assumed=assumed,
        pain=PAIN in told,
        figure=FIGURE in told or Metric.objects.filter(deal=deal, baseline_minor__isnull=False).exists(),
        date=DATE in told,
        buyer=cast.buyers > 0 or (not cast.people and BUYER in told),
        champion=cast.champions > 0,
        people=cast.people,
        stakes_unknown=tuple(cast.unknown_stakes),
        unmet_days=(today - (cast.last_met or cast.since)).days,
        idle_meetings=_idle_meetings(deal.pk, at=at),
        technical_win=deal.technical_win_on is not None,
        trials=_trials(deal.pk, changes, today=today, at=at),
        blind=promised["blind"],
        stale=promised["stale"],
        refused=promised["refused"],
        undated_promises=promised["undated"],
        steps=steps["planned"],
        loose_steps=steps["loose"],
    )


def _answers(deal_id: int) -> tuple[set[Topic], tuple[str, ...]]:
    """Which topics the customer told or we observed, and the questions that are only assumed."""
    rows = Answer.objects.filter(deal_id=deal_id, ended_at=None, question__of_version__discoveries__deal_id=deal_id)
    known = rows.values_list("key", "source", "question__group", "question__text").order_by("question__position")
    told: set[Topic] = set()
    assumed: list[str] = []
    for key, source, group, text in known:
        if source == Source.ASSUMED:
            assumed.append(text)
        elif source in COUNTED:
            told |= {topic for topic in TOPICS if _speaks_of(topic, key, group)}
    return told, tuple(assumed)


def _speaks_of(topic: Topic, key: str, group: str) -> bool:
    return key in topic.keys or (key not in SHIPPED and group == topic.group)


@dataclass(frozen=True, slots=True)
class Moved:
    """One value that changed: on the deal itself, or on something of it."""

    entry: int
    on_deal: bool
    subject_id: int
    at: datetime
    name: str
    before: Any
    after: Any
    reason: str

    @property
    def later(self) -> bool:
        """Whether a date was put later."""
        return isinstance(self.before, str) and isinstance(self.after, str) and self.after > self.before


def _changes(deal_id: int) -> list[Moved]:
    """What the journal says of changes to the deal and its evaluations, newest first."""
    rows = Entry.objects.filter(
        thread_kind="deal", thread_id=deal_id, what__in=("deal.changed", "evaluation.changed")
    ).order_by("-id")[:ENTRIES]
    fields = ("id", "subject_kind", "subject_id", "at", "changes", "reason")
    return [
        Moved(id, kind == "deal", subject, at, name, before, after, reason)
        for id, kind, subject, at, changes, reason in rows.values_list(*fields)
        for name, before, after in changes
    ]


def _promises(deal_id: int) -> dict[str, int]:
    live = ~Q(life__in=list(ENDED))
    return Promise.objects.filter(live, deal_id=deal_id).aggregate(
        blind=Count("id", filter=Q(blind=True) & ~Q(review=Review.CLEARED)),
        stale=Count("id", filter=Q(stale=True)),
        refused=Count("id", filter=Q(review=Review.REFUSED)),
        undated=Count("id", filter=Q(due_on=None) & Q(life__in=(Life.UNSAID, Life.MADE))),
    )


def _trials(deal_id: int, changes: Iterable[Moved], *, today: date, at: datetime) -> tuple[Trial, ...]:
    later = [
        change.subject_id for change in changes if not change.on_deal and change.name == "ends_on" and change.later
    ]
    rows = Evaluation.objects.filter(deal_id=deal_id, waiting=True).annotate(measured=Count("criteria"))
    fields = ("id", "name", "status", "ends_on", "touched_at", "measured")
    return tuple(
        Trial(
            name,
            criteria=measured,
            moved=later.count(id),
            stalled=is_stalled(Course(status), touched_at=touched_at, at=at),
            over=ends_on < today,
        )
        for id, name, status, ends_on, touched_at, measured in rows.order_by("id").values_list(*fields)
    )


def _idle_meetings(deal_id: int, *, at: datetime) -> int:
    """How many meetings in a row, up to the last one, had no decision to ask for."""
    held = Meeting.objects.filter(deal_id=deal_id, cancelled_at=None, starts_at__lt=at).order_by("-starts_at", "-id")
    wanted = list(held.values_list("decision_wanted", flat=True)[:MEETINGS])
    return next((place for place, text in enumerate(wanted) if text.strip()), len(wanted))


def _steps(deal_id: int) -> dict[str, int]:
    return NextStep.objects.filter(deal_id=deal_id, waiting=True).aggregate(
        planned=Count("id"), loose=Count("id", filter=LOOSE)
    )
