"""What every test stands on. The database is chosen in `tests/databases.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests import clean_slate
from tests.closed_sockets import close_sockets
from tests.closing import JOURNEYS
from tests.query_counts import StoredQueries, counted
from tests.world import world

__all__ = ["world"]

HERE = Path(__file__).parent
# These folders never touch a database: they run once, not once per database (`-m "not pure"`).
PURE_FOLDERS = ("rules", "checks")

# The same examples every time, so that a red run is red for the change under test; and no clock in a verdict.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(HERE).parts[0] in PURE_FOLDERS:
            item.add_marker(pytest.mark.pure)
    # Journeys last: a browser leaves an event loop running in its process, and they take longest.
    items.sort(key=lambda item: item.nodeid.startswith(JOURNEYS))


@pytest.fixture(scope="session", autouse=True)
def closed_sockets() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        close_sockets(patch)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After a test with real transactions the database is copied back, not flushed (see `clean_slate`)."""
    with django_db_blocker.unblock(), clean_slate.kept(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: clean_slate.restore())
        yield


@pytest.fixture
def stored_queries(request: pytest.FixtureRequest, db: None) -> StoredQueries:
    """`with stored_queries("deals list"):` holds the block to the number in `query_counts.json`."""
    return counted(update=request.config.getoption("--update-query-counts"))
