"""How many SQL statements a page takes, stored in `query_counts.json` so that a change of it is seen in review.

The numbers are the same for both databases and for any amount of data. `pytest --update-query-counts` rewrites them.
"""

from __future__ import annotations

import fcntl
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

STORE = Path(__file__).with_name("query_counts.json")
UPDATE = "pytest --update-query-counts"
# Opening and closing a transaction differs between the databases and between a test and the server.
NOT_COUNTED = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|PRAGMA)\b", re.IGNORECASE)

StoredQueries = Callable[[str], AbstractContextManager[None]]


def counted(*, update: bool) -> StoredQueries:
    """`with stored_queries("deals list"): …` compares the block's statements with the stored number."""

    @contextmanager
    def stored_queries(name: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as capture:
            yield
        statements = [query["sql"] for query in capture.captured_queries if not NOT_COUNTED.match(query["sql"])]
        if update:
            store(name, len(statements))
        else:
            compare(name, statements)

    return stored_queries


def compare(name: str, statements: list[str]) -> None:
    stored = json.loads(STORE.read_text(encoding="utf-8")).get(name)
    if stored == len(statements):
        return
    said = f"{stored} are stored" if stored is not None else "nothing is stored"
    listing = "\n".join(f"  {number}. {sql}" for number, sql in enumerate(statements, start=1))
    raise AssertionError(
        f"“{name}” took {len(statements)} SQL statements, {said} in {STORE.name}. "
        f"If that is wanted: {UPDATE}\n{listing}"
    )


def store(name: str, count: int) -> None:
    """Write one number; a lock keeps the workers of one run from undoing each other."""
    with STORE.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        numbers = json.load(file) | {name: count}
        file.seek(0)
        file.truncate()
        json.dump(numbers, file, indent=2, sort_keys=True, ensure_ascii=False)
        file.write("\n")
