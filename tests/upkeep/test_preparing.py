"""Before anything runs: tables and static files of this version, and nobody in each other's way."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from evener.problems import Refused
from evener.upkeep import preparing


def test_migrations_on_disk_are_those_django_knows(db: None) -> None:
    loader = MigrationLoader(connection)
    assert loader.disk_migrations is not None
    assert preparing.known_migrations() == set(loader.disk_migrations)
    assert preparing.missing_migrations() == []


def test_a_newer_database_is_refused(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_migrations SET name = '0999_later' WHERE app = 'search' AND name = '0001_initial'"
        )
    with pytest.raises(Refused, match="newer Evener"):
        preparing.require_prepared()


def test_static_files_are_made_again_when_they_changed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    preparing.collect_static()
    assert not preparing.collect_static()
    monkeypatch.setattr(preparing, "__version__", "9.9")
    assert preparing.collect_static()
    assert (Path(settings.STATIC_ROOT) / "evener" / "evener.css").is_file()


def test_two_that_start_at_once_wait_for_each_other(transactional_db: None, tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        try:
            with preparing.one_at_a_time(tmp_path / "lock"):
                order.append("second")
        finally:
            connection.close()

    with preparing.one_at_a_time(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(timeout=30)
    assert order == ["first", "second"]
