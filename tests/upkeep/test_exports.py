"""Everything goes out, in both spellings, from one moment, without a secret."""

from __future__ import annotations

import csv
import json
import re
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from evener.deals import actions as deals
from evener.deals.models import Deal, Note
from evener.jobs.rules import Cancelled
from evener.journal.models import Entry
from evener.people.models import User
from evener.problems import Refused
from evener.tables import neutral
from evener.upkeep import exports
from evener.upkeep.snapshot import snapshot
from tests.world import NOW, World


def nothing(done: int, total: int, message: str) -> None:
    pass


def sheet(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def program(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_everything_is_written_twice_and_agrees(company: World, tmp_path: Path) -> None:
    folder = tmp_path / "with a space" / "out"
    written = exports.export_folder(folder, at=NOW, step=nothing)
    for name, rows in written.rows.items():
        assert len(sheet(folder, name)) == len(program(folder, name)) == rows
    assert written.rows["deals"] == 1
    assert written.rows["journal"] == Entry.objects.count()
    [row], [entry] = sheet(folder, "deals"), program(folder, "deals")
    assert (row["name"], row["account"], row["owner"]) == ("Pump monitoring", "Nordhafen Pumps", "Olga Owner")
    assert (row["amount_minor"], row["amount"], row["currency"]) == ("12500000", "125000.00", "EUR")
    assert (row["confidential"], entry["confidential"]) == ("no", False)
    assert row["created_at"] == entry["created_at"] == "2026-03-02T09:00:00+00:00"
    assert entry["product_id"] is None
    assert sheet(folder, "notes")[0]["text"] == program(folder, "notes")[0]["text"] == Note.objects.get().text
    made = next(line for line in program(folder, "journal") if line["what"] == "deal.created")
    assert ["name", None, "Pump monitoring"] in made["changes"]


def test_nothing_in_a_sheet_runs_as_a_formula(company: World, tmp_path: Path) -> None:
    exports.export_folder(tmp_path / "out", at=NOW, step=nothing)
    assert sheet(tmp_path / "out", "promises")[1]["words"] == '\'=HYPERLINK("http://example.com")'
    assert program(tmp_path / "out", "promises")[1]["words"] == '=HYPERLINK("http://example.com")'
    assert sheet(tmp_path / "out", "next_steps")[0]["what"] == "'-Call back"


TEXTS = [
    "=1+1", " =1", "'=1", "+49 30 1234", "+1,200.50", "-5", "-5 %", "-5%", "@SUM(A1)", "＝1", "plain", "1=1", "\t=cmd",
    "–5", "o'clock", '"quoted"', "-", "--", "- 5", "ünï=", "日本=1", "\u00a0=1", "\u3000=1", "'", "''=1", "Zoë, \"=1\"",
]  # fmt: skip


def test_both_databases_neutralise_as_the_importer_undoes(company: World, tmp_path: Path) -> None:
    for text in TEXTS:
        Note.objects.create(deal=company.deal, author=company.owner, text=text, created_at=NOW)
    exports.export_folder(tmp_path / "out", at=NOW, step=nothing)
    assert [row["text"] for row in sheet(tmp_path / "out", "notes")][1:] == [neutral(text) for text in TEXTS]
    assert [row["text"] for row in program(tmp_path / "out", "notes")][1:] == TEXTS


def test_amounts_as_people_write_them(company: World, tmp_path: Path) -> None:
    amounts = [("EUR", 5), ("JPY", 1200), ("KWD", 1234), ("USD", 0), ("EUR", 9_000_000_000_000)]
    for currency, minor in amounts:
        values = {"name": currency, "currency": currency, "amount_minor": minor}
        deals.create_deal(by=company.viewer("owner"), at=NOW, values=values)
    exports.export_folder(tmp_path / "out", at=NOW, step=nothing)
    shown = [row["amount"] for row in sheet(tmp_path / "out", "deals")][1:]
    assert shown == ["0.05", "1200", "1.234", "0.00", "90000000000.00"]


SECRET = re.compile(r"password|secret|hash|session|seed|recovery", re.IGNORECASE)


def test_no_secret_leaves(company: World, tmp_path: Path) -> None:
    User.objects.update(password="scrypt$secret")
    exports.export_folder(tmp_path / "out", at=NOW, step=nothing)
    names = {name for table in exports.tables() for name in table.columns}
    assert not [name for name in names if SECRET.search(name)]
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"scrypt$" not in everything
    assert not re.search(rb"[0-9a-f]{64}", everything.replace(file_digest(), b""))


def file_digest() -> bytes:
    from_deal_files: str = apps.get_model("deals", "DealFile").objects.values_list("sha256", flat=True).get()
    return from_deal_files.encode()


NOT_EXPORTED = {
    "people.SignInLink", "listing.Tally", "search.Entry", "jobs.Runner", "jobs.Work", "rest.KeptAnswer",
    "capacity.RatioRecord", "reviews.Sealed",
    "meetings.SelfCheck",
    "calendars.Batch", "calendars.Feed",
}  # fmt: skip


def test_every_model_is_exported_or_left_out_on_purpose(company: World) -> None:
    exported = {table.model for table in exports.tables()}
    for app in apps.get_app_configs():
        if app.name.startswith("evener."):
            for model in app.get_models():
                assert (model in exported) != (model._meta.label in NOT_EXPORTED), model._meta.label


def test_uploaded_files_come_along_and_missing_ones_are_named(company: World, tmp_path: Path) -> None:
    written = exports.export_folder(tmp_path / "one", at=NOW, step=nothing)
    [row] = sheet(tmp_path / "one", "deal_files")
    assert (tmp_path / "one" / "files" / row["stored"]).read_bytes() == b"%PDF offer"
    assert (written.files, written.missing) == (1, [])


def test_a_taken_folder_is_refused(company: World, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("here before")
    with pytest.raises(Refused, match="holds something"):
        exports.export_folder(tmp_path, at=NOW, step=nothing)


@pytest.mark.parametrize("after", [0, 5])
def test_stopped_half_way_it_leaves_nothing(company: World, tmp_path: Path, after: int) -> None:
    def stop(done: int, total: int, message: str) -> None:
        if done >= after:
            raise Cancelled

    for write, name in ((exports.export_folder, "folder"), (exports.export_zip, "out.zip")):
        with pytest.raises(Cancelled):
            write(tmp_path / name, at=NOW, step=stop)
        assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped_while_the_other_thread_writes_on(
    company: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = threading.Event()

    def slowly(sink: Any, moment: Any, left: Any, wrote: Any) -> None:
        if threading.current_thread() is threading.main_thread():
            started.wait(5)
            return
        started.set()
        while True:
            wrote(1, "deals")
            time.sleep(0.01)

    seen: list[int] = []

    def stop(done: int, total: int, message: str) -> None:
        seen.append(done)
        if done > 2:
            raise Cancelled

    monkeypatch.setattr(exports, "BREATH", 0.02)
    monkeypatch.setattr(exports, "_write_files", slowly)
    with pytest.raises(Cancelled):
        exports.export_folder(tmp_path / "out", at=NOW, step=stop)
    assert seen[-1] > 2 and list(tmp_path.iterdir()) == []


def test_the_archive_holds_the_same(company: World, tmp_path: Path) -> None:
    exports.export_folder(tmp_path / "folder", at=NOW, step=nothing)
    exports.export_zip(tmp_path / "out.zip", at=NOW, step=nothing)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        files = [path for path in (tmp_path / "folder").rglob("*") if path.is_file()]
        names = {path.relative_to(tmp_path / "folder").as_posix() for path in files}
        assert set(archive.namelist()) == names
        for name in names:
            assert archive.read(name) == (tmp_path / "folder" / name).read_bytes()


def test_it_shows_one_moment_while_others_write(company: World) -> None:
    """A deal made after the snapshot began is not in it, and making it does not wait."""
    [deals_table] = [table for table in exports.tables() if table.name == "deals"]
    with snapshot() as moment:
        thread = threading.Thread(target=make_deal, args=[company])
        thread.start()
        thread.join(timeout=15)
        assert not thread.is_alive()
        assert Deal.objects.count() == 2
        assert [chunk.rows for chunk in moment.lines(deals_table, spelt="csv")] == [1]


def make_deal(world: World) -> None:
    try:
        deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Later"})
    finally:
        connection.close()
