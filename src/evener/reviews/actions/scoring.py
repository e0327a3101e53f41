"""After the close: who was right, which signs told, whether the cause of death was it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.rules import Outcome
from evener.journal.rules import Change
from evener.people.rules import Viewer
from evener.problems import Invalid, Text
from evener.reviews.actions.held import hold_review, index, must, same_version, save, works_on_it
from evener.reviews.models import Finding, Review, Reviewer
from evener.reviews.rules.course import CauseRight, Chances, Event, ReviewStatus, brier, brier_of_three, text_faults


def score_review(
    *, by: Viewer, at: datetime, review_id: int, cause_right: str, told: Collection[int], lesson: str = "",
    seen_version: int | None = None,
) -> Review:  # fmt: skip
    """Hold what was given against what happened. `told` are the ids of the findings that were part of how it ended."""
    wrong: dict[str, Text] = text_faults({"lesson": lesson}, needs={})
    if cause_right not in set(CauseRight):
        wrong["cause_right"] = _("Say whether it died of what the dissenter foresaw.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, stands = hold_review(by, review_id)
        works_on_it(by, review, stands)
        same_version(seen_version, review.version)
        must(review, Event.SCORE, deal=deal)
        rows = list(Finding.objects.filter(review=review))
        if set(told) - {row.pk for row in rows}:
            raise Invalid({"told": _("Choose among the questions the review was shown.")})
        outcome = Outcome(deal.outcome)
        review.status, review.outcome = ReviewStatus.SCORED, outcome
        review.scored_at, review.scored_by_id = at, by.id
        review.cause_right, review.lesson = cause_right, lesson.strip()
        for row in rows:
            row.told = row.pk in told
        Finding.objects.bulk_update(rows, ["told"])
        _score(review, outcome)
        index(review)
        changes: list[Change] = [
            ("outcome", None, outcome.value), ("cause_right", None, cause_right), ("signs_told", None, len(set(told))),
        ]  # fmt: skip
        save(review, deal, by=by, at=at, what="review.scored", changes=changes, reason=review.lesson)
    return review


def _score(review: Review, outcome: Outcome) -> None:
    rows = list(Reviewer.objects.filter(review=review, given_at__isnull=False))
    for row in rows:
        if row.won is not None:
            given = Chances(row.won, row.lost, row.nothing)
            row.score, row.score_of_three = brier(row.won, outcome), brier_of_three(given, outcome)
    Reviewer.objects.bulk_update(rows, ["score", "score_of_three"])
