"""The gap report as its page shows it, and as the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evener import money
from evener.capabilities.presenting import TONES, status_text
from evener.capabilities.rules import Status
from evener.problems import Text
from evener.promises.engine import Share, Weighed
from evener.promises.gaps import Gap, Gaps
from evener.promises.presenting.words import Pill

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One gap. `why` is how its score is made up, label and value by label."""

    name: str
    url: str
    pill: Pill
    score: str
    deals: int
    money: str
    other: str
    breakers: int
    why: list[tuple[Text, str]]


def lines(found: Gaps, *, today: date) -> list[Line]:
    return [_line(gap, found, today=today) for gap in found.rows]


def _line(gap: Gap, found: Gaps, *, today: date) -> Line:
    line = gap.capability
    if line is not None:
        url = reverse("capabilities:page", args=[line.pk])
        pill = Pill(status_text(line.status, line.planned_for, today=today), TONES[Status(line.status)])
    else:
        url = reverse("promises:page", args=[gap.promise_id])
        pill = Pill(_("Not in the catalogue"), "")
    return Line(
        name=gap.name,
        url=url,
        pill=pill,
        score=percent(gap.score.value),
        deals=gap.weighed.deals,
        money=money.show(gap.weighed.money, found.currency) if gap.weighed.money else "",
        other=", ".join(money.show(minor, code) for code, minor in sorted(gap.other.items())),
        breakers=gap.weighed.breaker_deals,
        why=list(_why(gap, found)),
    )


def _why(gap: Gap, found: Gaps) -> Iterator[tuple[Text, str]]:
    mine, all = gap.weighed, found.total
    breakers = (mine.breaker_deals, all.breaker_deals, mine.breaker_money, all.breaker_money)
    asks = (mine.deals, all.deals, mine.money, all.money)
    for label, share, sums in (
        (_("Deal breakers"), gap.score.breakers, breakers),
        (_("All asks"), gap.score.asks, asks),
    ):
        yield from _parts(label, share, sums, found.currency)
    words = {"weight": found.weight, "rest": 100 - found.weight}
    yield _("Score: %(weight)d %% of the first, %(rest)d %% of the second") % words, percent(gap.score.value)


def _parts(label: str, share: Share, sums: tuple[int, int, int, int], currency: str) -> Iterator[tuple[Text, str]]:
    deals, all_deals, minor, all_minor = sums
    counts = _("%(part)d of %(all)d deals") % {"part": deals, "all": all_deals}
    yield f"{label}: {counts}", percent(share.by_deals)
    if share.by_money is not None:
        parts = {"part": money.show(minor, currency), "all": money.show(all_minor, currency)}
        yield f"{label}: " + _("%(part)s of %(all)s") % parts, percent(share.by_money)
    yield _("%(label)s: half of each") % {"label": label}, percent(share.value)


def percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def table(found: Gaps) -> Iterator[list[Any]]:
    """Header and rows; amounts as plain numbers, texts that no spreadsheet takes for a formula."""
    home = found.currency
    yield [
        "gap", "status", "score", "deals", f"money {home}", "breaker deals", f"breaker money {home}", "other money",
    ]  # fmt: skip
    for gap in found.rows:
        sums: Weighed = gap.weighed
        other = " ".join(f"{code} {money.Money(minor, code).decimal}" for code, minor in sorted(gap.other.items()))
        yield [
            safe(gap.name), gap.capability.status if gap.capability else "", f"{gap.score.value:.4f}", sums.deals,
            money.Money(sums.money, home).decimal, sums.breaker_deals, money.Money(sums.breaker_money, home).decimal,
            other,
        ]  # fmt: skip


def safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
