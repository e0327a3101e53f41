"""`evener backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from evener.cli.frame import JSON, Bar, answer, answering, size
from evener.problems import Refused
from evener.upkeep.backups import back_up
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, like evener-monday.zip.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Write everything into one FILE that `evener restore` brings back, on SQLite or PostgreSQL.

    Runs while Evener is used and shows one moment. It holds password hashes: keep it as safe as the data itself. The
    secret key is not in it.
    """
    bar = Bar()
    with answering(as_json=as_json):
        require_prepared()
        if file.exists() and not force:
            raise Refused(f"{file} is there already. Choose another name, or --force.")
        try:
            made = back_up(file.absolute(), at=timezone.now(), step=bar)
        finally:
            bar.end()
    if as_json:
        answer({"file": str(file), "rows": made.rows, "files": made.files, "bytes": made.size, "missing": made.missing})
        return
    typer.echo(f"{file}: {made.rows:,} rows, {made.files:,} files, {size(made.size)}.")
    for path in made.missing:
        typer.echo(f"The file {path} is named in the database and not there.", err=True)
