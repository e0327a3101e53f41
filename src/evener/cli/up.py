"""`evener up`."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from django.conf import settings

from evener.cli.frame import JSON, data_folder_fault, setting_faults, wrong_use
from evener.cli.server import serve

app = typer.Typer(rich_markup_mode=None, add_completion=False)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evener.config.settings")


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="EVENER_HOST")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 finds a free one.", show_default="EVENER_PORT")
    ] = None,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Serve Evener.

    Sets the database up (or brings it to this version), runs pages and background jobs, and prints the address. Ctrl-C
    or SIGTERM stops it: what is under way is finished first. Set up the first admin with `evener init`.
    """
    run(host=host, port=port, as_json=as_json)


def run(*, host: str | None, port: int | None, as_json: bool, demo: bool = False) -> None:
    try:
        chosen = (settings.HOST if host is None else host, settings.PORT if port is None else port)
    except ValueError as error:
        wrong_use(setting_faults(error))
    except OSError as error:
        wrong_use(data_folder_fault(error))
    serve(host=chosen[0], port=chosen[1], as_json=as_json, demo=demo)
