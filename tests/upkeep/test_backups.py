"""A backup taken while others write comes back as it was; a damaged or foreign one changes nothing."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from evener.deals import actions as deals
from evener.deals.models import Deal, DealFile
from evener.jobs.models import Work
from evener.jobs.rules import State
from evener.journal.models import Entry
from evener.people.models import User
from evener.problems import Refused
from evener.search.queries import matching_ids
from evener.search.rules import Kind
from evener.upkeep import backups, restores
from evener.upkeep.snapshot import snapshot
from tests.world import NOW, World, promise


def nothing(done: int, total: int, message: str) -> None:
    pass


def bring_back(path: Path) -> int:
    with restores.opened(path) as backup:
        restores.verify(backup, step=nothing)
        return restores.restore(backup, step=nothing)


def everything() -> dict[str, list[bytes]]:
    """Every row of every table a backup keeps."""
    with snapshot() as moment:
        return {
            table.name: [line for chunk in moment.lines(table, spelt="json") for line in chunk.text.split(b"\n")]
            for table in backups.kept_tables()
        }


def test_there_and_back(company: World, tmp_path: Path) -> None:
    before = everything()
    made = backups.back_up(tmp_path / "backup.zip", at=NOW, step=nothing)
    assert (made.files, made.missing) == (1, [])
    assert made.rows == sum(len(rows) for rows in before.values())
    kept, place = DealFile.objects.get(), kept_file()
    later = deals.create_deal(by=company.viewer("owner"), at=NOW, values={"name": "Later"})
    deals.remove_file(by=company.viewer("owner"), at=NOW, file_id=kept.pk)
    assert not place.exists()

    assert bring_back(tmp_path / "backup.zip") == made.rows
    assert everything() == before
    assert place.read_bytes() == b"%PDF offer"
    assert not Deal.objects.filter(name="Later").exists()
    # Nothing is numbered twice: the journal of what is gone may still speak of the old number.
    again = deals.create_deal(by=company.viewer("owner"), at=NOW, values={"name": "Again"})
    assert again.pk >= later.pk
    assert (hits("pump"), hits("again")) == (1, 1)


def hits(word: str) -> int:
    ids = matching_ids(Kind.DEAL, word)
    assert ids is not None
    return Deal.objects.filter(id__in=ids).count()


def kept_file() -> Path:
    return Path(settings.MEDIA_ROOT) / str(DealFile.objects.get().stored.name)


def test_the_journal_is_closed_again_afterwards(company: World, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "backup.zip", at=NOW, step=nothing)
    bring_back(tmp_path / "backup.zip")
    for change in (lambda: Entry.objects.update(what="x"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_while_others_write(company: World, tmp_path: Path) -> None:
    """Writers neither stop the backup and the restore nor fail, and each backup shows whole actions only."""
    stop, failures = threading.Event(), []

    def write() -> None:
        try:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    deals.create_deal(by=company.viewer("owner"), at=NOW, values={"name": f"Deal {number}"})
                except DatabaseError as error:
                    failures.append(str(error))
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(3):
            path = tmp_path / f"{number}.zip"
            backups.back_up(path, at=NOW, step=nothing)
            bring_back(path)
            with zipfile.ZipFile(path) as archive:
                made = [json.loads(line) for line in archive.read("tables/journal_entry.json").splitlines()]
                there = archive.read("tables/deals_deal.json").splitlines()
            assert len([entry for entry in made if entry["what"] == "deal.created"]) == len(there)
    finally:
        stop.set()
        for writer in writers:
            writer.join(timeout=60)
    assert failures == []
    assert Deal.objects.count() > 1
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("SELECT 1")


def edited(path: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def manifest(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()

    return change


def other_shape(parts: dict[str, bytes]) -> None:
    shape = json.loads(parts["manifest.json"])["migrations"]
    shape["deals"] = [*shape["deals"], "0999_later"]
    manifest(migrations=shape, evener="9.9")(parts)


def damage(parts: dict[str, bytes]) -> None:
    parts["tables/deals_deal.json"] = parts["tables/deals_deal.json"].replace(b"Pump", b"Pomp")


def outside(parts: dict[str, bytes]) -> None:
    manifest(files={"../../secret_key": "0"})(parts)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (other_shape, "Evener 9.9"),
        (manifest(format=99), "does not read"),
        (damage, "damaged"),
        (outside, "outside its folder"),
        (lambda parts: parts.pop("manifest.json"), "not a whole Evener backup"),
        (lambda parts: parts.pop("tables/deals_deal.json"), "not a whole Evener backup"),
    ],
)
def test_what_does_not_fit_is_refused(
    company: World, tmp_path: Path, change: Callable[[dict[str, bytes]], None], why: str
) -> None:
    backups.back_up(tmp_path / "good.zip", at=NOW, step=nothing)
    before = everything()
    bad = edited(tmp_path / "good.zip", tmp_path / "bad.zip", change)
    with pytest.raises(Refused, match=why):
        bring_back(bad)
    assert everything() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut short"])
def test_another_file_is_refused(db: None, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Refused, match="not a whole Evener backup"):
        bring_back(tmp_path / "x.zip")
    with pytest.raises(Refused, match="no file"):
        bring_back(tmp_path / "nowhere.zip")


def test_a_row_that_points_nowhere_is_refused(company: World, tmp_path: Path) -> None:
    def lose_accounts(parts: dict[str, bytes]) -> None:
        contents = json.loads(parts["manifest.json"])
        contents["tables"]["customers_account"] = {
            "rows": 0, "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        }  # fmt: skip
        parts["tables/customers_account.json"] = b""
        parts["manifest.json"] = json.dumps(contents).encode()

    backups.back_up(tmp_path / "good.zip", at=NOW, step=nothing)
    before = everything()
    with pytest.raises(Refused, match="does not hold together"):
        bring_back(edited(tmp_path / "good.zip", tmp_path / "bad.zip", lose_accounts))
    assert everything() == before
    test_the_journal_is_closed_again_afterwards(company, tmp_path)


def test_work_under_way_does_not_go_on(company: World, tmp_path: Path) -> None:
    Work.objects.create(kind="export", owner=company.owner, title="Export", state=State.RUNNING, created_at=NOW)
    backups.back_up(tmp_path / "backup.zip", at=NOW, step=nothing)
    bring_back(tmp_path / "backup.zip")
    assert Work.objects.get().state == State.FAILED


def test_a_removed_file_is_named(company: World, tmp_path: Path) -> None:
    path = kept_file()
    path.unlink()
    made = backups.back_up(tmp_path / "backup.zip", at=NOW, step=nothing)
    assert made.missing == [path.relative_to(settings.MEDIA_ROOT).as_posix()]
    bring_back(tmp_path / "backup.zip")


def test_a_restore_that_fails_midway_changes_nothing(
    company: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.back_up(tmp_path / "backup.zip", at=NOW, step=nothing)
    promise(company, words="Made after the backup")
    kept_file().unlink()
    before, files = everything(), set(settings.MEDIA_ROOT.rglob("*"))

    def stop(done: int, total: int, message: str) -> None:
        raise KeyboardInterrupt

    with restores.opened(tmp_path / "backup.zip") as backup, pytest.raises(KeyboardInterrupt):
        monkeypatch.setattr("evener.upkeep.replacing._check_count", stop)
        restores.restore(backup, step=nothing)
    assert everything() == before
    assert set(settings.MEDIA_ROOT.rglob("*")) == files
    assert User.objects.count() == 7
