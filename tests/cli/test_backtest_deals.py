"""`evener backtest deals`: what it answers, what it writes, and what it says about files that are not right."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from bench.goals import maven, salvirt
from evener.cli import app

EVENER = Path(sys.executable).with_name("evener")
SHARED = Path(__file__).parents[3] / "shared" / "data"
HEADER = "id,created,closed,outcome,stage,source"
START = date(2024, 1, 1)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["backtest", "deals", *map(str, arguments)])


def told(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def lines(count: int = 260) -> list[str]:
    """Made-up deals of 500 days; those by referral are won more often. Open at the end of it: no outcome."""
    rng = np.random.default_rng(7)
    found = []
    for number in range(count):
        created = START + timedelta(days=int(number * 500 / count))
        referred = rng.random() < 0.5
        outcome = str(rng.choice(["won", "lost", "no_decision"], p=[0.7, 0.2, 0.1] if referred else [0.2, 0.5, 0.3]))
        closed = created + timedelta(days=int(rng.exponential(60)))
        over = closed > START + timedelta(days=500)
        end = "," if over else f"{closed},{outcome}"
        found.append(f"d{number},{created},{end},{rng.choice(['early', 'late'])},{'referral' if referred else 'cold'}")
    return found


def written(path: Path, rows: list[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_predictions_and_scores_agree(tmp_path: Path) -> None:
    file, out = written(tmp_path / "deals.csv", lines()), tmp_path / "out.csv"
    found = told(file, "--as-of", "2025-01-01", "--cohort", "new", "--horizon", 100, "--predictions", out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert found["deals"]["predicted"] == len(rows) == found["deals"]["scored"]
    names = ("p_won", "p_lost", "p_no_decision", "p_open")
    assert list(rows[0]) == ["id", *names]
    truth = {row["id"]: row for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())}
    missed = 0.0
    for row in rows:
        chances = {name: float(row[name]) for name in names}
        assert sum(chances.values()) == pytest.approx(1.0, abs=1e-5) and min(chances.values()) > 0
        deal = truth[row["id"]]
        ended = deal["outcome"] and deal["closed"] <= "2025-04-11"
        missed -= math.log(chances[f"p_{deal['outcome']}" if ended else "p_open"])
    assert found["model"]["log_loss"] == pytest.approx(missed / len(rows), abs=1e-4)
    assert found["model"]["log_loss"] < found["base_rate"]["log_loss"]
    assert found["coverage"]["days"] == 100 and all(each["to"] <= "2025-05-15" for each in found["coverage"]["periods"])
    assert found["stage_average"] and found["says"] == "learnt" and found["seed"] == 1 and found["engine"]
    assert told(file, "--as-of", "2025-01-01", "--cohort", "new", "--horizon", 100) == found


def test_what_was_known_is_read_from_events(tmp_path: Path) -> None:
    rows = lines()
    file = written(tmp_path / "deals.csv", rows)
    events = []
    for row in rows:
        id, created, closed, outcome, *_ = row.split(",")
        events.append(f"{id},{created},stage,begun")
        if closed:
            events.append(f"{id},{closed},stage,{outcome}")  # written at the end: nobody knew it before
    history = written(tmp_path / "events.csv", [*events, "nobody,2024-01-01,stage,x"], "id,at,field,value")
    arguments = (file, "--as-of", "2025-01-01", "--horizon", 90)
    with_events = told(*arguments, "--history", history)
    assert with_events["dirt"] == {"events that belong to no deal or have no day": 1}
    assert with_events["leak_suspects"] == []
    assert abs(with_events["model"]["log_loss"] - told(*arguments)["model"]["log_loss"]) < 0.1


def test_a_leak_is_named_and_may_be_allowed(tmp_path: Path) -> None:
    rows = [f"{row},{row.split(',')[3] or 'open'}" for row in lines()]
    file = written(tmp_path / "deals.csv", rows, f"{HEADER},state")
    arguments = (file, "--as-of", "2025-01-01", "--cohort", "new")
    assert [each["feature"] for each in told(*arguments)["leak_suspects"]] == ["state"]
    assert told(*arguments, "--allow", "state")["leak_suspects"] == []
    text = run(*arguments).output
    assert "Left out as a leak: state alone tells how nearly every deal ended" in text


def test_without_days(tmp_path: Path) -> None:
    rows = [row.split(",") for row in lines() if row.split(",")[3]]
    file = written(tmp_path / "deals.csv", [f"{row[0]},{row[3]},{row[5]}" for row in rows], "id,outcome,source")
    found = told(file, "--no-dates", "--folds", 4)
    assert found["model"]["log_loss"] < found["base_rate"]["log_loss"] - 0.05
    assert found["as_of"] is None and found["deals"]["predicted"] == len(rows)


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    bad = [
        "d1,2024-01-01,2024-02-01,won,early,cold", "x1,01/02/2024,,,early,cold",
        "x2,2024-03-01,2024-02-01,won,early,cold",
        "x3,2024-03-01,2024-04-01,maybe,early,cold", "x4,2024-03-01,,won,early,cold", ",2024-03-01,,,early,cold",
        "x5,2024-03-01,2024-05-01,,early,cold",
    ]  # fmt: skip
    found = told(written(tmp_path / "deals.csv", [*lines(), *bad]), "--as-of", "2025-01-01", "--horizon", 30)
    assert [each["line"] for each in found["left_out"]] == [262, 263, 264, 265, 266, 267]
    said = " ".join(each["reason"] for each in found["left_out"])
    for part in (
        "second time",
        "no day like",
        "before it was created",
        "'maybe' is none of",
        "no day on which",
        "no id",
    ):
        assert part in said
    assert found["dirt"] == {"closed without an outcome, taken as open": 1}


@pytest.mark.parametrize(
    ("header", "row", "options", "said"),
    [
        ("id,created,outcome", "d,2024-01-01,won", ("--as-of", "2025-01-01"), "has no column closed"),
        (HEADER, "d,2024-01-01,,,a,b", (), "Say the day on which it is asked"),
        (HEADER, "d,2024-01-01,,,a,b", ("--as-of", "soon"), "'soon' is no day"),
        (HEADER, "d,2024-01-01,,,a,b", ("--as-of", "2025-01-01"), "how far ahead"),
        (HEADER, "d,never,,,a,b", ("--as-of", "2025-01-01", "--horizon", "9"), "No row of the file can be used"),
        (HEADER + ",source", "d,2024-01-01,,,a,b,c", ("--as-of", "2025-01-01"), "source stands in the file twice"),
        ("id,outcome,x", "d,won,1", ("--no-dates",), "too few for 5 parts"),
        ("id,outcome,x", "d,won,1", ("--no-dates", "--as-of", "2025-01-01"), "takes no --as-of"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, header: str, row: str, options: tuple[str, ...], said: str) -> None:
    result = run(written(tmp_path / "deals.csv", [row], header), *options)
    assert result.exit_code == 1 and said in result.output


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_bytes(b"PK\x03\x04\x00\x01binary")
    assert "not a CSV file" in run(file, "--as-of", "2025-01-01", "--horizon", 9).output
    written(file, lines(20))
    assert run(file, "--as-of", "2025-01-01", "--horizon", 9, "--predictions", file).exit_code == 1
    assert run(tmp_path / "none.csv", "--as-of", "2025-01-01", "--horizon", 9).exit_code == 1


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the public file {name} is not here")
    return path


def test_the_public_pipeline_is_within_its_goals(tmp_path: Path) -> None:
    shared("maven_crm/sales_pipeline.csv")
    file = tmp_path / "maven.csv"
    file.write_text(maven(SHARED), encoding="utf-8")
    found = [told(file, "--as-of", day, "--horizon", 90) for day in ("2017-09-01", "2017-10-01")]
    assert sum(each["model"]["log_loss"] for each in found) / 2 <= 0.86
    assert {each["feature"] for each in found[0]["leak_suspects"]} == {"account", "amount"}
    # When they are engaged nothing tells one from another, and it says so.
    new = told(file, "--as-of", "2017-07-01", "--cohort", "new")
    assert new["model"]["log_loss"] <= new["base_rate"]["log_loss"] + 0.005
    assert new["says"] in {"level", "base_rate"}


def test_the_public_file_without_days_is_within_its_goals(tmp_path: Path) -> None:
    shared("salvirt_b2b/Salvirt_B2B_ML_dataset.csv")
    header, *rows = salvirt(SHARED)
    found = told(written(tmp_path / "salvirt.csv", rows, header), "--no-dates")["model"]
    assert found["log_loss"] <= 0.513 and found["brier_won"] <= 0.167 and found["auc"] >= 0.83


def test_it_needs_no_company(tmp_path: Path) -> None:
    """In a process of its own: no settings, no data folder, and no Django that a test has set up."""
    file, odd = tmp_path / "deals.csv", tmp_path / "odd.csv"
    file.write_text("\n".join([HEADER, *lines(60)]), encoding="utf-8")
    odd.write_text("id,begun\n1,2024-01-01\n", encoding="utf-8")
    here = {"PATH": os.environ["PATH"], "EVENER_DATA_DIR": "/proc/nowhere"}
    asked = [str(EVENER), "backtest", "deals", "--as-of", "2025-04-01", "--horizon", "90"]
    done, refused = (
        subprocess.run([*asked, str(each)], env=here, capture_output=True, text=True, check=False)
        for each in (file, odd)
    )
    assert done.returncode == 0, done.stderr
    assert "before the day asked about" in done.stdout + done.stderr
    assert refused.returncode == 1
    assert "created, closed, outcome" in refused.stderr
    assert "Traceback" not in done.stderr + refused.stderr
