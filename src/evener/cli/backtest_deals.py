"""`evener backtest deals`: the outcome model on a past day, held against what happened then."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evener.cli.frame import JSON, answer, answering, may_write, write_whole
from evener.lazily import lazily
from evener.problems import Refused

if TYPE_CHECKING:
    from evener.forecast.engine.backtest import Backtest
    from evener.forecast.engine.deal_file import DealFile
    from evener.forecast.engine.scores import Score

backtest: Any = lazily("evener.forecast.engine.backtest")
deal_file: Any = lazily("evener.forecast.engine.deal_file")

SHOWN = 10
COLUMNS = ("id", "p_won", "p_lost", "p_no_decision", "p_open")
WHY = {
    "one_outcome": "is filled almost only on one outcome",
    "only_ended": "is filled far more often on deals that ended than on open ones of the same months, or less",
    "tells": "alone tells how nearly every deal ended",
    "length": "is the length of the finished deal",
}
SAYS = {
    "learnt": "It did better than the base rate.",
    "level": "Not enough to tell one deal from another; the level of all is known better than by the base rate.",
    "base_rate": "Not enough to tell: nothing here beats the base rate.",
    "too_few": "Not enough to tell: no deal to score.",
}


class Cohort(StrEnum):
    OPEN = "open"
    NEW = "new"


def deals(
    file: Annotated[Path, typer.Argument(help="CSV: id, created, closed, outcome; every other column is a feature.")],
    as_of: Annotated[str | None, typer.Option(help="The day on which it is asked, as 2026-03-31.")] = None,
    horizon: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Days until the day that is asked about.")
    ] = None,
    cohort: Annotated[Cohort, typer.Option(help="Deals then open, or those created after it.")] = Cohort.OPEN,
    history: Annotated[Path | None, typer.Option(help="CSV of events: id, at, field, value.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Where to write the chances of each deal.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="A feature to use although it looks like a leak.")] = None,
    no_dates: Annotated[bool, typer.Option("--no-dates", help="A file of finished deals without days.")] = False,  # noqa: FBT002
    folds: Annotated[int, typer.Option(min=2, max=50, help="With --no-dates: in how many parts it is predicted.")] = 5,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another seed draws other parts.")] = 1,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Predict how deals end from what was known on a past day, and score that against what happened.

    Of deals open on the day it says how they stand HORIZON days later; of deals created after it the same, or,
    without a horizon, how they end at last. Columns that look like leaks are named and left out. Exit code 0: done,
    rows left out are named. 1: the file could not be used.
    """
    with answering(as_json=as_json):
        if no_dates and (as_of or horizon or history):
            raise Refused(
                "A file without days takes no --as-of, --horizon or --history. Leave them out, or --no-dates."
            )
        asked = Asked(_day(as_of, no_dates=no_dates), horizon, cohort, seed)
        may_write(predictions, inputs=[file, *([history] if history else [])])
        run = _run(file, asked, history=history, allowed=frozenset(allow or ()), folds=folds if no_dates else None)
        if predictions:
            write_whole(predictions, _table(run))
    if as_json:
        answer(_plain(run))
    else:
        _tell(run, predictions)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked on the command line; `as_of` None: a file without days."""

    as_of: date | None
    horizon: int | None
    cohort: Cohort
    seed: int


@dataclass(frozen=True, slots=True)
class Run:
    """What was read, asked and found; `unused`: events that belong to no deal or have no day."""

    file: DealFile
    asked: Asked
    found: Backtest
    unused: int


def _day(text: str | None, *, no_dates: bool) -> date | None:
    if no_dates:
        return None
    if text is None:
        raise Refused("Say the day on which it is asked: --as-of 2026-03-31. A file without days takes --no-dates.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is no day. Write it as 2026-03-31.") from None


def _run(
    file: Path, asked: Asked, *, history: Path | None, allowed: frozenset[str], folds: int | None
) -> Run:  # fmt: skip
    with file.open(encoding="utf-8", newline="") as text:
        given = deal_file.read(text, dated=asked.as_of is not None)
    if asked.as_of is None:
        if len(given.deals) < 2 * (folds or 2):
            raise Refused(f"{len(given.deals)} deals are too few for {folds} parts. Give more deals, or fewer --folds.")
        return Run(given, asked, backtest.folded(given.deals, folds=folds or 2, seed=asked.seed), 0)
    known, unused = given.deals, 0
    if history:
        with history.open(encoding="utf-8", newline="") as text:
            events, unused = deal_file.read_history(text, known)
        known = known.with_history(events)
    if asked.cohort is Cohort.OPEN and asked.horizon is None:
        raise Refused("Say how far ahead open deals are asked about: --horizon 90 (days).")
    horizon = None if asked.horizon is None else float(asked.horizon)
    found = backtest.dated(
        known,
        as_of=float(asked.as_of.toordinal()),
        cohort=asked.cohort,
        horizon=horizon,
        allowed=allowed,
        seed=asked.seed,
    )
    return Run(given, asked, found, unused)


def _table(run: Run) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row, chances in zip(run.found.rows, run.found.chances, strict=True):
        writer.writerow([run.file.deals.ids[row], *(f"{chance:.6f}" for chance in chances)])
    return text.getvalue()


def _plain(run: Run) -> dict[str, Any]:
    asked, found = run.asked, run.found
    return {
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "horizon": asked.horizon,
        "cohort": str(asked.cohort) if asked.as_of else None,
        "deals": {
            "read": len(run.file.deals),
            "left_out": len(run.file.left_out),
            "learnt_from": found.learnt_from,
            "predicted": len(found.rows),
            "scored": len(found.known),
            "checked_on": found.checked,
        },
        "says": found.says,
        "model": _scores(found.ours),
        "base_rate": _scores(found.base),
        "stage_average": _scores(found.by_stage),
        "leak_suspects": [
            {"feature": each.feature, "why": each.why, "size": round(each.size, 4)} for each in found.suspects
        ],
        "left_out": [asdict(each) for each in run.file.left_out],
        "dirt": run.file.dirt | ({"events that belong to no deal or have no day": run.unused} if run.unused else {}),
        "seed": asked.seed,
        "engine": backtest.VERSION,
    }


def _scores(of: Score | None) -> dict[str, Any] | None:
    if of is None:
        return None
    rounded = {name: round(value, 4) for name, value in asdict(of).items() if isinstance(value, float)}
    bands = [{"deals": band.deals, "given": round(band.given, 4), "won": round(band.won, 4)} for band in of.bands]
    return rounded | {"auc": None if of.auc is None else round(of.auc, 4), "bands": bands}


def _tell(run: Run, out: Path | None) -> None:
    found = run.found
    typer.echo(
        f"{len(run.file.deals):,} deals: learnt from {found.learnt_from:,} that had ended,"
        f" predicted {len(found.rows):,}, scored {len(found.known):,}."
    )
    typer.echo(f"{'':15} {'log-loss':>9} {'Brier':>8} {'AUC':>7} {'ECE':>7}")
    for name, each in (("model", found.ours), ("base rate", found.base), ("stage average", found.by_stage)):
        if each is not None:
            auc = "–" if each.auc is None else f"{each.auc:.3f}"
            typer.echo(f"{name:15} {each.log_loss:9.4f} {each.brier:8.4f} {auc:>7} {each.ece:7.3f}")
    typer.echo(SAYS[found.says])
    for suspect in found.suspects:
        why = f"{WHY[suspect.why]} ({suspect.size:.2f})"
        typer.echo(f"Left out as a leak: {suspect.feature} {why}. --allow {suspect.feature} uses it.")
    for text, count in run.file.dirt.items():
        typer.echo(f"{count:,} rows: {text}.", err=True)
    for row in run.file.left_out[:SHOWN]:
        typer.echo(f"Left out, {row}", err=True)
    if len(run.file.left_out) > SHOWN:
        typer.echo(f"… and {len(run.file.left_out) - SHOWN:,} more rows left out. --json names all of them.", err=True)
    if out:
        typer.echo(f"The predictions are in {out}.")
