"""`evener backtest deals`: the outcome model on a past day, held against what happened then."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evener.cli.frame import JSON, answer, answering, may_write, without_django, write_whole
from evener.forecast.loading.files import as_text
from evener.forecast.rules import dirt as dirt_words
from evener.lazily import lazily
from evener.problems import Refused

if TYPE_CHECKING:
    from evener.forecast.engine import trial
else:
    trial = lazily("evener.forecast.engine.trial")

SHOWN = 10
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
    without_django()
    with answering(as_json=as_json):
        if no_dates and (as_of or horizon or history):
            raise Refused(
                "A file without days takes no --as-of, --horizon or --history. Leave them out, or --no-dates."
            )
        asked = trial.Asked(
            _day(as_of, no_dates=no_dates), horizon, cohort, seed, folds=folds, allowed=frozenset(allow or ())
        )
        may_write(predictions, inputs=[file, *([history] if history else [])])
        run = _run(file, history, asked)
        if predictions:
            write_whole(predictions, trial.table([run.deals.ids[row] for row in run.found.rows], run.found.chances))
    if as_json:
        answer(trial.plain(run))
    else:
        _tell(run, predictions)


def _day(text: str | None, *, no_dates: bool) -> date | None:
    if no_dates:
        return None
    if text is None:
        raise Refused("Say the day on which it is asked: --as-of 2026-03-31. A file without days takes --no-dates.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is no day. Write it as 2026-03-31.") from None


def _run(file: Path, history: Path | None, asked: trial.Asked) -> trial.Trial:
    with ExitStack() as files:
        text = files.enter_context(as_text(file.open("rb")))
        events = files.enter_context(as_text(history.open("rb"))) if history else None
        return trial.of_files(text, events, asked, today=date.today())


def _tell(run: trial.Trial, out: Path | None) -> None:
    found = run.found
    typer.echo(
        f"{len(run.deals):,} deals: learnt from {found.learnt_from:,} that had ended,"
        f" predicted {len(found.rows):,}, scored {len(found.known):,}."
    )
    typer.echo(f"{'':15} {'log-loss':>9} {'Brier':>8} {'AUC':>7} {'ECE':>7}")
    for name, each in (("model", found.ours), ("base rate", found.base), ("stage average", found.by_stage)):
        if each is not None:
            auc = "–" if each.auc is None else f"{each.auc:.3f}"
            typer.echo(f"{name:15} {each.log_loss:9.4f} {each.brier:8.4f} {auc:>7} {each.ece:7.3f}")
    typer.echo(SAYS[found.says])
    if run.covered:
        typer.echo(trial.covered(run.covered))
    for suspect in found.suspects:
        why = f"{WHY[suspect.why]} ({suspect.size:.2f})"
        typer.echo(f"Left out as a leak: {suspect.feature} {why}. --allow {suspect.feature} uses it.")
    for found_dirt in run.dirt:
        said = dirt_words.say(
            found_dirt.kind, count=len(found_dirt.rows), of=found_dirt.of, what=found_dirt.what, at=found_dirt.at
        )
        typer.echo(said.sentence)
    for note in run.notes:
        typer.echo(note)
    for text, count in run.odd.items():
        typer.echo(f"{count:,} rows: {text}.", err=True)
    for row in run.left_out[:SHOWN]:
        typer.echo(f"Left out, {row}", err=True)
    if len(run.left_out) > SHOWN:
        typer.echo(f"… and {len(run.left_out) - SHOWN:,} more rows left out. --json names all of them.", err=True)
    if out:
        typer.echo(f"The predictions are in {out}.")
