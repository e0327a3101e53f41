"""Which questions' answers go with winning, losing and doing nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F

from evener.deals.rules import Outcome
from evener.discovery.models import Answer, Discovery, Question
from evener.discovery.rules.answers import COUNTED
from evener.discovery.rules.spread import Rate, goes_with, rate
from evener.people.rules import Viewer
from evener.problems import Text

ENDS = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED)


@dataclass(frozen=True, slots=True)
class Line:
    """One question: of the closed deals that were asked it, how many had it answered, by how they ended."""

    key: str
    text: str
    group: str
    rates: dict[Outcome, Rate]

    @property
    def against_lost(self) -> Text:
        return goes_with(self.rates[Outcome.WON], self.rates[Outcome.LOST])

    @property
    def against_nothing(self) -> Text:
        return goes_with(self.rates[Outcome.WON], self.rates[Outcome.NO_DECISION])


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`deals` counts the closed ones by how they ended; lines in the order of the newest version."""

    deals: dict[Outcome, int]
    lines: list[Line]


def outcomes(viewer: Viewer, playbook_id: int) -> Outcomes:
    """Over the closed deals the viewer sees. A closed deal's answers no longer change, so those in force are those it
    closed with; an assumption is no answer. Three queries.
    """
    closed = Discovery.objects.visible_to(viewer).filter(of_version__playbook_id=playbook_id)
    closed = closed.exclude(deal__outcome=Outcome.OPEN).order_by()
    ended: Counter[tuple[int, str]] = Counter()
    for row in closed.values("of_version_id", "deal__outcome").annotate(n=Count("id")):
        ended[row["of_version_id"], row["deal__outcome"]] = row["n"]
    answers = Answer.objects.visible_to(viewer).filter(
        playbook_id=playbook_id, ended_at=None, source__in=COUNTED,
        deal__discovery__of_version__playbook_id=playbook_id,
    )  # fmt: skip
    answers = answers.exclude(deal__outcome=Outcome.OPEN).order_by()
    known: Counter[tuple[int, str, str]] = Counter()
    version = F("deal__discovery__of_version_id")
    for each in answers.values("key", "deal__outcome", by=version).annotate(n=Count("id")):
        known[each["by"], each["deal__outcome"], each["key"]] = each["n"]
    totals = {end: sum(n for (_id, outcome), n in ended.items() if outcome == end) for end in ENDS}
    return Outcomes(totals, _lines(playbook_id, ended, known))


def _lines(playbook_id: int, ended: Counter[tuple[int, str]], known: Counter[tuple[int, str, str]]) -> list[Line]:
    rows = Question.objects.filter(of_version__playbook_id=playbook_id, of_version__published_at__isnull=False)
    asked_in: dict[str, list[int]] = {}
    newest: dict[str, tuple[str, str]] = {}
    for key, version_id, text, group in rows.order_by("-of_version__number", "position", "id").values_list(
        "key", "of_version_id", "text", "group"
    ):
        asked_in.setdefault(key, []).append(version_id)
        newest.setdefault(key, (text, group))
    return [
        Line(key, *newest[key], {end: _rate(key, versions, end, ended, known) for end in ENDS})
        for key, versions in asked_in.items()
    ]


def _rate(
    key: str,
    versions: list[int],
    end: Outcome,
    ended: Counter[tuple[int, str]],
    known: Counter[tuple[int, str, str]],
) -> Rate:
    return rate(sum(known[id, end, key] for id in versions), sum(ended[id, end] for id in versions))
