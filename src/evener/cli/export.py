"""`evener export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from evener.cli.frame import JSON, Bar, answer, answering
from evener.upkeep.exports import export_folder
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Write everything into DIR: each table as CSV (for spreadsheets) and JSON (for programs), and the uploaded files.

    All of it is of one moment, while Evener goes on running. Passwords and tokens are not in it. To be able to go back,
    make a backup instead: `evener backup`.
    """
    bar = Bar()
    with answering(as_json=as_json):
        require_prepared()
        try:
            written = export_folder(folder.absolute(), at=timezone.now(), step=bar)
        finally:
            bar.end()
    if as_json:
        answer({"folder": str(folder), "rows": written.rows, "files": written.files, "missing": written.missing})
        return
    typer.echo(f"{written.total:,} rows of {len(written.rows)} tables and {written.files:,} files are in {folder}.")
    for path in written.missing:
        typer.echo(f"The file {path} is named in the database and not there.", err=True)
