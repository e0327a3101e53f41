"""The target that `cli.server` gives to Granian: called in the server's one worker process, before its first answer."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import Any

import typer

from evener.cli.frame import load_django
from evener.cli.server import start_given


def application() -> Any:
    """The WSGI application, everything behind it being ready. What stands in the way is said in a sentence."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # The parent's, inherited, would swallow a stop that comes before the server's own are set.
        signal.signal(number, signal.SIG_DFL)
    try:
        load_django()
        # Only now, as it imports what Django must be set up for.
        return import_module("evener.config.ready").ready(start_given())
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
