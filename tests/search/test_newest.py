"""The newest of many matches: by the index for a rare word, by reading the newest texts for a common one."""

from __future__ import annotations

import pytest
from django.db import connection

from evener.search import queries
from evener.search.actions import add_all, put_all
from evener.search.queries import kinds_with, newest_ids
from evener.search.rules import Kind, span

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("common", [3, 10_000])
def test_the_newest_come_first(monkeypatch: pytest.MonkeyPatch, common: int) -> None:
    monkeypatch.setattr(queries, "COMMON", common)
    add_all(Kind.DEAL, [(number, ["pump", f"site {number % 7}"]) for number in range(1, 60)])
    add_all(Kind.PROMISE, [(number, ["pump alarm"]) for number in range(1, 9)])
    assert newest_ids(Kind.DEAL, "pum", limit=4) == [59, 58, 57, 56]
    assert newest_ids(Kind.DEAL, "pump site 3", limit=3) == [59, 52, 45]
    assert newest_ids(Kind.DEAL, "pump", limit=100) == list(range(59, 0, -1))
    assert newest_ids(Kind.DEAL, "alarm", limit=5) == []
    assert newest_ids(Kind.PROMISE, "pump", limit=2) == [8, 7]
    put_all(Kind.DEAL, [(59, ["winch"])])
    assert newest_ids(Kind.DEAL, "pump", limit=2) == [58, 57]
    assert newest_ids(Kind.DEAL, "winch", limit=2) == [59]


def test_each_kind_has_its_own_index() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads a kind's range off its one index")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'search_entry' AND indexdef LIKE '%gin%'")
        definitions = " ".join(definition for (definition,) in cursor.fetchall())
    assert all(f"'{span(kind)[0]}'" in definitions for kind in Kind)


def test_the_kinds_in_which_words_stand() -> None:
    assert kinds_with("pump") == frozenset()
    add_all(Kind.DEAL, [(number, ["pump", "alarm"]) for number in range(1, 9)])
    add_all(Kind.PROMISE, [(1, ["pump bearings"])])
    add_all(Kind.PLAN, [(2**40 - 1, ["pumps every alarm"]), (1, ["winch"])])
    assert kinds_with("pum") == {Kind.DEAL, Kind.PROMISE, Kind.PLAN}
    assert kinds_with("alarm PUMP") == {Kind.DEAL, Kind.PLAN}
    assert kinds_with("bear") == {Kind.PROMISE}
    assert kinds_with("alarm winch") == kinds_with(" … ") == frozenset()
