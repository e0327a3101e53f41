"""What of evaluations is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.evaluations.models import Criterion, Evaluation, Question
from evener.tables import Table, table

NAMED = {
    name: f"{name}__name"
    for name in ("deal", "owner", "decider", "long_by", "started_by", "ended_by", "win_by", "created_by")
}


def tables() -> list[Table]:
    return [
        table("evaluations", Evaluation, also=NAMED),
        table(
            "evaluation_criteria", Criterion,
            also={
                "evaluation": "evaluation__name", "agreed_with": "agreed_with__name", "result_by": "result_by__name",
                "created_by": "created_by__name",
            },
        ),
        table(
            "evaluation_questions", Question,
            also={
                "evaluation": "evaluation__name", "answered_by": "answered_by__name", "created_by": "created_by__name",
            },
        ),
    ]  # fmt: skip
