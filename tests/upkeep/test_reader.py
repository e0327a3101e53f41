"""The process that reads SQLite for an export: it sees one moment, says what goes wrong, and ends with the export."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evener.upkeep.reader import Elsewhere

STATEMENT = (
    "SELECT count(*), max(id), group_concat(name, ?1) FROM (SELECT * FROM thing WHERE id > ?2 ORDER BY id LIMIT ?3)"
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    name = str(tmp_path / "things.sqlite3")
    with closing(sqlite3.connect(name)) as link:
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)")
        link.executemany("INSERT INTO thing (name) VALUES (?)", [(f"näme {number}",) for number in range(9000)])
        link.commit()
    return name


@pytest.fixture
def reader(path: str) -> Iterator[Elsewhere]:
    with closing(Elsewhere(path)) as elsewhere:
        yield elsewhere


def test_it_sees_the_moment_it_began_with(reader: Elsewhere, path: str) -> None:
    reader.begin()
    with closing(sqlite3.connect(path)) as link:
        link.execute("DELETE FROM thing")
        link.commit()
    for _ in range(2):
        found = list(reader.pieces(STATEMENT, "|"))
        assert [rows for rows, _text in found] == [4000, 4000, 1000]
        assert found[0][1].decode().split("|")[:2] == ["näme 0", "näme 1"]


def test_what_goes_wrong_there_is_said_here(reader: Elsewhere) -> None:
    reader.begin()
    with pytest.raises(sqlite3.OperationalError, match="no such table: thong"):
        list(reader.pieces(STATEMENT.replace("thing", "thong"), ","))
    assert sum(rows for rows, _text in reader.pieces(STATEMENT, ",")) == 9000


def test_it_ends_when_it_is_no_longer_wanted(reader: Elsewhere) -> None:
    reader.begin()
    next(reader.pieces(STATEMENT, ","))
    reader.close()
    assert reader.process.returncode is not None
    with pytest.raises((sqlite3.OperationalError, ValueError)):
        list(reader.pieces(STATEMENT, ","))


def test_a_process_that_died_is_said(reader: Elsewhere) -> None:
    reader.begin()
    reader.process.kill()
    reader.process.wait(5)
    with pytest.raises(sqlite3.OperationalError, match="has ended"):
        list(reader.pieces(STATEMENT, ","))
