"""The stored number of SQL statements is compared, and said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import transaction

from evener.people.models import Organisation
from tests import query_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "counts.json"
    path.write_text('{"two": 2, "one": 1}', encoding="utf-8")
    monkeypatch.setattr(query_counts, "STORE", path)
    return path


def two_statements() -> None:
    with transaction.atomic():  # the transaction itself is not counted
        list(Organisation.objects.all())
        Organisation.objects.count()


def test_stored_number_holds() -> None:
    with query_counts.counted(update=False)("two"):
        two_statements()


@pytest.mark.parametrize(("name", "said"), [("one", "1 are stored"), ("new", "nothing is stored")])
def test_another_number_fails_and_lists_the_statements(name: str, said: str) -> None:
    expected = rf"took 2 SQL statements, {said}[\s\S]*1\. SELECT"
    with pytest.raises(AssertionError, match=expected), query_counts.counted(update=False)(name):
        two_statements()


def test_update_keeps_the_others(store: Path) -> None:
    with query_counts.counted(update=True)("one"):
        two_statements()
    assert json.loads(store.read_text(encoding="utf-8")) == {"one": 2, "two": 2}
