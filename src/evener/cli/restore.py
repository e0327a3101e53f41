"""`evener restore`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from evener.cli.frame import JSON, Bar, answer, answering, wrong_use
from evener.deals.models import Deal
from evener.people.models import Organisation, User
from evener.upkeep.backups import back_up
from evener.upkeep.preparing import prepare
from evener.upkeep.restores import Backup, opened, verify
from evener.upkeep.restores import restore as bring_back

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup written by `evener backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002 - a flag
    keep: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--keep/--no-keep", help="First back up what is there now, in the data folder.")
    ] = True,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Replace everything by what FILE holds, in one step, also while Evener runs.

    FILE is checked first, and refused if it is damaged or of another version. Everybody has to sign in again.
    """
    if as_json and not yes:
        wrong_use("With --json nobody can be asked: add --yes.")
    bar = Bar()
    with answering(as_json=as_json):
        prepare()
        with opened(file) as backup:
            verify(backup, step=bar)
            bar.end()
            if not yes and not typer.confirm(question(backup)):
                typer.echo("Nothing was changed.")
                raise typer.Exit(1)
            kept = keep_what_is_there(bar) if keep and User.objects.exists() else None
            try:
                rows = bring_back(backup, step=bar)
            finally:
                bar.end()
    if as_json:
        answer({"rows": rows, "files": len(backup.manifest["files"]), "kept": str(kept or "")})
        return
    typer.echo(f"{rows:,} rows and {len(backup.manifest['files']):,} files are back. Everybody signs in again.")
    if kept:
        typer.echo(f"What was there before is kept in {kept}.")


def question(backup: Backup) -> str:
    """What is replaced by what."""
    made_at = datetime.fromisoformat(backup.manifest["made_at"])
    theirs = backup.first("people_organisation").get("name", "?")
    deals = backup.manifest["tables"]["deals_deal"]["rows"]
    ours = Organisation.objects.get(pk=1).name
    return (
        f"The backup: “{theirs}” with {deals:,} deals, as of {made_at:%Y-%m-%d %H:%M} UTC.\n"
        f"It replaces everything here: “{ours}” with {Deal.objects.count():,} deals. Go on?"
    )


def keep_what_is_there(bar: Bar) -> Path:
    now = timezone.now()
    target: Path = settings.DATA_DIR / "backups" / f"before-restore-{now:%Y%m%d-%H%M%S}.zip"
    back_up(target, at=now, step=bar)
    bar.end()
    return target
