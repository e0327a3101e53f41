"""Pytest plugin: `--db=sqlite|postgres` decides the database before Django reads its settings.

Loaded by `-p tests.databases` in pyproject.toml, because a conftest comes too late: pytest-django imports the settings
first. The variables set here are inherited by xdist's workers, which share one server, each with its own database.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from tests.postgres import PostgresUnavailable, postgres_server

running = ExitStack()
WORKER = "PYTEST_XDIST_WORKER"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("evener")
    group.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="database to test on")
    group.addoption(
        "--update-query-counts", action="store_true", help="rewrite tests/query_counts.json with what is seen"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    options = early_config.known_args_namespace
    if WORKER not in os.environ:
        prepare(options.db)
    return (yield)


def prepare(database: str) -> None:
    """A clean `EVENER_*` environment: nothing of the person's own settings, an empty data folder, the database."""
    for name in list(os.environ):
        if name.startswith("EVENER_") and not name.startswith("EVENER_TEST_") and name != "EVENER_CHROMIUM":
            del os.environ[name]
    folder = tempfile.mkdtemp(prefix="evener-tests-")
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["EVENER_DATA_DIR"] = folder
    os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"] = "127.0.0.1"  # a bare machine may not know “localhost”
    if database == "postgres":
        try:
            os.environ["EVENER_DATABASE_URL"] = running.enter_context(postgres_server())
        except PostgresUnavailable as error:
            raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    running.close()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--db')}"
