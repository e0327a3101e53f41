"""The server as a process: it starts, answers, runs jobs, keeps off taken ports, and stops in good order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.db import connection

from evener.jobs.actions import start_work
from evener.jobs.models import Work
from evener.jobs.rules import ENDED, State
from evener.upkeep.jobs import write_export
from tests.world import NOW, make_world

EVENER = Path(sys.executable).with_name("evener")
PATIENCE = 90


def database_url() -> str:
    """The test's own database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(values['NAME']))}"
    return f"postgresql://{values['USER']}@/{values['NAME']}?host={quote(str(values['HOST']), safe='')}"


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENER_", "DJANGO_", "PYTEST"))}
    return kept | {"EVENER_DATA_DIR": str(folder), "PYTHONWARNINGS": "error"} | more


@contextmanager
def server(folder: Path, *arguments: str, **more: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """A running server and what it said when it was ready."""
    with subprocess.Popen(
        [str(EVENER), *arguments, "--json"], env=environment(folder, **more), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def test_up_serves_runs_jobs_and_stops(transactional_db: None, tmp_path: Path) -> None:
    world = make_world()
    with server(tmp_path, "up", EVENER_DATABASE_URL=database_url()) as (said, process):
        with urlopen(f"{said['url']}/sign-in/login/") as answer:
            page = answer.read().decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        with urlopen(said["url"] + style) as answer:
            assert answer.headers["Cache-Control"].endswith("immutable")
        # The port is kept off, also from another Evener, which would rather share it.
        port = said["url"].rsplit(":", 1)[1]
        taken = subprocess.run(
            [str(EVENER), "up", "--port", port], env=environment(tmp_path), capture_output=True, text=True, check=False
        )
        assert (taken.returncode, taken.stdout) == (1, "")
        assert f"Port {port} is taken" in taken.stderr
        work = start_work(by=world.viewer("admin"), at=NOW, kind="export", title="Export", task=write_export)
        deadline = time.monotonic() + PATIENCE
        while Work.objects.get(pk=work.pk).state not in ENDED and time.monotonic() < deadline:
            time.sleep(0.2)
        assert Work.objects.get(pk=work.pk).state == State.DONE
    assert process.returncode == 0


@pytest.mark.pure  # its database is its own
def test_demo_lets_you_in(tmp_path: Path) -> None:
    with server(tmp_path / "with a space", "demo") as (said, process):
        assert said["set_up"]
        with urlopen(said["link"]) as answer:
            assert answer.status == 200
    assert process.returncode == 0
    began = time.monotonic()
    with server(tmp_path / "with a space", "demo") as (again, _process):
        assert again["link"] != said["link"]
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize(
    ("settings", "name"),
    [({"EVENER_PORT": "much"}, "EVENER_PORT"), ({"EVENER_DATABASE_URL": "mysql://x"}, "EVENER_DATABASE_URL"),
     ({"EVENER_DATA_DIR": "/proc/nowhere"}, "EVENER_DATA_DIR")],
)  # fmt: skip
@pytest.mark.parametrize("command", ["up", "doctor"])
def test_wrong_settings_are_wrong_use(tmp_path: Path, settings: dict[str, str], name: str, command: str) -> None:
    done = subprocess.run(
        [str(EVENER), command], env=environment(tmp_path, **settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        probe.listen(1)
        port = str(probe.getsockname()[1])
        done = subprocess.run(
            [str(EVENER), "demo", "--port", port],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "is taken" in done.stderr
