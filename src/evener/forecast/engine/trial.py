"""A backtest from beginning to end: files or deals in, what was asked, what was found, and how it is written down.

The page, the API and the command line all run this, so none of them can answer otherwise than the others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, TextIO

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.forecast.engine import backtest, deal_file, dirt
from evener.forecast.engine.coverage import Coverage, Range, rolling
from evener.forecast.engine.deals import OPEN, Deals, Floats
from evener.forecast.engine.leaks import suspects
from evener.forecast.engine.outlook import as_opened
from evener.forecast.engine.scores import Score
from evener.forecast.rules.backtests import Odd
from evener.problems import LeftOut, Refused

COLUMNS = ("id", "p_won", "p_lost", "p_no_decision", "p_open")
FEW = 30  # endings under which features are not looked at
PERIOD = 90  # days of a rolling period where no horizon is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """`as_of` None: deals without days, in `folds` parts. `allowed`: features that stay although they are suspects."""

    as_of: date | None
    horizon: int | None = None
    cohort: str = "open"
    seed: int = 1
    folds: int = 5
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trial:
    """`odd`: rows used although something was odd, by what it was (`Odd`). `dirt`: what is wrong with the records.

    `covered`: how intervals held over rolling periods; None: deals without days.
    """

    deals: Deals
    asked: Asked
    found: backtest.Backtest
    left_out: Sequence[LeftOut] = ()
    odd: dict[str, int] = field(default_factory=dict)
    dirt: Sequence[dirt.Found] = ()
    notes: Sequence[str] = ()
    covered: Coverage | None = None


Told = Callable[[str], None]


def of_files(text: TextIO, history: TextIO | None, asked: Asked, *, today: date, told: Told | None = None) -> Trial:
    """`told` is called before each step with its name (read, learn, score) and may raise to stop."""
    say = told or (lambda _step: None)
    say("read")
    given = deal_file.read(text, dated=asked.as_of is not None)
    check(asked)
    known, odd = given.deals, dict(given.dirt)
    if history is not None:
        events, unused = deal_file.read_history(history, known)
        known = known.with_history(events)
        if unused:
            odd[Odd.EVENTS.value] = unused
    return _tried(known, asked, given.left_out, odd, today=today, say=say)


def of_deals(deals: Deals, asked: Asked, *, today: date, told: Told | None = None) -> Trial:
    """The same of deals that are at hand, on a day.

    Of those that came on record when they had ended already everything seems known from the start: what was filled in
    with the end is looked for in what each deal began with, too.
    """
    check(asked)
    day = float(asked.as_of.toordinal()) if asked.as_of else np.inf
    left_out = [each for each in suspects(as_opened(deals), as_of=day) if each.feature not in asked.allowed]
    used = deals.without(frozenset(each.feature for each in left_out))
    done = _tried(used, asked, (), {}, today=today, say=told or (lambda _step: None))
    return replace(done, found=replace(done.found, suspects=[*left_out, *done.found.suspects]))


def check(asked: Asked) -> None:
    """Refuses what nobody can answer."""
    if asked.as_of is not None and asked.cohort == "open" and asked.horizon is None:
        raise Refused(_("Say how far ahead open deals are asked about: --horizon 90 (days)."))


def _tried(
    deals: Deals, asked: Asked, left_out: Sequence[LeftOut], odd: dict[str, int], *, today: date, say: Told
) -> Trial:  # fmt: skip
    if asked.as_of is None:
        if len(deals) < 2 * asked.folds:
            text = ngettext(
                "%(deals)d deal is too few for %(parts)d parts. Give at least %(least)d.",
                "%(deals)d deals are too few for %(parts)d parts. Give at least %(least)d.",
                len(deals),
            )
            raise Refused(text % {"deals": len(deals), "parts": asked.folds, "least": 2 * asked.folds})
        say("learn")
        found = backtest.folded(deals, folds=asked.folds, seed=asked.seed, allowed=asked.allowed)
        return Trial(deals, asked, found, left_out, odd)
    day = float(asked.as_of.toordinal())
    wrong = dirt.find(dirt.of_deals(deals), today=float(today.toordinal()))
    say("learn")
    found = backtest.dated(
        deals, as_of=day, cohort=asked.cohort, horizon=None if asked.horizon is None else float(asked.horizon),
        allowed=asked.allowed, seed=asked.seed,
    )  # fmt: skip
    say("score")
    ahead = float(asked.horizon or PERIOD)
    covered = rolling(deals, as_of=day, ahead=ahead, cohort=asked.cohort, seed=asked.seed)
    return Trial(deals, asked, found, left_out, odd, wrong, _notes(deals, asked, found, day), covered)


def _notes(deals: Deals, asked: Asked, found: backtest.Backtest, day: float) -> list[str]:
    """What somebody should know before believing the figures."""
    notes = []
    first, last = float(deals.created.min()), _last(deals)
    if not len(found.rows):
        text = (
            _("No deal was open on that day: there is nothing to predict. The deals begin on %(day)s.")
            if asked.cohort == "open"
            else _("No deal was created after that day: there is nothing to predict. The deals begin on %(day)s.")
        )
        notes.append(text % {"day": _day(first)})
    if found.learnt_from < FEW:
        text = ngettext(
            "Only %(deals)d deal had ended by then: fewer than %(few)d say little, so the chances rest on published"
            " figures and the general rate.",
            "Only %(deals)d deals had ended by then: fewer than %(few)d say little, so the chances rest on published"
            " figures and the general rate.",
            found.learnt_from,
        )
        notes.append(text % {"deals": found.learnt_from, "few": FEW})
    if asked.horizon is not None and day + asked.horizon > last:
        text = _(
            "The last that is known happened on %(last)s, before the day asked about (%(day)s): deals that ended later"
            " count as open."
        )
        notes.append(text % {"last": _day(last), "day": _day(day + asked.horizon)})
    return notes + _unseen(deals, found, day)


def _last(deals: Deals) -> float:
    """The last day on which anything is known to have happened."""
    ended = deals.closed[(deals.outcome != OPEN) & np.isfinite(deals.closed)]
    return float(max(deals.created.max(), ended.max(initial=-np.inf)))


def _unseen(deals: Deals, found: backtest.Backtest, day: float) -> list[str]:
    """Stages of the deals asked about that no deal had ended in."""
    stage = deals.features.get("stage")
    if stage is None or stage.numeric or "stage" in deals.history or not len(found.rows):
        return []
    known = set(stage.values[deals.ended(day)].astype(int))
    new = [number for number in np.unique(stage.values[found.rows]).astype(int) if number not in known and number]
    text = _("No deal that had ended stood in the stage “%(stage)s”: it says nothing about how a deal ends.")
    return [text % {"stage": stage.words[number]} for number in new[:5]]


def _day(day: float) -> str:
    return date.fromordinal(int(day)).isoformat()


def table(ids: Sequence[str], chances: Floats) -> str:
    """The predictions as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for id, row in zip(ids, chances, strict=True):
        writer.writerow([id, *(f"{chance:.6f}" for chance in row)])
    return text.getvalue()


