"""How a forecast keeps what it counted of the past, and how that is read again: plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from evener.deals.rules import Outcome
from evener.forecast.queries.outcomes import AtStage, Beside, Ended, Point
from evener.forecast.queries.outcomes import Found as AllEnded
from evener.forecast.queries.together import Compared
from evener.forecast.queries.together import Found as AllCompared
from evener.forecast.rules.counting import Middle, Share
from evener.forecast.rules.together import Hit, Out, Practice
from evener.lazily import lazily

if TYPE_CHECKING:
    from evener.forecast.engine import jumps
    from evener.forecast.engine import together as engine
else:
    jumps, engine = lazily("evener.forecast.engine.jumps"), lazily("evener.forecast.engine.together")

COUNTS = ("deals", "open", "ended", "last", "looked_at", "afterwards")
Plain = dict[str, Any]


def plain_ended(found: AllEnded) -> Plain:
    """Everything but the day, which is the forecast's."""
    return {
        **{name: getattr(found, name) for name in COUNTS},
        "flow": found.flow,
        "ends": [{**asdict(each), "outcome": each.outcome.value} for each in found.ends],
        "curve": [[each.day, *(round(share, 5) for share in each.shares), each.followed] for each in found.curve],
        "jumps": {outcome.value: asdict(each) for outcome, each in found.jumps.items()},
        "stages": [{**asdict(each), "ended": _by_value(each.ended)} for each in found.stages],
        "beside": {
            side: [{**asdict(each), "ended": {k.value: asdict(v) for k, v in each.ended.items()}} for each in groups]
            for side, groups in found.beside.items()
        },
    }


def ended(on: date, kept: Plain) -> AllEnded:
    ends = [
        Ended(Outcome(each["outcome"]), Share(**each["share"]), Middle(**each["days"]), _reasons(each["reasons"]))
        for each in kept["ends"]
    ]
    return AllEnded(
        **{name: kept[name] for name in COUNTS},
        on=on,
        newest_only=False,
        ends=ends,
        curve=[Point(day, tuple(shares), followed) for day, *shares, followed in kept["curve"]],
        jumps={Outcome(outcome): jumps.Jump(**each) for outcome, each in kept["jumps"].items()},
        stages=[_stage(each) for each in kept["stages"]],
        flow=[(source, target, count) for source, target, count in kept["flow"]],
        beside={side: [_beside(each) for each in groups] for side, groups in kept["beside"].items()},
    )


def _by_value(counts: Mapping[Outcome, int]) -> dict[str, int]:
    return {outcome.value: count for outcome, count in counts.items()}


def _reasons(kept: list[tuple[str, Plain]]) -> list[tuple[str, Share]]:
    return [(reason, Share(**share)) for reason, share in kept]


def _stage(kept: Plain) -> AtStage:
    counts = {Outcome(outcome): count for outcome, count in kept["ended"].items()}
    shares = {name: Share(**kept[name]) for name in ("slow", "sat")}
    return AtStage(kept["name"], kept["came"], Middle(**kept["days"]), counts, kept["here"], **shares)


def _beside(kept: Plain) -> Beside:
    shares = {Outcome(outcome): Share(**share) for outcome, share in kept["ended"].items()}
    return Beside(kept["of"], kept["deals"], shares, Middle(**kept["days"]))


def plain_together(found: AllCompared) -> Plain:
    """Of one landmark."""
    habits = [
        {
            "habit": each.habit.value,
            "with_it": each.with_it,
            "without": each.without,
            "out": {out.value: count for out, count in each.out.items()},
            "found": {hit.value: asdict(compared) for hit, compared in each.found.items()},
        }
        for each in found.habits
    ]
    return {"ended": found.ended, "sized": found.sized, "habits": habits}


def together(on: date, kept: Mapping[str, Plain], *, days: int) -> AllCompared:
    """`kept`: by landmark, as text."""
    of = kept[str(days)]
    habits = [_habit(each) for each in of["habits"]]
    return AllCompared(on=on, newest_only=False, ended=of["ended"], days=days, habits=habits, sized=of["sized"])


def _habit(kept: Plain) -> Compared:
    out = {Out(each): count for each, count in kept["out"].items()}
    found = {Hit(hit): _comparison(each) for hit, each in kept["found"].items()}
    return Compared(Practice(kept["habit"]), kept["with_it"], kept["without"], out, found)


def _comparison(kept: Plain) -> engine.Comparison:
    ratios = {name: engine.Ratio(**kept[name]) for name in ("first", "second")}
    return engine.Comparison(**ratios, difference=kept["difference"], low=kept["low"], high=kept["high"])
