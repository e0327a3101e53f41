"""Pages of data hygiene and of backtests with something on each, for the browser."""

from __future__ import annotations

from datetime import date, timedelta

from evener.deals.models import Deal
from evener.forecast.actions.allowing import allow
from evener.forecast.actions.inspecting import inspect
from evener.forecast.models import Backtest, Suspect
from tests.world import NOW, TODAY, World

SCORE = {"log_loss": 0.61, "brier": 0.4, "brier_won": 0.2, "auc": 0.7, "ece": 0.05}
BANDS = [{"deals": 12, "given": 0.1 * number, "won": 0.1 * number} for number in range(10)]
COVERED = {"p10": 3.0, "p50": 5.0, "p90": 8.0, "mean": 5.2, "was": 6.0, "covers": True}
FOUND = {
    "says": "learnt",
    "deals": {"read": 240, "left_out": 1, "learnt_from": 120, "predicted": 120, "scored": 120, "checked_on": 80},
    "model": SCORE | {"bands": BANDS},
    "base_rate": SCORE | {"bands": BANDS, "auc": None},
    "stage_average": None,
    "coverage": {
        "interval": 0.8, "days": 90.0, "number": 1.0, "amount": None, "level": 0.3,
        "periods": [{"from": "2025-01-01", "to": "2025-04-01", "deals": 40, "number": COVERED, "amount": None}],
    },
    "leak_suspects": [{"feature": "Kundenzufriedenheitsbefragungsergebnis", "why": "tells", "size": 0.99}],
    "findings": [{"rule": "no_amount", "rows": 3, "of": 240, "what": "", "at": None, "ids": ["d1", "d2", "d3"]}],
    "notes": ["No deal that had ended stood in the stage “new”: it says nothing about how a deal ends."],
    "dirt": {"closed without an outcome, taken as open": 2},
    "left_out": [{"line": 7, "id": "x7", "reason": "it was closed before it was created."}],
}  # fmt: skip


def hygienic(world: World) -> list[str]:
    """Dirt, a suspect that is left out and one that is allowed; a backtest that is done and one that waits."""
    Deal.objects.filter(pk=world.deal.pk).update(amount_minor=0, opened_on=TODAY - timedelta(days=90))
    inspect(at=NOW, today=TODAY.toordinal(), progress=lambda *_told: None)
    for name in ("amount", "source"):
        Suspect.objects.create(feature=name, why="one_outcome", size=0.8, since=NOW)
    allowed = Suspect.objects.get(feature="source")
    allow(by=world.viewer("leader"), at=NOW, suspect_id=allowed.pk, reason="We ask it on the first call.")
    file = {
        "role": "deals",
        "name": "pipeline-of-the-last-three-years.csv",
        "stored": "",
        "size": 9,
        "sha256": "0" * 64,
    }
    made = [
        Backtest.objects.create(
            owner=world.admin, made_at=NOW, is_own=False, as_of=date(2025, 1, 1), horizon=90, cohort="open",
            files=[file], found=FOUND if ready else {}, is_ready=ready, engine="1", digest="0" * 64,
        )
        for ready in (True, False)
    ]  # fmt: skip
    return ["/forecast/data/", "/forecast/backtest/", *(f"/forecast/backtest/{each.pk}/" for each in made)]
