"""`evener backtest estimates`: what it answers, what it writes, and what it says about files that are not right."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from evener.cli import app
from tests.worked_examples import number, table

PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "task_estimates" / "estimates.csv"
HEADER = "id,started,estimate_hours,actual_hours,group"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["backtest", "estimates", *map(str, arguments)])


def told(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def lines(count: int = 400, *, first: int = 0) -> list[str]:
    """Made-up tasks, one a day: estimates of 1 to 20 hours, actuals spread around them with a level that moves."""
    rng = np.random.default_rng(first + 3)
    estimates = rng.choice([1, 2, 4, 7, 14, 20], count)
    level = np.repeat(rng.normal(0, 0.15, count // 10 + 1), 10)[:count]
    actuals = estimates * np.exp(level + rng.normal(0, 0.6, count))
    start = date(2020, 1, 1) + timedelta(days=first)
    return [
        f"t{first + n},{start + timedelta(days=n)},{estimates[n]},{actuals[n]:.2f},{'AB'[n % 2]}" for n in range(count)
    ]


def written(path: Path, rows: list[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_predictions_and_score_agree(tmp_path: Path) -> None:
    file, out = written(tmp_path / "tasks.csv", lines()), tmp_path / "out.csv"
    found = told(file, "--predictions", out)
    assert found["tasks"] == {
        "used": 400,
        "left_out": 0,
        "out_of_order": 0,
        "train": 160,
        "test": 240,
        "too_few_for_a_block": 0,
    }
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["first_id", "last_id", "p10", "p50", "p90", "actual"]
    assert (rows[0]["first_id"], rows[0]["last_id"], rows[-1]["last_id"]) == ("t160", "t179", "t399")
    inside = [float(row["p10"]) <= float(row["actual"]) <= float(row["p90"]) for row in rows]
    assert found["blocks"] == len(rows) == 12
    assert found["coverage"] == pytest.approx(np.mean(inside), abs=1e-4)
    assert found["seed"] == 1
    assert set(found["independent_draws"]) == set(found["years"]["2020"])
    assert sum(year["blocks"] for year in found["years"].values()) == 12


def test_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    file = written(tmp_path / "tasks.csv", lines())
    outs = [tmp_path / f"{n}.csv" for n in range(3)]
    answers = [
        run(file, "--json", "--predictions", out, "--seed", s).stdout for out, s in zip(outs, (1, 1, 2), strict=True)
    ]
    assert answers[0] == answers[1] != answers[2]
    assert outs[0].read_bytes() == outs[1].read_bytes() != outs[2].read_bytes()


def test_no_block_knows_what_comes_after_it(tmp_path: Path) -> None:
    """Other actuals from some block on change nothing before that block, nor its own prediction."""
    rows = lines()
    cells = [row.split(",") for row in rows[200:]]
    wild = [*rows[:200], *(",".join([*before, "90", group]) for *before, _, group in cells)]
    outs = [tmp_path / "one.csv", tmp_path / "other.csv"]
    for out, each in zip(outs, (rows, wild), strict=True):
        told(written(tmp_path / "tasks.csv", each), "--predictions", out)
    one, other = ([line.split(",")[:5] for line in out.read_text(encoding="utf-8").splitlines()] for out in outs)
    assert one[:4] == other[:4]
    assert one[4] != other[4]


def test_a_history_in_a_file_of_its_own(tmp_path: Path) -> None:
    rows = lines(300)
    history, file = (
        written(tmp_path / "h.csv", rows),
        written(tmp_path / "f.csv", [*rows[280:], *lines(100, first=300)]),
    )
    found = told(file, "--train", history, "--block", 30)
    assert (found["tasks"]["train"], found["tasks"]["test"], found["tasks"]["left_out"]) == (280, 120, 20)
    assert "also in the file that is tested" in found["left_out"][0]["reason"]
    late = run(written(tmp_path / "h.csv", lines(50, first=900)), "--train", file)
    assert late.exit_code == 0
    early = run(file, "--train", written(tmp_path / "h.csv", lines(50, first=900)))
    assert early.exit_code == 1
    assert "None of the earlier tasks" in early.stderr


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (1, "yesterday", "no date"),
        (1, "2021-02-30", "no date"),
        (1, "", "no date"),
        (2, "0", "above 0"),
        (2, "-3", "above 0"),
        (3, "1000000", "at most 20,000"),
        (3, "nan", "above 0"),
        (3, "inf", "above 0"),
        (3, "two", "no number"),
        (3, "", "missing"),
        (0, "", "no id"),
        (0, "t1", "before"),
    ],
)
def test_rows_that_cannot_be_used_are_named(tmp_path: Path, column: int, value: str, reason: str) -> None:
    rows = lines()
    cells = rows[9].split(",")
    cells[column] = value
    rows[9] = ",".join(cells)
    file = written(tmp_path / "tasks.csv", rows)
    found = told(file)
    assert (found["tasks"]["used"], found["tasks"]["left_out"]) == (399, 1)
    assert found["left_out"][0]["line"] == 11
    assert reason in found["left_out"][0]["reason"]
    assert "Left out, line 11:" in run(file).stderr


def test_rows_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    rows = lines()
    ordered = told(written(tmp_path / "tasks.csv", rows))
    mixed = told(written(tmp_path / "tasks.csv", [rows[1], rows[0], *rows[2:]]))
    assert mixed["tasks"]["out_of_order"] == 1
    assert mixed["coverage"] == ordered["coverage"]
    assert "were put in order" in run(tmp_path / "tasks.csv").stdout


def test_other_habits_of_writing_csv(tmp_path: Path) -> None:
    rows = [f"{row.replace(',', ';')}" for row in lines()]
    file = tmp_path / "tasks.csv"
    file.write_bytes(("\ufeff\n" + "\r\n".join([HEADER.upper().replace(",", "; "), *rows])).encode())
    assert told(file)["tasks"]["used"] == 400
    assert told(written(file, [row.rsplit(",", 1)[0] for row in lines()], HEADER[:-6]))["tasks"]["used"] == 400


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04", "Save it as CSV"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"id,\0", "no text file"),
        (b"hello", "no column id, started, estimate_hours, actual_hours"),
        (b"id,started,estimate_hours\n1,2020-01-01,3\n", "no column actual_hours"),
        (b"id,id,started,estimate_hours,actual_hours\n", "column id twice"),
        (f'{HEADER}\n1,2020-01-01,3,"4'.encode(), "cannot be read as CSV"),
        ("\n".join([HEADER, *lines(39)]).encode(), "39 tasks that can be used; at least 40"),
        (HEADER.encode(), "0 tasks"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "tasks.csv"
    file.write_bytes(content)
    out = tmp_path / "out.csv"
    plain, as_json = run(file, "--predictions", out), run(file, "--json")
    assert plain.exit_code == as_json.exit_code == 1
    assert says in plain.stderr
    assert says in json.loads(as_json.stdout)["error"]
    assert not out.exists()


def test_wrong_use(tmp_path: Path) -> None:
    file = written(tmp_path / "tasks.csv", lines(60))
    assert run().exit_code == 2
    assert run(file, "--block", 1).exit_code == 2
    assert run(file, "--seed", -1).exit_code == 2
    for arguments, says in (
        ((tmp_path / "none.csv",), "No such file"),
        ((file, "--predictions", file), "Write the predictions to another one"),
        ((file, "--predictions", tmp_path / "none" / "out.csv"), "does not exist"),
        ((file, "--block", 50), "too few for one block of 50"),
    ):
        result = run(*arguments)
        assert result.exit_code == 1
        assert says in result.stderr
    assert len(file.read_text(encoding="utf-8").splitlines()) == 61


def test_on_the_public_file(tmp_path: Path) -> None:
    """80 % intervals cover 75 to 85 %, at most 1.3 times as wide as would have covered exactly 80 %, as documented."""
    if not PUBLIC.exists():
        pytest.skip(f"The public file of estimates is not there: {PUBLIC}")
    found = told(PUBLIC)
    assert 0.75 <= found["coverage"] <= 0.85
    assert found["width_ratio"] <= 1.3
    told_by_page = next(row for row in table("estimates.md", "Tested", "Blocks") if row[0] == "everything")
    assert found["blocks"] == number(told_by_page[1])
    assert found["coverage"] == pytest.approx(number(told_by_page[2]), abs=0.006)
    assert found["width_ratio"] == pytest.approx(number(told_by_page[3]), abs=0.03)
    assert found["independent_draws"]["coverage"] == pytest.approx(number(told_by_page[6]), abs=0.006)
