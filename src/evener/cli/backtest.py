"""`evener backtest estimates`: the engine that predicts hours, held against what tasks took. And `deals`, beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from evener.capacity.engine.backtest import BLOCK, Prediction, Score, independent, score, training_size, walk
from evener.capacity.engine.estimates import VERSION
from evener.capacity.engine.task_file import LEAST, Row, TaskFile, known_before, read, tasks_of
from evener.cli.backtest_deals import deals
from evener.cli.frame import JSON, Bar, answer, answering, may_write, write_whole
from evener.problems import Refused

app = typer.Typer(help="Hold predictions against what happened.", no_args_is_help=True, rich_markup_mode=None)
app.command()(deals)

SHOWN = 10
COLUMNS = ("first_id", "last_id", "p10", "p50", "p90", "actual")


@app.callback()
def group() -> None:
    """Hold predictions against what happened."""


@app.command()
def estimates(
    file: Annotated[Path, typer.Argument(help="CSV: id, started, estimate_hours, actual_hours and, if known, group.")],
    predictions: Annotated[Path | None, typer.Option(help="Where to write what was predicted for each block.")] = None,
    train: Annotated[Path | None, typer.Option(help="A file of earlier tasks; then all of FILE is tested.")] = None,
    block: Annotated[
        int, typer.Option(min=2, max=500, help="How many tasks in a row are predicted as one sum.")
    ] = BLOCK,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another seed draws other numbers.")] = 1,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Predict the total hours of block after block of tasks, each from the tasks before it only, and score that.

    The first quarter of the file (at least 200 tasks, or 40 % of a small file) is only learnt from. Exit code 0: done,
    rows that were left out are named. 1: the file could not be used.
    """
    with answering(as_json=as_json):
        run = _run(file, train=train, block=block, seed=seed, out=predictions)
    if as_json:
        answer(run.plain())
    else:
        _tell(run, predictions)


@dataclass(frozen=True, slots=True)
class Run:
    """What was read, predicted and scored."""

    file: TaskFile
    history: TaskFile | None
    rows: Sequence[Row]
    begin: int
    block: int
    seed: int
    found: Sequence[Prediction]
    ours: Score
    baseline: Score

    @property
    def left_out(self) -> list[dict[str, Any]]:
        of_history = self.history.left_out if self.history else ()
        return [{"file": "file", **asdict(each)} for each in self.file.left_out] + [
            {"file": "train", **asdict(each)} for each in of_history
        ]

    def years(self) -> dict[str, list[Prediction]]:
        """Predictions by the year in which their first task started."""
        found: dict[str, list[Prediction]] = {}
        for each in self.found:
            found.setdefault(str(self.rows[each.first].started.year), []).append(each)
        return found

    def plain(self) -> dict[str, Any]:
        tested = len(self.found) * self.block
        return {
            "tasks": {
                "used": len(self.rows),
                "left_out": len(self.left_out),
                "out_of_order": self.file.moved,
                "train": self.begin,
                "test": tested,
                "too_few_for_a_block": len(self.rows) - self.begin - tested,
            },
            "left_out": self.left_out,
            "block": self.block,
            **_rounded(self.ours),
            "independent_draws": _rounded(self.baseline),
            "years": {year: _rounded(score(each)) for year, each in self.years().items()},
            "seed": self.seed,
            "engine": VERSION,
        }


def _run(file: Path, *, train: Path | None, block: int, seed: int, out: Path | None) -> Run:
    tested = read(file.read_bytes(), name=file.name, least=1 if train else LEAST)
    history = known_before(read(train.read_bytes(), name=train.name, least=1), tested) if train else None
    rows = [*(history.rows if history else ()), *tested.rows]
    begin = len(history.rows) if history else training_size(len(rows))
    _require(out, inputs=[file, *([train] if train else [])], begin=begin, tasks=len(rows), block=block)
    tasks, bar = tasks_of(rows), Bar()
    try:
        found, _ = walk(
            tasks, begin=begin, block=block, seed=seed, progress=lambda done, total: bar(done, total, "predicting")
        )
    finally:
        bar.end()
    baseline = score(independent(tasks, begin=begin, block=block, seed=seed))
    if out:
        _write(out, rows, found)
    return Run(tested, history, rows, begin, block, seed, found, score(found), baseline)


def _require(out: Path | None, *, inputs: Sequence[Path], begin: int, tasks: int, block: int) -> None:
    """Refuse before the work is done what would fail after it."""
    if tasks < LEAST:
        raise Refused(f"There are {tasks} tasks that can be used; at least {LEAST} are needed.")
    if begin == 0:
        raise Refused("None of the earlier tasks can be learnt from: all start after the tested ones, or are the same.")
    if tasks - begin < block:
        raise Refused(
            f"{tasks - begin} tasks are left to test, too few for one block of {block}."
            " Give more tasks or a smaller --block."
        )
    may_write(out, inputs=inputs)


def _write(out: Path, rows: Sequence[Row], found: Sequence[Prediction]) -> None:
    """All of the file or nothing of it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in found:
        hours = (each.p10, each.p50, each.p90, each.actual)
        writer.writerow([rows[each.first].id, rows[each.last].id, *(f"{value:.4f}" for value in hours)])
    write_whole(out, text.getvalue())


def _rounded(of: Score) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(of).items()}


def _tell(run: Run, out: Path | None) -> None:
    ours, baseline = run.ours, run.baseline
    typer.echo(
        f"{len(run.rows):,} tasks: learnt from the first {run.begin:,}, then {ours.blocks:,} blocks of {run.block}."
    )
    if run.file.moved:
        typer.echo(f"The rows were not in order of their start in {run.file.moved:,} places; they were put in order.")
    typer.echo(
        f"{'':20} {'covered':>8} {'< P10':>8} {'> P90':>8} {'mean width':>11} {'to 80 % width':>14} {'log bias':>9}"
    )
    table = {"engine": ours, "independent draws": baseline}
    table |= {f"engine, {year}": score(each) for year, each in run.years().items()}
    for name, each in table.items():
        typer.echo(
            f"{name:20} {each.coverage:8.1%} {each.below:8.1%} {each.above:8.1%} {each.mean_width:9.1f} h"
            f" {each.width_ratio:14.2f} {each.log_bias:+9.3f}"
        )
    for row in run.left_out[:SHOWN]:
        place = f"line {row['line']}: " if row["line"] else ""
        typer.echo(f"Left out, {place}{row['reason']}", err=True)
    more = len(run.left_out) - SHOWN
    if more > 0:
        typer.echo(f"… and {more:,} more rows left out. --json names all of them.", err=True)
    if out:
        typer.echo(f"The predictions are in {out}.")
