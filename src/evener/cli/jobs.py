"""`evener jobs`."""

from __future__ import annotations

import json
import signal
from typing import Annotated, Any

import typer

from evener.cli.frame import JSON, answering
from evener.jobs import live
from evener.jobs.worker import Worker, run_waiting
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def jobs(
    once: Annotated[bool, typer.Option("--once", help="Run what waits now, then end.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Run background jobs in a process of their own, beside servers that have EVENER_JOBS_IN_SERVER switched off."""
    with answering(as_json=as_json):
        require_prepared()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        if once:
            count = run_waiting()
            typer.echo(json.dumps({"ran": count}) if as_json else f"{count} jobs ran.")
            return
        typer.echo(json.dumps({"running": True}) if as_json else "Jobs are run. Ctrl-C stops it.")
        Worker().run()


def stop(*_: Any) -> None:
    """A job under way ends at its next step and goes back into the queue."""
    live.stopping.set()
    live.wake.set()
