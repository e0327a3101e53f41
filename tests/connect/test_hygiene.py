"""What an import says about dirt and leaks in the deals of a file: the same in the report, on the pages, in JSON."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from evener.cli.import_ import app
from evener.connect.models import ImportBatch
from evener.deals.models import Deal
from tests.connect.conftest import Import
from tests.world import World

HEADER = "Opportunity ID,Opportunity Name,Account,Sales agent,Deal stage,Created date,Close date,Amount,Source"
START = date(2024, 1, 1)


def dirty(count: int = 80) -> str:
    """A year and more of deals: the amount only where won, every fifth closed by a rule on day 31, and odd ones."""
    rows = []
    for number in range(count):
        opened = START + timedelta(days=3 * number)
        closed = opened + timedelta(days=31 if number % 5 == 0 else 20 + number)
        won = number % 5 and number % 2
        stage, amount = ("Closed Won", str(1000 + number)) if won else ("Closed Lost", "")
        rows.append(
            f"d{number},Deal {number},Acme,Ann Owen,{stage},{opened},{closed},{amount},{'web' if won else 'fair'}"
        )
    rows.append("r1,Reversed,Acme,Ann Owen,Closed Won,2024-05-02,2024-05-01,5,web")
    rows.append("c1,The same,Acme,Ann Owen,Qualify,2024-05-02,,700,web")
    rows.append("c2,the  SAME,ACME,,Qualify,2024-05-09,,700,web")
    return "\n".join([HEADER, *rows]) + "\n"


def clean() -> str:
    rows = [
        f"d{n},Deal {n},Acme {n},Ann Owen,Qualify,{START + timedelta(days=n)},,{100 + n},{'web' if n % 2 else 'fair'}"
        for n in range(12)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


def rules(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["rule"]: each for each in found}


def test_a_trial_run_says_what_the_import_then_says(world: World, import_: Import, dry_run: Import) -> None:
    tried = dry_run(world.viewer("admin"), dirty()).plain()["findings"]
    done = import_(world.viewer("admin"), dirty()).plain()["findings"]
    assert tried == done == ImportBatch.objects.get().findings
    found = rules(done)
    assert found["reversed"]["count"] == "1 of 81 deals that ended" and found["reversed"]["lines"] == [82]
    assert found["duplicate"]["lines"] == [84] and found["no_owner"]["lines"] == [84]
    assert found["same_age"]["rows"] == 17 and found["same_age"]["title"].endswith("day 31")
    assert found["no_amount"]["rows"] == 48 and len(found["no_amount"]["lines"]) == 5
    assert "never_nothing" in found
    suspects = [each["title"] for each in done if each["suspect"]]
    assert suspects == [
        f"“{name}” looks as if it had been filled in when the deal ended" for name in ("Amount", "Source")
    ]
    assert Deal.objects.filter(external_id="r1").exists()  # said, not mended


def test_a_tidy_file_is_left_in_peace(world: World, dry_run: Import) -> None:
    assert dry_run(world.viewer("admin"), clean()).plain()["findings"] == []
    assert dry_run(world.viewer("admin"), "Account,Country\nAcme,NO\n").plain()["findings"] == []


def test_rows_that_are_left_out_are_not_talked_about(world: World, dry_run: Import) -> None:
    rows = "a,A,Acme,,Qualify,2024-05-02,,much,web\nb,B,Acme,Ann,Qualify,2024-05-02,,7,web\n"
    report = dry_run(world.viewer("admin"), f"{HEADER}\n{rows}")
    assert report.rejected == 1 and report.plain()["findings"] == []


def test_on_the_pages(world: World, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    client = Client()
    client.force_login(world.admin)
    text = dirty().replace("Source", "Source <b>", 1)
    client.post("/import/", {"file": [SimpleUploadedFile("deals.csv", text.encode())]})
    batch = ImportBatch.objects.get()
    columns = batch.files[0]["columns"] | {"source": "Source <b>"}
    places = {f"column-0-{place}": "" for place in range(len(batch.files[0]["headers"]))}
    for field, header in columns.items():
        places[f"column-0-{batch.files[0]['headers'].index(header)}"] = field
    client.post(f"/import/{batch.pk}/columns/", {"kind-0": "deals", "currency": "EUR", "dates": "", **places})
    for address in (f"/import/{batch.pk}/preview/", f"/import/{batch.pk}/"):
        html = client.get(address).content.decode()
        assert "Closed before they were opened" in html and "Line 82" in html
        assert "“Source &lt;b&gt;” looks as if" in html and "<b>”" not in html
        client.post(f"/import/{batch.pk}/apply/")


def test_on_the_command_line(world: World, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(dirty(), encoding="utf-8")
    said = CliRunner().invoke(app, ["pipeline", str(file), "--dry-run"]).stdout
    assert "! Closed before they were opened: 1 of 81 deals that ended." in said
    assert "! “Amount” looks as if it had been filled in when the deal ended." in said
    found = json.loads(CliRunner().invoke(app, ["pipeline", str(file), "--dry-run", "--json"]).stdout)
    assert set(rules(found["findings"])) >= {"reversed", "duplicate", "same_age", "one_outcome"}


@pytest.mark.parametrize("day", ["2099-01-01", "1971-01-01"])
def test_days_far_away(world: World, dry_run: Import, day: str) -> None:
    found = dry_run(world.viewer("admin"), f"{HEADER}\na,A,Acme,Ann,Qualify,{day},,5,web\n").plain()["findings"]
    assert ("future" in rules(found)) == (day > "2050")
