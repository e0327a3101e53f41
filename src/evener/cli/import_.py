"""`evener import pipeline`: deals, accounts, products and people from CSV and XLSX files."""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from evener.cli.frame import JSON, Bar, answering
from evener.cli.person import person
from evener.connect.actions import Given, Request, apply, check
from evener.connect.fields import KIND_NAMES, Kind
from evener.connect.files import Table, read_path
from evener.connect.headers import recognise
from evener.connect.pipeline import Settings, Source, kind_of
from evener.connect.report import Report
from evener.problems import Invalid, Problem
from evener.upkeep.preparing import require_prepared

app = typer.Typer(help="Bring in data from other systems.", no_args_is_help=True, rich_markup_mode=None)

SHOWN_PROBLEMS = 20
# Rows hold no cycles: looking for them after every 700 objects takes an eighth of an import.
ROWS_UNCOLLECTED = 200_000


@app.callback()
def group() -> None:
    """Bring in data from other systems."""


@app.command()
def pipeline(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX. What each holds is told by its headers.")],
    accounts: Annotated[Path | None, typer.Option(help="A file of accounts.")] = None,
    products: Annotated[Path | None, typer.Option(help="A file of products.")] = None,
    people: Annotated[Path | None, typer.Option(help="A file of people.")] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which column a field is in; kind.field for other files."),
    ] = None,
    stages: Annotated[
        list[str] | None,
        typer.Option("--stage", metavar="THEIRS=OURS", help="What a stage of the file is called here, or an outcome."),
    ] = None,
    currency: Annotated[str, typer.Option(help="For amounts without one; the organisation's otherwise.")] = "",
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="How to read 03/04 where nothing else tells.")
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")
    ] = False,
    rejects: Annotated[Path | None, typer.Option(help="Where to write the rows left out, to mend them.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="E-mail of who imports; the first admin otherwise.")] = "",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Import a pipeline. Importing the same files again changes nothing.

    Exit code 0: every row was taken. 1: a file could not be used, or rows were left out and are named. 2: wrong use.
    """
    said, meant = _pairs(columns or [], "--map"), _pairs(stages or [], "--stage")
    settings = Settings(currency=currency, day_first=day_first, stages=meant)
    named = {Kind.ACCOUNTS: accounts, Kind.PRODUCTS: products, Kind.PEOPLE: people}
    paths = [(file, None) for file in files] + [(file, kind) for kind, file in named.items() if file]
    with answering(as_json=as_json):
        report = _run(paths, said, settings, as_person=as_person, dry_run=dry_run)
    if rejects and report.rejects:
        _write_rejects(rejects, report)
    if as_json:
        sys.stdout.write(json.dumps(report.plain(), ensure_ascii=False, indent=1) + "\n")
    else:
        _tell(report, dry_run=dry_run, rejects=rejects)
    raise typer.Exit(1 if report.problems else 0)


def _run(
    paths: Sequence[tuple[Path, Kind | None]],
    said: Mapping[str, str],
    settings: Settings,
    *,
    as_person: str,
    dry_run: bool,
) -> Report:
    """The report of the import, or of why nothing could be imported."""
    path, bar = paths[0][0], Bar()
    collecting = gc.get_threshold()
    gc.set_threshold(ROWS_UNCOLLECTED, *collecting[1:])
    try:
        require_prepared()
        by = person(as_person)
        given = []
        for path, kind in paths:
            given.append(_given(path, kind, said))
        request = Request(given, settings)
        if dry_run:
            return check(by=by, at=timezone.now(), request=request, progress=bar)
        return apply(by=by, at=timezone.now(), request=request, progress=bar)[0]
    except Invalid as invalid:
        if "map" in invalid.fields or "currency" in invalid.fields:
            raise typer.BadParameter(str(invalid)) from invalid
        return Report.refused(path.name, str(invalid))
    except Problem as problem:
        return Report.refused("", str(problem))
    finally:
        bar.end()
        gc.set_threshold(*collecting)


def _pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    found = {}
    for text in texts:
        left, equals, right = text.partition("=")
        if not equals or not left.strip():
            raise typer.BadParameter(f"Write it like {option} left=right, not “{text}”.", param_hint=option)
        found[left.strip()] = right.strip()
    return found


def _given(path: Path, kind: Kind | None, said: Mapping[str, str]) -> Given:
    table = read_path(path)
    if kind is None:
        kind = Kind.DEALS if _said_for(Kind.DEALS, said) and not _is_known(table) else kind_of(table)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Given(Source.guessed(table, kind, _said_for(kind, said)), digest, path.stat().st_size)


def _is_known(table: Table) -> bool:
    return recognise(table.headers, table.rows[:200]) is not None


def _said_for(kind: Kind, said: Mapping[str, str]) -> dict[str, str]:
    """What `--map` says about files of this kind: `accounts.name=Company`, and `amount=Sum` about deals."""
    found = {}
    for left, column in said.items():
        of, point, name = left.partition(".")
        if not point:
            of, name = Kind.DEALS, left
        if of not in list(Kind):
            raise typer.BadParameter(f"There is no kind “{of}”; use {', '.join(Kind)}.", param_hint="--map")
        if of == kind:
            found[name] = column
    return found


def _write_rejects(path: Path, report: Report) -> None:
    """One file, or one for each file with rows left out: `rejects.csv` → `rejects-accounts.csv`."""
    for rejects in report.rejects:
        several = path.with_name(f"{path.stem}-{Path(rejects.file).stem}{path.suffix}")
        (path if len(report.rejects) == 1 else several).write_bytes(rejects.csv())


def _tell(report: Report, *, dry_run: bool, rejects: Path | None) -> None:
    """The report for people: counts, what was reconciled, and the first problems."""
    if dry_run:
        typer.echo("A dry run: nothing was written.")
    for kind, counts in report.counts.items():
        if counts.rows:
            parts = ", ".join(f"{number:,} {word}" for word, number in counts.plain().items() if number)
            typer.echo(f"{KIND_NAMES[kind]!s:<9} {counts.rows:>7,} rows: {parts}")
    for note in report.notes:
        typer.echo(f"  · {note.text}" + (f" ({note.count:,})" if note.count else ""))
    for finding in report.findings:
        head = f"{finding.title}: {finding.count}." if finding.count else f"{finding.title}."
        typer.echo(f"  ! {head} {finding.effect} {finding.advice}")
    for problem in report.problems[:SHOWN_PROBLEMS]:
        place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
        about = f", {problem.column} “{problem.value}”" if problem.column else ""
        typer.echo(f"{place}{about}: {problem.reason}" if place else problem.reason, err=True)
    left = len(report.problems) - SHOWN_PROBLEMS
    if left > 0:
        typer.echo(f"… and {left:,} more. --json names all of them.", err=True)
    if report.rejects and rejects:
        typer.echo(f"The {report.rejected:,} rows left out are in {rejects}: mend them and import that file.", err=True)
    elif report.rejects:
        typer.echo(f"{report.rejected:,} rows were left out. --rejects FILE writes them to be mended.", err=True)
