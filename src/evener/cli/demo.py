"""`evener demo`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from evener.cli.frame import JSON
from evener.cli.up import run

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 finds a free one from 8000.")] = 0,
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Serve a sample company on SQLite, with a link that signs you in.

    The company is made on the first start, in EVENER_DATA_DIR or ./data/demo; later starts find it as you left it.
    Delete that folder to begin anew.
    """
    if "EVENER_DATA_DIR_FILE" not in os.environ:
        os.environ.setdefault("EVENER_DATA_DIR", "data/demo")
    for name in ("EVENER_DATABASE_URL", "EVENER_DATABASE_URL_FILE", "EVENER_BASE_URL", "EVENER_BASE_URL_FILE"):
        os.environ.pop(name, None)
    run(host=None, port=port, as_json=as_json, demo=True)
