"""Pictures of numbers: what a room says about one, and the table that stands beside it.

A room's `presenting/` makes a `Chart` with one of the functions below, a template shows it, and `evener/charts.js`
draws it. How, with an example: `web/LOOK.md`; each kind: `/gallery/?screen=charts`.

Whoever cannot see the picture, or has no JavaScript, reads `says` (one sentence: what the picture shows, not how it
looks) and the table, so each number drawn must stand in the table. Tones are those of pills (ok, danger, warn, info,
accent, calm, ink); a picture never tells two things apart by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from evener.money import digits

Text = str | Promise
Tone = str

# The sign of a mark's place in a fan, in the order the marks are given.
SIGNS = ("◆", "▲", "○")


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers in words. The first column is a heading of its row, the others are numbers."""

    head: Sequence[Text]
    rows: Sequence[Sequence[Text]]


@dataclass(frozen=True, slots=True)
class Legend:
    """One line of the legend: the sign as it is drawn, its tone, what it means."""

    sign: str
    tone: Tone
    name: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: `key` is unique on its page; `data` is what the script of the `kind` reads."""

    key: str
    kind: str
    title: Text
    says: Text
    table: Table
    data: dict[str, Any]
    legend: Sequence[Legend] = ()

    @property
    def data_id(self) -> str:
        return f"chart-data-{self.key}"


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers are. Money comes in minor units and is drawn in whole ones."""

    kind: str = "number"  # number, share (0 to 1), days, money
    currency: str = ""

    def of(self, value: float | None) -> float | None:
        if value is None or self.kind != "money":
            return value
        return float(value) / float(10 ** digits(self.currency))

    @property
    def data(self) -> dict[str, str]:
        return {"kind": self.kind, "currency": self.currency}


NUMBER, SHARE, DAYS = Unit(), Unit("share"), Unit("days")


def money_unit(currency: str) -> Unit:
    return Unit("money", currency)


@dataclass(frozen=True, slots=True)
class Period:
    """One month or quarter of a fan. `low`, `middle`, `high` (P10, P50, P90) hold what is won already."""

    label: Text
    won: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Marked:
    """Numbers set beside a fan by hand or by what happened; None where there is none. At most three kinds."""

    name: Text
    values: Sequence[float | None]


def fan(
    key: str, *, title: Text, says: Text, table: Table, periods: Sequence[Period], unit: Unit,
    marks: Sequence[Marked] = (),
) -> Chart:  # fmt: skip
    """The range P10 to P90 as a band, P50 as a line, what is won as bars from nought, marks as signs."""
    legend = [
        Legend("■", "band", _("P10 to P90")),
        Legend("●", "accent", _("P50: as likely more as less")),
        Legend("■", "ok", _("Won already")),
        *(Legend(SIGNS[at], "ink", mark.name) for at, mark in enumerate(marks)),
    ]
    data = {
        "unit": unit.data,
        "labels": [str(each.label) for each in periods],
        **{
            name: [unit.of(getattr(each, name)) for each in periods] for name in ("won", "low", "middle", "high")
        },
        "marks": [{"name": str(mark.name), "values": [unit.of(each) for each in mark.values]} for mark in marks],
        "words": {"range": _("P10 to P90"), "middle": "P50", "won": _("Won already")},
    }  # fmt: skip
    return Chart(key, "fan", title, says, table, data, legend)


@dataclass(frozen=True, slots=True)
class Curve:
    """One outcome's share at each day; cumulative curves of one picture add up to at most 1."""

    name: Text
    tone: Tone
    shares: Sequence[float]


def curves(
    key: str, *, title: Text, says: Text, table: Table, days: Sequence[float], areas: Sequence[Curve],
    deadlines: Sequence[tuple[float, Text]] = (),
) -> Chart:  # fmt: skip
    """Shares stacked upon each other over days, in steps: a jump stays a jump. The first area lies at the bottom."""
    data = {
        "days": list(days),
        "areas": [
            {"name": str(each.name), "tone": each.tone, "shares": [round(share, 5) for share in each.shares]}
            for each in areas
        ],
        "deadlines": [{"day": day, "name": str(name)} for day, name in deadlines],
        "words": {"axis": _("days"), "day": _("Day {day}")},
    }
    legend = [Legend("■", each.tone, each.name) for each in reversed(areas)]
    return Chart(key, "curves", title, says, table, data, legend)


@dataclass(frozen=True, slots=True)
class Band:
    """Forecasts of about the same chance: what was `said` on average, what `happened`, its interval, how many."""

    said: float
    happened: float
    low: float
    high: float
    count: int


def reliability(key: str, *, title: Text, says: Text, table: Table, bands: Sequence[Band]) -> Chart:
    """What was said against what happened: a point for each band, its size and label by count, the diagonal."""
    data = {
        "bands": [[each.said, each.happened, each.low, each.high, each.count] for each in bands],
        "words": {
            "said": _("Said"), "happened": _("Happened"), "count": _("Forecasts"), "range": _("Interval"),
        },
    }  # fmt: skip
    legend = [
        Legend("●", "accent", _("a band of forecasts, with how many")),
        Legend("╌", "ink", _("said and happened agree")),
    ]
    return Chart(key, "reliability", title, says, table, data, legend)


@dataclass(frozen=True, slots=True)
class Link:
    """So many went from one place to another. A place's name is unique in its picture."""

    source: Text
    target: Text
    count: int


def flow(
    key: str, *, title: Text, says: Text, table: Table, links: Sequence[Link], tones: dict[str, Tone] | None = None
) -> Chart:
    """How many went from where to where, as bands of that width. `tones` colours places by name."""
    places = dict.fromkeys(str(name) for each in links for name in (each.source, each.target))
    data = {
        "places": [{"name": name, "tone": (tones or {}).get(name, "ink")} for name in places],
        "links": [[str(each.source), str(each.target), each.count] for each in links if each.count],
    }
    return Chart(key, "flow", title, says, table, data)


@dataclass(frozen=True, slots=True)
class Bar:
    """One group's number, and its interval where there is one."""

    label: Text
    value: float
    low: float | None = None
    high: float | None = None
    note: Text = ""  # beside the name, such as how many stand behind it
    tone: Tone = "accent"


@dataclass(frozen=True, slots=True)
class Line:
    """A number all groups are held against."""

    name: Text
    value: float


def bars(
    key: str, *, title: Text, says: Text, table: Table, rows: Sequence[Bar], unit: Unit = SHARE,
    line: Line | None = None,
) -> Chart:  # fmt: skip
    """A bar for each group, with its interval as a line across the end."""
    data = {
        "unit": unit.data,
        "rows": [
            {
                "label": str(each.label), "note": str(each.note), "tone": each.tone, "value": unit.of(each.value),
                "low": unit.of(each.low), "high": unit.of(each.high),
            }
            for each in rows
        ],
        "line": {"name": str(line.name), "value": unit.of(line.value)} if line else None,
        "words": {"range": _("Interval")},
    }  # fmt: skip
    ranged = any(each.low is not None for each in rows)
    legend = [Legend("├┤", "ink", _("the interval"))] if ranged else []
    if line:
        legend.append(Legend("╌", "ink", line.name))
    return Chart(key, "bars", title, says, table, data, legend)
