"""Starting the server process. The parent stays slim: all of Django lives in its one child, Granian's worker."""

from __future__ import annotations

import errno
import json
import os
import socket
from dataclasses import asdict, dataclass
from typing import Any

import typer
from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from evener.cli.frame import fail

FIRST_PORT, LAST_PORT = 8000, 8999
KILL_SECONDS = 25
# Threads that wait for work are kept, with their open database connections.
IDLE_SECONDS = 600
STARTED_AS = "EVENER_STARTED_AS"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - to compare with, not to bind


@dataclass(frozen=True, slots=True)
class Start:
    """What the worker must know of the command that started it; it travels in the environment."""

    url: str
    host: str = "127.0.0.1"
    port: int = 0
    as_json: bool = False
    demo: bool = False


def start_given() -> Start:
    values: dict[str, Any] = json.loads(os.environ.get(STARTED_AS) or '{"url": ""}')
    return Start(**values)


def serve(*, host: str, port: int, as_json: bool, demo: bool = False) -> None:
    """Serve until told to stop. Returns when the server has stopped in good order."""
    with claimed_port(host, port, as_json=as_json) as claim:
        found = claim.getsockname()[1]
        start = Start(url=address(host, found), host=host, port=found, as_json=as_json, demo=demo)
        os.environ[STARTED_AS] = json.dumps(asdict(start))
        server = Server(
            "evener.config.serve:application",
            factory=True,
            address=host,
            port=found,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=settings.THREADS,
            blocking_threads_idle_timeout=IDLE_SECONDS,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.critical,
            workers_kill_timeout=KILL_SECONDS,
        )
        try:
            server.serve()
        except SystemExit as ended:
            # The worker has said why, unless it was killed.
            typer.echo("Evener has stopped.", err=True)
            raise typer.Exit(1) from ended


def address(host: str, port: int) -> str:
    """Where people go: the configured address, else this machine."""
    shown = "localhost" if host in EVERYWHERE else host
    shown = f"[{shown}]" if ":" in shown else shown
    return str(settings.BASE_URL) or f"http://{shown}:{port}"


def claimed_port(host: str, wanted: int, *, as_json: bool) -> socket.socket:
    """A socket that keeps the port ours until the server listens on it.

    Granian shares ports with whoever else shares them, so it would start on a taken one without a word.
    """
    for port in [wanted] if wanted else range(FIRST_PORT, LAST_PORT + 1):
        try:
            return claim(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                fail(f"Cannot listen on {host}:{port}: {error.strerror}.", as_json=as_json)
            if wanted:
                fail(f"Port {port} is taken. Choose another with --port, or leave it out to find one.", as_json=as_json)
    return fail(f"No port from {FIRST_PORT} to {LAST_PORT} is free. Choose one with --port.", as_json=as_json)


def claim(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As a server would, past connections that are only winding down; refused when anybody listens.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)
    kept = socket.socket(family, socket.SOCK_STREAM)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    kept.bind(address)
    return kept
