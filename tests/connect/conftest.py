"""Importing texts and files as a test writes them down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evener.connect.actions import Given, Request, apply, check
from evener.connect.files import read_bytes
from evener.connect.models import ImportBatch
from evener.connect.pipeline import Settings, Source, kind_of
from evener.connect.report import Report
from evener.people.rules import Viewer
from tests.world import NOW

FILES = Path(__file__).parent / "files"


def request_of(*files: str | bytes | Path, **settings: Any) -> Request:
    """Texts become `file1.csv`, `file2.csv` …; paths keep their name."""
    given = []
    for number, file in enumerate(files, start=1):
        data = file.read_bytes() if isinstance(file, Path) else file if isinstance(file, bytes) else file.encode()
        name = file.name if isinstance(file, Path) else f"file{number}.csv"
        table = read_bytes(data, name=name)
        given.append(Given(Source.guessed(table, kind_of(table)), "0" * 64, len(data)))
    return Request(given, Settings(**settings))


Import = Callable[..., Report]


@pytest.fixture
def import_() -> Import:
    """Import files as somebody and get the report."""

    def run(by: Viewer, *files: str | bytes | Path, **settings: Any) -> Report:
        report, batch = apply(by=by, at=NOW, request=request_of(*files, **settings))
        assert ImportBatch.objects.get(pk=batch.pk).status == "applied"
        return report

    return run


@pytest.fixture
def dry_run() -> Import:
    def run(by: Viewer, *files: str | bytes | Path, **settings: Any) -> Report:
        return check(by=by, at=NOW, request=request_of(*files, **settings))

    return run


def counted(report: Report) -> dict[str, tuple[int, int, int, int]]:
    """Kind → created, updated, unchanged, rejected; only kinds with rows."""
    return {
        kind.value: (found.created, found.updated, found.unchanged, found.rejected)
        for kind, found in report.counts.items()
        if found.rows
    }
