"""How chances held against what happened: one's own record, the team's for its leaders, and which signs told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.discovery.rules.spread import Rate, rate
from evener.people.rules import Role, Viewer
from evener.reviews.models import Finding, Review, Reviewer
from evener.reviews.rules.course import ENOUGH, CauseRight, Record, brier, record
from evener.reviews.rules.keys import SignKey

MOST = 500


@dataclass(frozen=True, slots=True)
class Scored:
    """One chance and what came of it. `deal` is '' where the viewer does not see the deal any more."""

    review_id: int
    deal: str
    scored_at: datetime | None
    won: int
    outcome: Outcome
    score: float
    score_of_three: float | None
    stage_chance: int | None

    @property
    def stage_score(self) -> float | None:
        """What the chance of the stage alone would have scored."""
        return None if self.stage_chance is None else brier(self.stage_chance, self.outcome)


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own record, newest first, beside what the stages alone would have scored in the same reviews."""

    rows: list[Scored]

    @property
    def all(self) -> Record:
        return record(row.score for row in self.rows)

    @property
    def stages(self) -> Record:
        return record(row.stage_score for row in self.rows)


def own(viewer: Viewer) -> Own:
    """Two queries."""
    found = list(
        Reviewer.objects.filter(user_id=viewer.id, score__isnull=False, review__scored_at__isnull=False)
        .order_by("-review__scored_at", "-id")
        .values_list(
            "review_id", "review__deal_id", "review__deal__name", "review__scored_at", "won", "review__outcome",
            "score", "score_of_three", "review__stage_chance",
        )[:MOST]
    )  # fmt: skip
    seen = set(Deal.objects.visible_to(viewer).filter(id__in={row[1] for row in found}).values_list("id", flat=True))
    scored = [
        Scored(id, name if deal_id in seen else "", at, won or 0, Outcome(outcome), score or 0.0, three, stage)
        for id, deal_id, name, at, won, outcome, score, three, stage in found
    ]
    return Own(scored)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    record: Record


@dataclass(frozen=True, slots=True)
class Team:
    """The record of a team: all together, and each person for whoever leads them, in order of names."""

    all: Record
    stages: Record
    reviews: int
    people: list[Person]


def team(viewer: Viewer) -> Team | None:
    """The team tree this viewer leads; None for everybody else. One query."""
    if viewer.is_admin:
        led = Q()
    elif viewer.role == Role.LEADER and viewer.team_path:
        led = Q(user__team__path__startswith=viewer.team_path)
    else:
        return None
    rows = Reviewer.objects.filter(led, score__isnull=False, review__scored_at__isnull=False)
    found = list(
        rows.order_by("-review__scored_at", "-id").values_list(
            "user__name", "user_id", "score", "review_id", "review__stage_chance", "review__outcome"
        )[: MOST * 10]
    )
    by_person: dict[int, list[float | None]] = {}
    names: dict[int, str] = {}
    stage_of: dict[int, float | None] = {}
    for name, user_id, score, review_id, stage, outcome in found:
        names[user_id] = name
        by_person.setdefault(user_id, []).append(score)
        stage_of[review_id] = brier(stage, Outcome(outcome)) if stage is not None else None
    people = [Person(names[id], record(scores)) for id, scores in by_person.items()]
    return Team(
        all=record(row[2] for row in found),
        stages=record(stage_of.values()),
        reviews=len(stage_of),
        people=sorted(people, key=lambda person: person.name.casefold()),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """How often a sign was shown in scored reviews, and how often it was part of how the deal ended."""

    key: SignKey
    rate: Rate

    @property
    def enough(self) -> bool:
        return self.rate.n >= ENOUGH


def told(viewer: Viewer) -> list[Told]:
    """Over the scored reviews this viewer sees, those shown most often first. One query."""
    scored = Review.objects.visible_to(viewer).filter(scored_at__isnull=False)
    rows = Finding.objects.filter(review__in=scored, told__isnull=False).values_list("key", "told")
    shown: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for key, hit in rows:
        shown[key] += 1
        hits[key] += bool(hit)
    known = set(SignKey)
    return [Told(SignKey(key), rate(hits[key], n)) for key, n in shown.most_common() if key in known]


def causes(viewer: Viewer) -> tuple[Rate, int]:
    """How often the dissenter's cause of death was it, of deals that died; and how often in part. One query."""
    died = (Outcome.LOST, Outcome.NO_DECISION)
    scored = Review.objects.visible_to(viewer).filter(scored_at__isnull=False, outcome__in=died)
    found = list(scored.values_list("cause_right", flat=True))
    return rate(found.count(CauseRight.YES), len(found)), found.count(CauseRight.PARTLY)
