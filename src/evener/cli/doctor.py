"""`evener doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from django.utils import timezone

from evener.cli.frame import JSON, answer, answering
from evener.upkeep.doctor import Finding, Level, examine, worst

app = typer.Typer(rich_markup_mode=None, add_completion=False)

MARKS = {Level.OK: "ok     ", Level.NOTICE: "notice ", Level.WARNING: "WARNING", Level.ERROR: "ERROR  "}


@app.command()
def doctor(
    mend: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--mend", help="Repair what can be told from the data: sums, counts, search, triggers.")
    ] = False,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Check the installation, also while it runs, and say what to mend.

    Exit code 1 when something is an error.
    """
    findings: list[Finding] = []
    with answering(as_json=as_json):
        for finding in examine(at=timezone.now(), mend=mend):
            findings.append(finding)
            if not as_json:
                tell(finding)
    level = worst(findings)
    if as_json:
        answer({"level": level.value, "findings": [asdict(finding) for finding in findings]})
    elif level in (Level.OK, Level.NOTICE):
        typer.echo("\nAll is well.")
    raise typer.Exit(1 if level == Level.ERROR else 0)


def tell(finding: Finding) -> None:
    mark = "mended " if finding.mended else MARKS[finding.level]
    typer.echo(f"{mark}  {finding.check:<17} {finding.what}")
    if finding.todo:
        typer.echo(f"{'':27} → {finding.todo}")
