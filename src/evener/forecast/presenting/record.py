"""How forecasts did, in words, one picture and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from evener.discovery.rules.spread import rate
from evener.forecast.presenting.numbers import shown_money
from evener.forecast.presenting.revenue import called
from evener.forecast.queries.periods import Over
from evener.forecast.rules.record import FEWEST, Record
from evener.forecast.rules.words import Of
from evener.forecast.rules.words import Period as Span
from evener.pages.charts import Band, Chart, Table, reliability
from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: scores as shown, '–' where there is none; `tone` of the model's, beside the base rate's."""

    name: Text
    deals: int
    won: int
    expected: str
    model: str
    base_rate: str
    model_won: str
    stage_won: str
    tone: str
    few: bool


def verdict(whole: Record | None, *, due: date | None = None, replaced: bool = False) -> Text:
    """The sentence everything else hangs on. `due`: when the first forecast is to be scored. `replaced`: the newest
    forecast is the base rate's.
    """
    if whole is None and due is not None:
        return _("The first forecast is held against what happened on %(day)s. A backtest asks the past at once.") % {
            "day": day(due)
        }
    if whole is None:
        return _("No forecast has been made yet. A backtest asks how one would have done.")
    if not whole.enough:
        return _("Too few to judge: %(deals)d of at least %(fewest)d deals scored.") % {
            "deals": whole.deals, "fewest": FEWEST,
        }  # fmt: skip
    if whole.worse:
        said = _("The model did worse than the base rate on your deals, so far ahead.")
        return f"{said} {_('The base rate stands in for it for now.')}" if replaced else said
    if _better(whole):
        said = _("The model did better than the base rate on your deals.")
        return f"{said} {_plain(whole)}" if whole.stage_closer else said
    return _("The model did as well as the base rate on your deals, no better.")


def _plain(whole: Record) -> Text:
    return _("On winning alone the plain stage forecast came closer: a Brier score of %(stage)s against %(model)s.") % {
        "stage": _score(whole.stage.brier_won), "model": _score(whole.model.brier_won),
    }  # fmt: skip


def _better(whole: Record) -> bool:
    model, base = whole.model.log, whole.base_rate.log
    return whole.enough and model is not None and base is not None and model < base


def row(name: Text, of: Record) -> Row:
    worse = of.worse
    return Row(
        name, of.deals, of.won, f"{of.expected:.1f}", _score(of.model.log), _score(of.base_rate.log),
        _score(of.model.brier_won), _score(of.stage.brier_won), "danger" if worse else "", not of.enough,
    )  # fmt: skip


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def rows(viewer: Viewer, found: Mapping[tuple[str, int], Record], teams: Mapping[int, str]) -> list[Row]:
    """Everything, each team, and oneself."""
    told = [row(_("Everything"), found[Of.ALL, 0])] if (Of.ALL, 0) in found else []
    by_team = [(teams.get(id, ""), each) for (of, id), each in found.items() if of == Of.TEAM]
    told += [row(name, each) for name, each in sorted(by_team, key=lambda pair: pair[0])]
    mine = found.get((Of.OWNER, viewer.id))
    return [*told, *([row(_("Your own deals"), mine)] if mine else [])]


def months(found: Mapping[date, Record]) -> list[Row]:
    return [row(called(Span.MONTH, month), each) for month, each in found.items()]


def picture(of: Record) -> Chart:
    """The reliability diagram: of deals given about the same chance to be won, how many were."""
    bands, told = [], []
    for each in of.bands:
        found = rate(each.won, each.deals)
        bands.append(Band(each.said, found.share, found.low, found.high, each.deals))
        told.append([_percent(each.said), _percent(found.share), str(each.won), str(each.deals)])
    says = _("%(deals)d times a deal was given a chance; %(expected)s wins were expected and %(won)d came.") % {
        "deals": of.deals, "expected": f"{of.expected:.0f}", "won": of.won,
    }  # fmt: skip
    table = Table([_("Said"), _("Won"), _("Deals won"), _("Deals")], told)
    return reliability("record", title=_("What was said, and what happened"), says=says, table=table, bands=bands)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


@dataclass(frozen=True, slots=True)
class Period:
    """A period that is over, with amounts as shown; `tone` of whether what came lay in the range."""

    name: Text
    given_on: date | None
    low: str
    middle: str
    high: str
    came: str
    inside: Text
    tone: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call of a period that is over, beside what came and what the forecast had said."""

    name: Text
    whose: Text
    commit: str
    best: str
    came: str
    forecast: str


def held_rows(found: Over, currency: str) -> list[Period]:
    def amount(minor: float) -> str:
        return shown_money(round(minor), currency)

    return [
        Period(
            called(each.kind, each.begins), each.given_on, amount(each.range.low), amount(each.range.middle),
            amount(each.range.high), amount(each.came_minor), _("inside") if each.inside else _("outside"),
            "ok" if each.inside else "warn",
        )
        for each in found.held
    ]  # fmt: skip


def called_rows(found: Over, currency: str) -> list[CallRow]:
    def amount(minor: int | None) -> str:
        return "–" if minor is None else shown_money(minor, currency)

    return [
        CallRow(
            called(each.kind, each.begins), each.team or _("Yours"), amount(each.commit_minor),
            amount(each.best_minor), amount(each.won_minor), amount(each.middle_minor),
        )
        for each in found.called
    ]  # fmt: skip


def covered(found: Over) -> Text:
    """Of how many ranges how many held; '' where none is over."""
    if not found.held:
        return ""
    inside = sum(each.inside for each in found.held)
    return _("%(inside)d of %(all)d ranges held what came; of 80 %% ranges, eight of ten should.") % {
        "inside": inside, "all": len(found.held),
    }  # fmt: skip


def shown(
    viewer: Viewer, *, days: int, found: Mapping[tuple[str, int], Record], by_month: Mapping[date, Record],
    teams: Mapping[int, str], over: Over, due: date | None, replaced: bool,
) -> dict[str, Any]:  # fmt: skip
    whole = found.get((Of.ALL, 0))
    return {
        "days": days,
        "whole": whole,
        "says": verdict(whole, due=due, replaced=replaced),
        "tone": "" if whole is None else "warn" if whole.worse else "ok" if _better(whole) else "",
        "chart": picture(whole) if whole else None,
        "rows": rows(viewer, found, teams),
        "months": months(by_month),
        "fewest": FEWEST,
        "held": held_rows(over, viewer.currency),
        "covered": covered(over),
        "called": called_rows(over, viewer.currency),
    }
