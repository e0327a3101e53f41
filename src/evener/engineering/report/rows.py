"""The report on requests as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.capacity.presenting import hours
from evener.deals.rules import Outcome
from evener.engineering.report import Line, Report, Share
from evener.engineering.rules import Way
from evener.problems import Text

WAYS: dict[Way, Text] = {
    Way.ACCEPTED: lazy("Accepted"),
    Way.SMALLER: lazy("Smaller thing"),
    Way.DECLINED: lazy("Declined"),
    Way.WITHDRAWN: lazy("Withdrawn"),
}
# What an outcome is called as a place where hours went, and its part of the bar.
ENDS: dict[Outcome, tuple[Text, str]] = {
    Outcome.WON: (lazy("Won"), "won"),
    Outcome.LOST: (lazy("Lost"), "lost"),
    Outcome.NO_DECISION: (lazy("No decision"), "none"),
    Outcome.DISQUALIFIED: (lazy("Disqualified"), "hot"),
    Outcome.OPEN: (lazy("Still open"), "part"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its counts: `text` is empty where there are too few for one."""

    text: str
    counts: str
    count: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours on deals that ended this way."""

    name: Text
    hours: str
    share: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    asked: int
    answered: int
    median: str
    in_time: Rate
    ways: list[tuple[Text, Rate]]
    hours: str
    spent: list[Spent]
    # In words, and as `bar` takes it.
    words: str
    parts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Group:
    """One table of the report. `first` heads its first column, `about` says who is in it."""

    key: str
    title: str
    first: str
    about: str
    rows: list[Row]


def rate(share: Share) -> Rate:
    """`85 %` with `17 of 20`; of fewer than five only the counts; a dash of none."""
    counts = _("%(count)d of %(of)d") % {"count": share.count, "of": share.of} if share.of else "–"
    return Rate("" if share.value is None else f"{share.value:.0%}".replace("%", " %"), counts, share.count)


def duration(line: Line) -> str:
    """The median of the first answers: `3.5 h`, and days from four on."""
    value = line.median_hours
    if value is None:
        return ""
    return _("%(days).0f days") % {"days": value / 24} if value >= 96 else _("%(hours)s h") % {"hours": f"{value:.1f}"}


def row(line: Line) -> Row:
    total = line.total_minutes
    spent = [
        Spent(name, hours(line.minutes[outcome]), f"{line.minutes[outcome] / total:.0%}".replace("%", " %"))
        for outcome, (name, _part) in ENDS.items()
        if line.minutes[outcome]
    ]
    words = ", ".join(f"{each.name} {each.hours} h" for each in spent)
    ways = [(name, rate(line.share(way))) for way, name in WAYS.items()]
    parts = [(part, line.minutes[outcome]) for outcome, (_name, part) in ENDS.items()]
    return Row(
        line.name or _("No team"), line.asked, line.answered, duration(line), rate(line.within_a_day), ways,
        hours(total) if total else "", spent, words, parts,
    )  # fmt: skip


def groups(found: Report, *, leads: bool) -> list[Group]:
    """The tables, without those that are empty."""
    about = (
        _("You see the people you lead, and yourself.")
        if leads
        else _("You see your own line, and nobody else does but those who lead you.")
    )
    made = [
        Group("kinds", _("By kind"), _("Kind"), "", _rows(found.kinds)),
        Group("teams", _("By team"), _("Team"), _("The team whose deal it is."), _rows(found.teams)),
        Group("people", _("By person"), _("Person"), about, _rows(found.people)),
    ]
    return [group for group in made if group.rows]


def _rows(lines: Iterable[Line]) -> list[Row]:
    return [row(line) for line in lines]


def written_down(line: Line) -> str:
    """How sure the hours are."""
    words = {"logged": line.logged, "worked": line.worked}
    if not line.worked:
        return ""
    return (
        _(
            "Time was written down on %(logged)d of %(worked)d requests; for the others the expected effort of what "
            "was accepted stands."
        )
        % words
    )