def plain(trial: Trial) -> dict[str, Any]:
    """The documented JSON."""
    asked, found = trial.asked, trial.found
    return {
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "horizon": asked.horizon,
        "cohort": str(asked.cohort) if asked.as_of else None,
        "deals": {
            "read": len(trial.deals),
            "left_out": len(trial.left_out),
            "learnt_from": found.learnt_from,
            "predicted": len(found.rows),
            "scored": len(found.known),
            "checked_on": found.checked,
        },
        "says": found.says,
        "model": _scores(found.ours),
        "base_rate": _scores(found.base),
        "stage_average": _scores(found.by_stage),
        "coverage": _coverage(trial.covered),
        "leak_suspects": [
            {"feature": each.feature, "why": each.why, "size": round(each.size, 4)} for each in found.suspects
        ],
        "left_out": [asdict(each) for each in trial.left_out],
        "dirt": trial.odd,
        "findings": [
            {"rule": each.kind.value, "rows": len(each.rows), "of": each.of, "what": each.what, "at": each.at,
             "ids": [str(trial.deals.ids[row]) for row in each.rows[:5]]}
            for each in trial.dirt
        ],
        "notes": list(trial.notes),
        "seed": asked.seed,
        "engine": backtest.VERSION,
    }  # fmt: skip


def _scores(of: Score | None) -> dict[str, Any] | None:
    if of is None:
        return None
    rounded = {name: round(value, 4) for name, value in asdict(of).items() if isinstance(value, float)}
    bands = [{"deals": band.deals, "given": round(band.given, 4), "won": round(band.won, 4)} for band in of.bands]
    return rounded | {"auc": None if of.auc is None else round(of.auc, 4), "bands": bands}


def _coverage(of: Coverage | None) -> dict[str, Any] | None:
    if of is None:
        return None
    return {
        "interval": 0.8,
        "days": of.ahead,
        "number": None if of.number is None else round(of.number, 4),
        "amount": None if of.amount is None else round(of.amount, 4),
        "level": round(of.level.size, 4),
        "periods": [
            {
                "from": _day(each.day),
                "to": _day(each.until),
                "deals": each.deals,
                "number": _range(each.number),
                "amount": None if each.amount is None else _range(each.amount),
            }
            for each in of.periods
        ],
    }


def _range(of: Range) -> dict[str, Any]:
    named = {"p10": of.low, "p50": of.middle, "p90": of.high, "mean": of.mean, "was": of.was}
    return {name: round(value, 2) for name, value in named.items()} | {"covers": of.covers}


def covered(of: Coverage) -> str:
    """How often the 80 % interval held what then came, in words."""
    if of.number is None:
        return "Intervals: too little past to hold any against what happened."
    said = f"80 % intervals over {len(of.periods)} rolling periods of {of.ahead:.0f} days held"
    said = f"{said} the number won in {of.number:.0%}"
    return f"{said} of them." if of.amount is None else f"{said} and the amount in {of.amount:.0%} of them."
