"""Scores, rates and come-backs in words that say how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.discovery.rules.spread import Rate, rate
from evener.problems import Text
from evener.reviews.models import ComeBack
from evener.reviews.queries.light import Came
from evener.reviews.queries.records import Own, Scored, Team, Told
from evener.reviews.rules.course import ENOUGH, Record
from evener.reviews.rules.meanings import MEANINGS


def score_text(score: float | None) -> str:
    """`0.18`; a dash where there is none."""
    return "–" if score is None else f"{score:.2f}"


def mean_text(record: Record) -> str:
    """The mean where there are enough scores to say one."""
    return _("Not enough yet") if record.mean is None else score_text(record.mean)


def count_text(record: Record) -> str:
    return ngettext("%(n)d scored chance", "%(n)d scored chances", record.n) % {"n": record.n}


def rate_text(found: Rate) -> str:
    """`3 of 8: 38 % (16 to 66 %)`, without a share while there are fewer than five."""
    counted = _("%(hits)d of %(n)d") % {"hits": found.hits, "n": found.n}
    if found.n < ENOUGH:
        return _("%(counted)s, not enough yet for a rate") % {"counted": counted}
    words = {"counted": counted, "share": found.percent, "low": found.low_percent, "high": found.high_percent}
    return _("%(counted)s: %(share)d %%, likely between %(low)d and %(high)d %%") % words


@dataclass(frozen=True, slots=True)
class OwnRow:
    row: Scored
    url: str
    outcome: Text
    score: str
    three: str
    stage: str


@dataclass(frozen=True, slots=True)
class OwnShown:
    mean: str
    count: str
    stages: str
    rows: list[OwnRow]


def own_shown(own: Own) -> OwnShown:
    rows = [
        OwnRow(
            row,
            reverse("reviews:page", args=[row.review_id]) if row.deal else "",
            OUTCOME_NAMES[row.outcome],
            score_text(row.score),
            score_text(row.score_of_three),
            score_text(row.stage_score),
        )
        for row in own.rows
    ]
    return OwnShown(mean_text(own.all), count_text(own.all), mean_text(own.stages), rows)


@dataclass(frozen=True, slots=True)
class PersonShown:
    name: str
    count: int
    mean: str


@dataclass(frozen=True, slots=True)
class TeamShown:
    mean: str
    count: str
    stages: str
    reviews: int
    people: list[PersonShown]


def team_shown(team: Team) -> TeamShown:
    people = [PersonShown(person.name, person.record.n, mean_text(person.record)) for person in team.people]
    return TeamShown(mean_text(team.all), count_text(team.all), mean_text(team.stages), team.reviews, people)


@dataclass(frozen=True, slots=True)
class ToldShown:
    fact: Text
    rate: str


def told_shown(rows: list[Told]) -> list[ToldShown]:
    return [ToldShown(MEANINGS[row.key].question, rate_text(row.rate)) for row in rows]


def causes_shown(right: Rate, partly: int) -> str:
    """How often the cause of death was it; '' where no reviewed deal died yet."""
    if not right.n:
        return ""
    text = rate_text(right)
    if not partly:
        return text
    return f"{text}. " + ngettext("%(n)d more in part.", "%(n)d more in part.", partly) % {"n": partly}


@dataclass(frozen=True, slots=True)
class BackRow:
    row: ComeBack
    former_url: str
    url: str
    again: bool
    outcome: Text


@dataclass(frozen=True, slots=True)
class ComeBacks:
    """`rate` and `won` in words; `ahead` how many days to come back lie ahead, or were never set."""

    endings: int
    due: int
    rate: str
    won: str
    early: int
    ahead: int
    rows: list[BackRow]


def come_backs(came: Came) -> ComeBacks:
    counts = came.counts
    rows = [
        BackRow(
            row,
            reverse("deals:page", args=[row.former_id]),
            reverse("deals:page", args=[row.deal_id]),
            row.former_id == row.deal_id,
            OUTCOME_NAMES[Outcome(row.deal.outcome)],
        )
        for row in came.newest
    ]
    return ComeBacks(
        endings=counts.endings,
        due=counts.due,
        rate=rate_text(rate(counts.back, counts.due)),
        won=rate_text(rate(counts.won, counts.decided)),
        early=counts.early,
        ahead=counts.endings - counts.due,
        rows=rows,
    )
