"""A deal's outlook in words, numbers and one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener import money
from evener.deals.models import Deal
from evener.deals.rules import Basis, whole_outlook
from evener.forecast.models import Forecast
from evener.forecast.presenting.numbers import shown_money
from evener.forecast.queries.deals import DealForecast
from evener.forecast.rules.filling import Fill
from evener.forecast.rules.horizons import Kind
from evener.forecast.rules.outlook import FEWEST_LIKE, Ahead, Reason
from evener.forecast.rules.reasons import NAMES, PERSONAL, Shape
from evener.pages.charts import Chart, Curve, Table, curves
from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer
from evener.problems import Text

RESTS: dict[str, Text] = {
    Basis.PRIOR: lazy(
        "No deal has ended here yet, so these are others’ figures: what its stage usually gives, what is not won split"
        " into lost and no decision as CSO Insights (2018–19) found it, and an ending expected within 120 days, which"
        " is our assumption. Your own deals replace them as they end."
    ),
    Basis.SHRUNK: lazy(
        "Few of your deals have ended, so these are counts held towards what its stage usually gives. Not enough to"
        " tell one deal from another in more than that."
    ),
    Basis.LEARNT: lazy("Learnt from how your deals went on from where this one stands."),
    Basis.LEVEL: lazy(
        "Not enough to tell one deal from another: on your deals of three months ago no deal was told from the next."
        " What is learnt is the level and the pace, by how old a deal is."
    ),
    Basis.BASE_RATE: lazy(
        "Not enough to tell: held against what happened on your own deals, the model did no better than the base rate,"
        " so the base rate stands here, the same for every deal."
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Chances by one day: `when` in words, percents as shown."""

    when: Text
    note: Text
    won: str
    between: str
    lost: str
    no_decision: str
    open: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One reason: `tone` ok lifts, danger lowers; `points` as shown, '' where it is only counted."""

    name: Text
    value: str
    points: str
    tone: str
    counted: str


def share(tenths: int) -> str:
    """Tenths of a percent as a whole percent; never 0 nor 100."""
    if tenths < 10:
        return "< 1 %"
    return "> 99 %" if tenths > 990 else f"{round(tenths / 10)} %"


def shown(viewer: Viewer, deal: Deal, found: DealForecast) -> dict[str, Any]:
    """Context of the Outlook tab."""
    last = found.last
    told = [each for each in found.reasons if may_see(viewer, deal, each)]
    return {
        "found": found,
        "rests": RESTS[found.forecast.basis],
        "rows": [_row(found, each) for each in found.ahead if _listed(found, each)],
        "chart": picture(found),
        "said": _("In the end: won %(won)s, lost %(lost)s, no decision %(nothing)s.")
        % dict(zip(("won", "lost", "nothing"), in_the_end(last), strict=True)),
        "range": _("In four of five cases the chance to win lies between %(low)s and %(high)s.")
        % {"low": share(last.low), "high": share(last.high)},
        "reasons": [_moved(deal, each) for each in told],
        "has_points": any(each.points is not None for each in told),
        "hidden": len(found.reasons) - len(told),
        "amount": _amount(deal, found.fill),
        "ended": _ended(found.forecast.ended_deals),
        "check": checked(found.forecast),
        "left_out": [str(NAMES.get(each["name"], (each["name"],))[0]) for each in found.forecast.facts["left_out"]],
    }


def _amount(deal: Deal, fill: Fill | None) -> str:
    """What a deal without an amount counts as in sums of money; '' where it has one."""
    if deal.amount_minor > 0:
        return ""
    if fill is None:
        return _("It has no amount and counts as nothing in sums of money: too few deals like it were won.")
    told = _("It has no amount. Sums of money take it at %(amount)s, the mean of %(deals)s won deals in %(of)s.")
    if fill.product:
        told = _(
            "It has no amount. Sums of money take it at %(amount)s, the mean of %(deals)s won deals of the same product"
            " in %(of)s."
        )
    words = {"amount": shown_money(fill.minor, fill.currency), "deals": f"{fill.deals:,}", "of": fill.currency}
    return told % words


def _ended(number: int) -> str:
    return ngettext("%(number)s deal has ended.", "%(number)s deals have ended.", number) % {"number": f"{number:,}"}


def in_the_end(last: Ahead) -> tuple[str, str, str]:
    """Won, lost, no decision: percents that add up, as in the deal's header, where none is under one."""
    tenths = (last.won, last.lost, last.no_decision)
    if min(tenths) < 10:
        won, lost, nothing = map(share, tenths)
        return won, lost, nothing
    whole = whole_outlook(*(each / 1000 for each in tenths), source="")
    return f"{whole.won} %", f"{whole.lost} %", f"{whole.no_decision} %"


