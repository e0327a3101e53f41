"""The outcome model's goals on public files: `python -m bench.goals FOLDER` prints what was measured beside each.

FOLDER holds `maven_crm/sales_pipeline.csv` and `salvirt_b2b/Salvirt_B2B_ML_dataset.csv`, which are not part of Evener.
Every line comes from `evener backtest deals`; its predictions are scored here once more, by code of its own. What it
takes follows (`bench.outcomes`).
"""

from __future__ import annotations

import csv
import json
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import outcomes

NAMES = ("won", "lost", "no_decision", "open")
EVENER = (sys.executable, "-c", "from evener.cli import main; main()", "backtest", "deals")
DAYS = ("2017-09-01", "2017-09-30", "2017-10-01", "2017-10-31")
SEEDS, DRAWS = 5, 12
Line = tuple[str, str, str, str]


def maven(folder: Path) -> str:
    """The pipeline as `evener backtest deals` reads it; what nobody engaged in is left out."""
    text = (folder / "maven_crm" / "sales_pipeline.csv").read_text(encoding="utf-8")
    columns = (
        "opportunity_id", "engage_date", "close_date", "deal_stage", "sales_agent", "product", "account", "close_value",
    )  # fmt: skip
    outcome = {"Won": "won", "Lost": "lost", "Engaging": "", "Prospecting": ""}
    rows = [
        ",".join(outcome.get(row[name], row[name]) for name in columns)
        for row in csv.DictReader(text.splitlines())
        if row["engage_date"]
    ]
    return "\n".join(["id,created,closed,outcome,owner,product,account,amount", *rows]) + "\n"


def salvirt(folder: Path) -> list[str]:
    """Its distinct rows with a number each, the header first."""
    text = (folder / "salvirt_b2b" / "Salvirt_B2B_ML_dataset.csv").read_text(encoding="utf-8")
    rows = list(dict.fromkeys(tuple(row.items()) for row in csv.DictReader(text.splitlines(), delimiter=";")))
    names = [name for name, _ in rows[0] if name != "Status"]
    body = [
        ",".join([str(number), "won" if dict(row)["Status"] == "Won" else "lost", *(dict(row)[name] for name in names)])
        for number, row in enumerate(rows)
    ]
    return [",".join(["id", "outcome", *names]), *body]


def asked(file: Path, *options: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What the command says in JSON, and its predictions."""
    out = file.with_suffix(".out.csv")
    run = [*EVENER, str(file), *options, "--json", "--predictions", str(out)]
    told = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    return told, list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))


def log_loss(file: Path, predicted: Sequence[dict[str, str]], until: date | None) -> float:
    """From the file and the predictions alone. `until`: what ended later was open then; None: however it ended."""
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    truth = {row["id"]: (row["outcome"], row.get("closed", "")) for row in rows}
    losses = []
    for each in predicted:
        outcome, closed = truth[each["id"]]
        ended = bool(outcome) and (until is None or closed <= until.isoformat())
        if ended or until is not None:
            losses.append(-math.log(float(each[f"p_{outcome if ended else 'open'}"])))
    return sum(losses) / len(losses)


def pipeline(file: Path) -> list[Line]:
    lines = []
    for day in DAYS:
        told, predicted = asked(file, "--as-of", day, "--horizon", "90")
        loss = log_loss(file, predicted, date.fromisoformat(day) + timedelta(days=90))
        base = told["base_rate"]["log_loss"]
        lines.append((f"Maven, open on {day}, 90 days: log-loss", f"{loss:.3f}", f"{base:.3f}", "0.86"))
    told, predicted = asked(file, "--as-of", "2017-07-01", "--cohort", "new")
    loss, base = log_loss(file, predicted, None), told["base_rate"]["log_loss"]
    lines.append(("Maven, engaged after 2017-07-01: log-loss", f"{loss:.3f}", f"{base:.3f}", f"{base + 0.005:.3f}"))
    lines.append(("  what it says of itself", told["says"], "", "level or base_rate"))
    for horizon in ("30", "90"):
        told, _ = asked(file, "--as-of", "2017-10-01", "--horizon", horizon)
        found = told["coverage"]
        for what in ("number", "amount"):
            inside = f"{found[what]:.0%} of {len(found['periods'])}"
            lines.append((f"Maven, {horizon} days: 80 % intervals of the {what} won", inside, "", "70 to 90 %"))
    return lines


def undated(file: Path, rows: Sequence[str]) -> list[Line]:
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    scores = []
    for seed in range(1, SEEDS + 1):
        told, predicted = asked(file, "--no-dates", "--seed", str(seed))
        scores.append((log_loss(file, predicted, None), told["model"]["brier_won"], told["model"]["auc"]))
    goals = (("log-loss", "0.513"), ("Brier", "0.167"), ("AUC", "at least 0.83"))
    lines = [
        (f"Salvirt, {SEEDS} seeds: {name}", f"{min(each):.3f} to {max(each):.3f}", "", goal)
        for (name, goal), each in zip(goals, zip(*scores, strict=True), strict=True)
    ]
    # Five folds of fifty rows learn from forty at a time.
    few, better = [], 0
    for draw in range(DRAWS):
        chosen = random.Random(draw).sample(list(rows[1:]), 50)
        file.write_text("\n".join([rows[0], *chosen]) + "\n", encoding="utf-8")
        told, predicted = asked(file, "--no-dates", "--folds", "5")
        few.append((log_loss(file, predicted, None), told["base_rate"]["log_loss"]))
        better += few[-1][0] < few[-1][1]
    loss, base = (sum(each) / DRAWS for each in zip(*few, strict=True))
    lines.append(
        (f"Salvirt, 40 rows to learn from, {DRAWS} draws: log-loss", f"{loss:.3f}", f"{base:.3f}", "the base rate's")
    )
    return [*lines, ("  draws better than the base rate", f"{better} of {DRAWS}", "", "")]


def main() -> int:
    if len(sys.argv) != 2:
        print("Say where the public files are: python -m bench.goals FOLDER", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "maven.csv"
        file.write_text(maven(folder), encoding="utf-8")
        lines = [*pipeline(file), *undated(Path(place) / "salvirt.csv", salvirt(folder))]
    for name, measured, base, goal in [("", "measured", "base rate", "goal"), *lines]:
        print(f"{name:<58}{measured:>18}{base:>12}   {goal}")
    for line in outcomes.engines():
        print(f"{line['work']:<58}{line['value']:>12} {line['unit']:<5} {line.get('spread', '')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
