"""The open whys, hows and whens as pages show them: each with its evidence and what helps."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.deals.models import Deal
from evener.problems import Text
from evener.reviews.models import Finding
from evener.reviews.rules.keys import ASK_NAMES, FAMILY_NAMES, SHARES, Place, SignFamily, SignKey
from evener.reviews.rules.meanings import MEANINGS
from evener.reviews.rules.signs import MANY, SOME, Risk, RiskLevel, Sign

TONES = {RiskLevel.NONE: "ok", RiskLevel.FEW: "", RiskLevel.SOME: "warn", RiskLevel.MANY: "danger"}


@dataclass(frozen=True, slots=True)
class Open:
    """One question. `step` is what helps as a next step, `planned` that it is one already."""

    key: str
    ask: Text
    question: Text
    fact: Text
    detail: str
    url: str
    do: Text
    weight: int
    planned: bool = False
    told: bool | None = None


def questions(deal: Deal, signs: Iterable[Sign], *, planned: Collection[str] = ()) -> list[Open]:
    links = places(deal)
    return [_open(sign, links, planned) for sign in signs]


def shown_then(deal: Deal, findings: Iterable[Finding]) -> list[Open]:
    """What a review was shown when it was held, with what told where it is scored."""
    links, known = places(deal), set(SignKey)
    return [
        _open(Sign(SignKey(row.key), row.count, row.detail), links, (), told=row.told)
        for row in findings
        if row.key in known
    ]


def _open(sign: Sign, links: dict[Place, str], planned: Collection[str], *, told: bool | None = None) -> Open:
    meaning = MEANINGS[sign.key]
    return Open(
        key=sign.key.value,
        ask=ASK_NAMES[meaning.ask],
        question=meaning.question,
        fact=meaning.said(sign.count),
        detail=sign.detail,
        url=links[meaning.place],
        do=meaning.do,
        weight=meaning.weight,
        planned=str(meaning.step) in planned,
        told=told,
    )


def places(deal: Deal) -> dict[Place, str]:
    """Where the evidence of this deal lies."""
    here = reverse("deals:page", args=[deal.pk])
    return {
        Place.PLAN: here,
        Place.PEOPLE: f"{here}people/",
        Place.DISCOVERY: reverse("discovery:of_deal", args=[deal.pk]),
        Place.PROMISES: reverse("promises:of_deal", args=[deal.pk]),
        Place.PROOF: reverse("evaluations:of_deal", args=[deal.pk]),
        Place.MEETINGS: reverse("meetings:of_deal", args=[deal.pk]),
        Place.JOURNAL: f"{here}journal/",
    }


@dataclass(frozen=True, slots=True)
class FamilyShown:
    name: Text
    share: int
    signs: list[Open]


@dataclass(frozen=True, slots=True)
class RiskShown:
    """The risk of no decision: how many signs of how much weight, by family."""

    level: str
    tone: str
    count: Text
    number: int
    weight: int
    families: list[FamilyShown]
    some: int = SOME
    many: int = MANY


def risk_shown(deal: Deal, risk: Risk, *, planned: Collection[str]) -> RiskShown:
    links = places(deal)
    families = [
        FamilyShown(FAMILY_NAMES[family], SHARES[family], [_open(sign, links, planned) for sign in risk.of(family)])
        for family in SignFamily
    ]
    count = len(risk.signs)
    return RiskShown(
        level=level_name(risk.level),
        tone=TONES[risk.level],
        count=ngettext("%(count)d sign", "%(count)d signs", count) % {"count": count},
        number=count,
        weight=risk.weight,
        families=[family for family in families if family.signs],
    )


def level_name(level: RiskLevel) -> str:
    names = {
        RiskLevel.NONE: _("No signs"),
        RiskLevel.FEW: _("Few signs"),
        RiskLevel.SOME: _("Some signs"),
        RiskLevel.MANY: _("Many signs"),
    }
    return names[level]
