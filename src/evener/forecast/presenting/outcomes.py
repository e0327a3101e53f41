"""How deals end, in words, tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.deals.rules import OUTCOME_NAMES, REASONS, Outcome
from evener.forecast.queries.outcomes import AGES, AtStage, Beside, Found, Point
from evener.forecast.queries.past import Asked, Choices
from evener.forecast.rules.counting import ENDS, FEWEST, SIZE_NAMES, Middle, Size, against_elsewhere, percent
from evener.forecast.rules.together import filled_alike
from evener.pages.charts import Chart, Curve, Link, Table, curves, flow
from evener.problems import Text

TONES = {
    Outcome.WON: "ok", Outcome.LOST: "danger", Outcome.NO_DECISION: "calm", Outcome.DISQUALIFIED: "info",
    Outcome.OPEN: "rest",
}  # fmt: skip
SIDE_NAMES = {
    "team": lazy("Team"), "product": lazy("Product"), "source": lazy("Source"), "size": lazy("Size"),
}  # fmt: skip


def page(found: Found, asked: Asked, offered: Choices) -> dict[str, Any]:
    return {
        "found": found,
        "fewest": FEWEST,
        "enough": found.ended >= FEWEST,
        "won": found.end(Outcome.WON).share,
        "nothing": found.end(Outcome.NO_DECISION).share,
        "elsewhere": against_elsewhere(found.end(Outcome.NO_DECISION).share),
        "incidence": incidence(found) if found.ended >= FEWEST and found.last else None,
        "jumps": [_jump(outcome, found) for outcome in found.jumps],
        "cycles": [_cycle(found, outcome) for outcome in ENDS],
        "stages": [_stage(each) for each in found.stages if each.came],
        "flow": way(found) if _any_ended(found) else None,
        "afterwards": _afterwards(found.afterwards),
        "beside": beside(found, asked, offered),
        "reasons": [_reasons(found, outcome) for outcome in ENDS if found.end(outcome).share.count],
    }


def _any_ended(found: Found) -> bool:
    return any(target.startswith("=") and target != f"={Outcome.OPEN}" for _source, target, _count in found.flow)


def _afterwards(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(number)s deal is left out: it was entered when it had ended.",
        "%(number)s deals are left out: they were entered when they had ended.",
        number,
    ) % {"number": f"{number:,}"}


def incidence(found: Found) -> Chart:
    """The share of all deals that ended in each way by each age; what is left is open."""
    shown = [outcome for outcome in ENDS if found.end(outcome).share.count]
    days = [float(point.day) for point in found.curve]
    shares = [point.shares for point in found.curve]
    # What came on the last day shows as a step and not as the edge of the picture.
    days.append(days[-1] + max(1, round(days[-1] * 0.04)))
    shares.append(shares[-1])
    areas = [Curve(OUTCOME_NAMES[each], TONES[each], [row[ENDS.index(each)] for row in shares]) for each in shown]
    areas.append(Curve(OUTCOME_NAMES[Outcome.OPEN], TONES[Outcome.OPEN], [max(0.0, 1 - sum(row)) for row in shares]))
    told = [point for point in found.curve if point.day in AGES or point.day == found.last]
    deadlines = [(each.first, _("Day %(day)d") % {"day": each.first}) for each in found.jumps.values()]
    return curves(
        "incidence",
        title=_("How deals end, by age"),
        says=_by_age(max((point for point in told if point.day <= 180), key=lambda each: each.day, default=told[0])),
        table=Table(
            (_("Days after opening"), *(OUTCOME_NAMES[each] for each in shown), _("Open"), _("Deals still followed")),
            [_row(point, shown) for point in told],
        ),
        days=days,
        areas=areas,
        deadlines=deadlines,
    )


def _row(point: Point, shown: Sequence[Outcome]) -> tuple[str, ...]:
    return (
        str(point.day),
        *(percent(point.shares[ENDS.index(each)]) for each in shown),
        percent(max(0.0, 1 - sum(point.shares))),
        str(point.followed),
    )


def _by_age(point: Point) -> str:
    won, lost, nothing = (percent(share) for share in point.shares[:3])
    return _("By day %(day)d, %(won)s of deals are won, %(lost)s lost, and %(nothing)s ended with no decision.") % {
        "day": point.day, "won": won, "lost": lost, "nothing": nothing,
    }  # fmt: skip


def _jump(outcome: Outcome, found: Found) -> str:
    each = found.jumps[outcome]
    when = (
        _("on day %(first)d") % {"first": each.first}
        if each.first == each.last
        else _("between day %(first)d and %(last)d") % {"first": each.first, "last": each.last}
    )
    return _("%(outcome)s: %(count)d of %(of)d ended %(when)s after they were opened.") % {
        "outcome": OUTCOME_NAMES[outcome], "count": each.count, "of": each.of, "when": when,
    }  # fmt: skip


def days_text(days: float | None) -> str:
    if days is None:
        return "–"
    whole = round(days)
    return ngettext("%(days)d day", "%(days)d days", whole) % {"days": whole}


def quartiles_text(days: Middle) -> str:
    if days.low is None or days.high is None:
        return ""
    return _("%(low)d to %(high)d") % {"low": round(days.low), "high": round(days.high)}


def _cycle(found: Found, outcome: Outcome) -> dict[str, Any]:
    end = found.end(outcome)
    return {
        "name": OUTCOME_NAMES[outcome], "count": end.share.count, "share": end.share,
        "median": days_text(end.days.median), "quartiles": quartiles_text(end.days),
        "told": end.days.median is not None,
    }  # fmt: skip


def _stage(each: AtStage) -> dict[str, Any]:
    ended = ", ".join(f"{OUTCOME_NAMES[outcome]} {each.ended[outcome]}" for outcome in ENDS if each.ended[outcome])
    return {
        "name": each.name, "came": each.came, "moved": each.days.count, "median": days_text(each.days.median),
        "quartiles": quartiles_text(each.days), "told": each.days.median is not None, "ended": ended,
        "here": each.here, "slow": each.slow.count if each.days.high is not None else None, "sat": each.sat,
    }  # fmt: skip


def beside(found: Found, asked: Asked, offered: Choices) -> list[dict[str, Any]]:
    """One table for each way to divide them; a row leads to the deals it counts, among those that were asked for."""
    names: dict[str, Mapping[str, Any]] = {
        "team": offered.names("team"),
        "product": offered.names("product"),
        "size": {str(each): name for each, name in SIZE_NAMES.items()},
    }
    tables = []
    for side, groups in found.beside.items():
        of = names.get(side, {each.of: each.of for each in groups})
        known = [each for each in groups if each.of in of]
        if side == "size":
            known.sort(key=lambda each: list(of).index(each.of))
        rows = [_beside(side, of[each.of], each, asked) for each in known]
        if rows:
            late = side == "size" and not _amounts_alike(known)
            tables.append({"key": side, "name": SIDE_NAMES[side], "rows": [] if late else rows, "late": late})
    return tables


def _amounts_alike(sizes: Sequence[Beside]) -> bool:
    """Whether sizes may stand side by side: not where amounts were filled in at the win."""
    won, others = [0, 0], [0, 0]
    for each in sizes:
        of = each.ended[Outcome.WON]
        for count, number in ((won, of.count), (others, of.of - of.count)):
            count[0] += number if each.of != Size.NONE else 0
            count[1] += number
    return filled_alike((won[0], won[1]), (others[0], others[1]))


def _beside(side: str, name: Text, each: Beside, asked: Asked) -> dict[str, Any]:
    return {
        "name": name, "href": "?" + urlencode({**asked.parameters, side: each.of}), "deals": each.deals,
        "ended": each.ended[Outcome.WON].of, "shares": [each.ended[outcome].text for outcome in ENDS[:3]],
        "told": each.ended[Outcome.WON].enough, "median": days_text(each.days.median),
        "has_median": each.days.median is not None,
    }  # fmt: skip


def _reasons(found: Found, outcome: Outcome) -> dict[str, Any]:
    end = found.end(outcome)
    names = REASONS[outcome]
    return {
        "name": OUTCOME_NAMES[outcome],
        "count": end.share.count,
        "rows": [(names.get(key) or _("No reason given"), share) for key, share in end.reasons],
    }


def way(found: Found) -> Chart:
    """From stage to stage and to the outcome."""
    stages = {each.name for each in found.stages}
    names = {
        f"={outcome}": str(name) if str(name) not in stages else _("%(name)s (outcome)") % {"name": name}
        for outcome, name in OUTCOME_NAMES.items()
    }
    links = [Link(names.get(source, source), names.get(target, target), count) for source, target, count in found.flow]
    tones = {names[f"={outcome}"]: tone for outcome, tone in TONES.items()}
    return flow(
        "flow",
        title=_("From stage to outcome"),
        says=_says_way(found),
        table=Table((_("From"), _("To"), _("Deals")), [(each.source, each.target, str(each.count)) for each in links]),
        links=links,
        tones=tones,
    )


def _says_way(found: Found) -> str:
    """Where the deals with no decision came from, most of all."""
    last = [(count, source) for source, target, count in found.flow if target == f"={Outcome.NO_DECISION}"]
    total = sum(count for count, _source in last)
    if not total:
        return ngettext("The way of %(count)d deal.", "The way of %(count)d deals.", found.looked_at) % {
            "count": found.looked_at
        }
    count, stage = max(last, key=lambda each: each[0])
    return _("Of %(total)d deals that ended with no decision, %(count)d did so at “%(stage)s”.") % {
        "total": total, "count": count, "stage": stage,
    }  # fmt: skip
