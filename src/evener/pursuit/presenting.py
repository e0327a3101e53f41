"""Plans as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.deals.models import Deal
from evener.discovery.models import Answer
from evener.discovery.rules.answers import SOURCE_NAMES, Source
from evener.pages.templatetags.evener import day
from evener.problems import Text
from evener.pursuit.models import Metric, Reading
from evener.pursuit.queries import Behind, Given, Measured
from evener.pursuit.rules import KIND_NAMES, PlanQuestion, ValueKind, progress, show_value


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the record holds for an answer, in a few words, and where it stands. `tone` is "warn" where it is thin."""

    text: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer of discovery a plan rests on. `assumed` and `replaced` say why it may not carry."""

    question: str
    value: str
    source: Text
    who: str
    assumed: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One of the five as the plan's own page shows it."""

    given: Given
    evidence: Sequence[Evidence]
    cited: Sequence[Cited]


def cards(deal: Deal, answers: Sequence[Given], behind: Behind, metrics: Sequence[Measured]) -> list[Card]:
    return [Card(each, _evidence(each, deal, behind, metrics), [_cited(row) for row in each.cited]) for each in answers]


def _cited(row: Answer) -> Cited:
    return Cited(
        question=row.question.text,
        value=row.value,
        source=SOURCE_NAMES[Source(row.source)],
        who=row.contact.name if row.contact else "",
        assumed=row.source == Source.ASSUMED,
        replaced=row.ended_at is not None,
    )


def _evidence(given: Given, deal: Deal, behind: Behind, metrics: Sequence[Measured]) -> list[Evidence]:
    """What stands behind one of the five."""
    question = given.asked.question
    discovery = reverse("discovery:of_deal", args=[deal.pk])
    if question == PlanQuestion.MISSION:
        return [_known(behind, discovery)]
    if question == PlanQuestion.CUSTOMER:
        count = behind.people
        text = ngettext("%(count)d stakeholder", "%(count)d stakeholders", count) % {"count": count}
        return [Evidence(text, reverse("stakeholders:of_deal", args=[deal.pk]), "" if count else "warn")]
    if question == PlanQuestion.VALUE:
        count = len(metrics)
        text = ngettext("%(count)d metric", "%(count)d metrics", count) % {"count": count}
        here = reverse("pursuit:of_deal", args=[deal.pk])
        return [Evidence(text, f"{here}#metrics", "" if count else "warn"), _known(behind, discovery)]
    if question == PlanQuestion.RESULTS:
        return _results(deal, behind)
    done, all = behind.steps.done, behind.steps.all
    text = ngettext("%(count)d step, %(done)d done", "%(count)d steps, %(done)d done", all) % {
        "count": all,
        "done": done,
    }
    return [Evidence(text, f"{reverse('deals:page', args=[deal.pk])}#steps", "" if all else "warn")]


def _known(behind: Behind, url: str) -> Evidence:
    told = behind.told + behind.observed
    text = ngettext("%(count)d answer told or observed", "%(count)d answers told or observed", told) % {"count": told}
    if behind.assumed:
        text += ", " + _("%(count)d only assumed") % {"count": behind.assumed}
    return Evidence(text, url, "" if told else "warn")


def _results(deal: Deal, behind: Behind) -> list[Evidence]:
    proof = reverse("evaluations:of_deal", args=[deal.pk])
    won = deal.technical_win_on
    win = Evidence(
        _("Technical win on %(day)s") % {"day": day(won)} if won else _("No technical win yet"),
        proof,
        "" if won else "warn",
    )
    if not behind.criteria:
        return [win]
    text = _("%(met)d of %(count)d criteria met") % {"met": behind.met, "count": behind.criteria}
    return [win, Evidence(text, proof)]


@dataclass(frozen=True, slots=True)
class Read:
    """One reading as a line. `share` is how far it is from baseline to target, in percent."""

    row: Reading
    value: str
    share: int | None


@dataclass(frozen=True, slots=True)
class MetricCard:
    """One metric. `share` is in whole percent, `bar` what the bar shows of it (0 to 100)."""

    row: Metric
    kind: Text
    baseline: str
    target: str
    value: str
    read_on: date | None
    share: int | None
    due: bool
    readings: Sequence[Read]

    @property
    def bar(self) -> int:
        return max(0, min(100, self.share or 0))

    @property
    def away(self) -> bool:
        return self.share is not None and self.share < 0


def metric_card(measured: Measured, *, today: date) -> MetricCard:
    row, last = measured.row, measured.last
    baseline = row.baseline_minor
    return MetricCard(
        row=row,
        kind=KIND_NAMES[ValueKind(row.kind)],
        baseline=show_value(baseline, row.unit) if baseline is not None else "",
        target=show_value(row.target_minor, row.unit),
        value=show_value(last.value_minor, row.unit) if last else "",
        read_on=last.on if last else None,
        share=measured.progress,
        due=row.read_on is not None and row.read_on <= today,
        readings=[_read(each, row) for each in reversed(measured.readings)],
    )


def _read(reading: Reading, metric: Metric) -> Read:
    share = progress(baseline=metric.baseline_minor, target=metric.target_minor, value=reading.value_minor)
    return Read(reading, show_value(reading.value_minor, metric.unit), share)
