"""One URL names the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from evener.config.database import POSTGRES_SETTINGS, database

FOLDER = Path("/data")


def test_nothing_means_sqlite_in_the_data_folder() -> None:
    found = database("", data_dir=FOLDER)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "/data/evener.sqlite3")
    assert database("sqlite:///else/my%20deals.db", data_dir=FOLDER)["NAME"] == "/else/my deals.db"


def test_postgres() -> None:
    found = database("postgresql://eve:p%40ss@db.example.com:5433/evener?sslmode=require", data_dir=FOLDER)
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "evener", "USER": "eve", "PASSWORD": "p@ss", "HOST": "db.example.com", "PORT": "5433",
    }  # fmt: skip
    assert found["OPTIONS"] == {"options": POSTGRES_SETTINGS, "sslmode": "require"}


def test_our_settings_of_the_connection_give_way() -> None:
    assert database("postgresql://db/evener?options=", data_dir=FOLDER)["OPTIONS"] == {"options": ""}
    socket = database("postgresql://postgres@/evener?host=%2Frun%2Fpg", data_dir=FOLDER)
    assert (socket["HOST"], socket["OPTIONS"]) == ("/run/pg", {"options": POSTGRES_SETTINGS})


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="must start with postgresql://"):
        database("mysql://db/evener", data_dir=FOLDER)
