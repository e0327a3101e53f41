"""What of reviews and light plans is exported (upkeep.asks.Exporter). Private chances never are."""

from __future__ import annotations

from evener.reviews.models import ComeBack, Decision, Finding, Idea, LightPlan, Review, Reviewer, ReviewStep, Tie, Touch
from evener.tables import Table, table

PEOPLE = ("asked_by", "dissenter", "held_by", "scored_by")


def tables() -> list[Table]:
    return [
        table("reviews", Review, also={"deal": "deal__name", **{name: f"{name}__name" for name in PEOPLE}}),
        table("review_reviewers", Reviewer, also={"user": "user__name"}),
        table("review_findings", Finding),
        table("review_decisions", Decision, also={"who": "who__name", "created_by": "created_by__name"}),
        table("review_steps", ReviewStep, also={"step": "step__what"}),
        table("light_plans", LightPlan, also={"deal": "deal__name"}),
        table(
            "light_ideas", Idea,
            also={
                "deal": "deal__name", "owner": "owner__name", "done_by": "done_by__name",
                "created_by": "created_by__name",
            },
        ),
        table(
            "light_ties", Tie,
            also={
                "deal": "deal__name", "contact": "contact__name", "owner": "owner__name",
                "created_by": "created_by__name",
            },
        ),
        table("light_touches", Touch, also={"by": "by__name"}),
        table("comebacks", ComeBack, also={"former": "former__name", "deal": "deal__name",
                                           "created_by": "created_by__name"}),
    ]  # fmt: skip
