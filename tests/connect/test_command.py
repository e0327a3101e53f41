"""`evener import pipeline`: its options, its JSON, its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from evener.cli.import_ import app
from evener.deals.models import Deal
from evener.people.models import User
from tests.connect.conftest import FILES
from tests.world import World

KEYS = ["deals", "accounts", "products", "people", "problems", "notes", "findings"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["pipeline", *map(str, arguments)])


def report_of(result: Result) -> dict[str, Any]:
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    return dict(found)


def test_several_files_are_told_apart(world: World) -> None:
    files = [FILES / f"{name}.csv" for name in ("products", "maven_like", "people", "accounts")]
    result = run(*files, "--json")
    assert result.exit_code == 0, result.output
    report = report_of(result)
    assert report["deals"] == {"created": 4, "updated": 0, "unchanged": 0, "rejected": 0}
    assert [report[kind]["created"] for kind in KEYS[:4]] == [4, 3, 2, 3]
    assert report["problems"] == []
    assert {"rule", "text", "count", "file"} == set(report["notes"][0])
    again = report_of(run(*files, "--json"))
    assert [again[kind]["unchanged"] for kind in KEYS[:4]] == [4, 3, 2, 3]


def test_files_named_by_what_they_hold(world: World) -> None:
    result = run(
        FILES / "maven_like.csv", "--accounts", FILES / "accounts.csv", "--products", FILES / "products.csv",
        "--people", FILES / "people.csv",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "Deals           4 rows: 4 created" in result.stdout
    assert "Product “FluxPro” was taken as “Flux Pro”" in result.stdout


def test_a_dry_run_writes_nothing(world: World) -> None:
    result = run(FILES / "salesforce.csv", "--dry-run")
    assert result.exit_code == 0 and "nothing was written" in result.stdout
    assert Deal.objects.count() == 1


def test_problems_are_named_and_the_exit_code_says_so(world: World, tmp_path: Path) -> None:
    file, rejects = tmp_path / "deals.csv", tmp_path / "rejects.csv"
    file.write_text("id,name,stage,amount\n1,One,Prove,5\n2,Two,Prove,lots\n", encoding="utf-8")
    result = run(file, "--json", "--rejects", rejects)
    assert result.exit_code == 1
    report = report_of(result)
    assert report["deals"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert report["problems"] == [
        {
            "file": "deals.csv", "line": 3, "column": "amount", "value": "lots",
            "reason": "“lots” is not a number. Write it like 1234.50.",
        }
    ]  # fmt: skip
    assert rejects.read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,Two,Prove,lots,")
    rejects.write_bytes(rejects.read_bytes().replace(b",lots,", b",700,"))
    assert report_of(run(rejects, "--json"))["deals"]["created"] == 1
    told = run(file)
    assert told.exit_code == 1 and "deals.csv, line 3, amount “lots”" in told.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00\xff\x00binary", "not a table"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"a,b\n1,2\n", "could be anything"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_everything_out(
    world: World, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(content)
    result = run(FILES / "salesforce.csv", file, "--json")
    assert result.exit_code == 1
    report = report_of(result)
    (problem,) = report["problems"]
    assert (problem["file"], problem["line"]) == ("broken.csv", 0) and says in problem["reason"]
    assert Deal.objects.count() == 1 and "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--nonsense"],
        ["FILE", "--map", "amount"],
        ["FILE", "--map", "colour=Amount"],
        ["FILE", "--map", "amount=Nowhere"],
        ["FILE", "--map", "horses.amount=Amount"],
        ["FILE", "--currency", "GOLD"],
        ["FILE", "--as", "nobody@example.com"],
        ["FILE", "--stage", "Engaging"],
    ],
)
def test_wrong_use(world: World, arguments: list[str]) -> None:
    result = run(*[FILES / "salesforce.csv" if one == "FILE" else one for one in arguments])
    assert result.exit_code == 2, result.output
    assert Deal.objects.count() == 1


def test_missing_files_are_named(world: World, tmp_path: Path) -> None:
    result = run(tmp_path / "missing.csv")
    assert result.exit_code == 1 and "There is no file" in result.stderr


def test_columns_stages_currency_and_dates_as_said(world: World, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text("nr,what,step,sum,until\n7,Lift,Warm-up,5,03/04/2026\n", encoding="utf-8")
    result = run(
        file, "--map", "external_id=nr", "--map", "name=what", "--map", "stage=step", "--map", "amount=sum",
        "--map", "close_on=until", "--stage", "Warm-up=Propose", "--currency", "chf", "--day-first",
        "--as", "owner@example.com",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    deal = Deal.objects.select_related("stage").get(external_id="7")
    assert (deal.name, deal.stage.name, deal.amount_minor, deal.currency) == ("Lift", "Propose", 500, "CHF")
    assert str(deal.close_on) == "2026-04-03"
    assert list(deal.members.values_list("user_id", flat=True)) == [world.owner.pk]


@pytest.mark.django_db
def test_before_anybody_is_here() -> None:
    assert not User.objects.exists()
    result = run(FILES / "salesforce.csv")
    assert result.exit_code == 1 and "evener init" in result.stderr