def may_see(viewer: Viewer, deal: Deal, reason: Reason) -> bool:
    return (
        reason.name not in PERSONAL
        or viewer.id == deal.owner_id
        or viewer.leads_team(deal.team.path if deal.team else "")
    )


def _listed(found: DealForecast, each: Ahead) -> bool:
    """The ends of months are for totals; of one deal days and quarters are listed."""
    return each.days is None or found.on(each)[1] != Kind.MONTH


def _row(found: DealForecast, each: Ahead) -> Row:
    when, note = _when(found, each)
    between = f"{share(each.low)} – {share(each.high)}"
    if each.days is None:
        won, lost, nothing = in_the_end(each)
        return Row(when, note, won, between, lost, nothing, "")
    return Row(when, note, share(each.won), between, share(each.lost), share(each.no_decision), share(each.open))


def _when(found: DealForecast, each: Ahead) -> tuple[Text, Text]:
    if each.days is None:
        return _("In the end"), _("open after a year counts as no decision")
    on, kind = found.on(each)
    if kind == Kind.FIXED:
        return ngettext("In %(days)d day", "In %(days)d days", each.days) % {"days": each.days}, day(on)
    if kind == Kind.QUARTER:
        return _("End of Q%(number)d %(year)d") % {"number": (on.month + 2) // 3, "year": on.year}, day(on)
    return day(on), ""


def picture(found: DealForecast) -> Chart:
    """The chances as areas over the days to come."""
    ahead = [each for each in found.ahead if each.days is not None]
    days = [0.0, *(float(each.days or 0) for each in ahead)]
    areas = [
        Curve(_("Won"), "ok", [0.0, *(each.won / 1000 for each in ahead)]),
        Curve(_("No decision"), "calm", [0.0, *(each.no_decision / 1000 for each in ahead)]),
        Curve(_("Lost"), "danger", [0.0, *(each.lost / 1000 for each in ahead)]),
    ]
    ended = [min(1.0, sum(shares)) for shares in zip(*(area.shares for area in areas), strict=True)]
    areas.append(Curve(_("Still open"), "rest", [1 - each for each in ended]))
    last = ahead[-1]
    says = _("By %(day)s: won %(won)s, lost %(lost)s, no decision %(nothing)s, still open %(open)s.")
    words = {
        "day": day(found.on(last)[0]), "won": share(last.won), "lost": share(last.lost),
        "nothing": share(last.no_decision), "open": share(last.open),
    }  # fmt: skip
    table = Table(
        [_("Days from the forecast"), _("Won"), _("Lost"), _("No decision"), _("Still open")],
        [[str(e.days), share(e.won), share(e.lost), share(e.no_decision), share(e.open)] for e in ahead],
    )
    return curves("outlook", title=_("How it may go on"), says=says % words, table=table, days=days, areas=areas)


def _moved(deal: Deal, reason: Reason) -> Moved:
    name, shape = NAMES.get(reason.name, (reason.name, Shape.WORDS))
    points, tone = "", ""
    if reason.points is not None:
        tone = "ok" if reason.points > 0 else "danger"
        points = ngettext("%(points)s point", "%(points)s points", round(abs(reason.points))) % {
            "points": f"{reason.points:+.0f}".replace("-", "−")
        }
    return Moved(name, _value(deal, reason.value, shape), points, tone, counted(reason))


def _value(deal: Deal, value: str | float | None, shape: Shape) -> str:
    if value is None or value == "":
        return _("not known")
    if isinstance(value, str):
        return value
    if shape == Shape.MONEY:
        return money.show(round(value * 10 ** money.digits(deal.currency)), deal.currency)
    if shape == Shape.DAYS:
        return ngettext("%(days)d day", "%(days)d days", round(value)) % {"days": round(value)}
    if shape == Shape.YES_NO:
        return _("yes") if value else _("not yet")
    return f"{value:g}"


def counted(reason: Reason) -> str:
    """Of how many deals like it how many were won; or that there are too few."""
    if not reason.counted:
        return _("Fewer than %(fewest)d deals like it have ended.") % {"fewest": FEWEST_LIKE}
    numbers = {"won": reason.won, "deals": reason.deals, "all_won": reason.all_won, "all": reason.all_deals}
    words = {name: f"{number:,}" for name, number in numbers.items()}
    return (
        _("Of %(deals)s like it at this age %(won)s were won; of all %(all)s that were open as long, %(all_won)s.")
        % words
    )


def checked(forecast: Forecast) -> str:
    """How the model, learnt three months earlier, did since: '' where too few deals could be held against it."""
    check = forecast.facts.get("check")
    if not check:
        return ""
    words = {
        "deals": f"{check['deals']:,}",
        "model": f"{check['model']['log_loss']:.3f}",
        "base": f"{check['base_rate']['log_loss']:.3f}",
    }
    return (
        _("Held against the %(deals)s deals that were open 90 days before: log-loss %(model)s, base rate %(base)s.")
        % words
    )
