"""What of plans is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.pursuit.models import Citation, Heard, Metric, PlanAnswer, PlanComment, Reading, SharedFile
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table("plan_answers", PlanAnswer, also={"deal": "deal__name", "changed_by": "changed_by__name"}),
        table("plan_citations", Citation),
        table(
            "metrics", Metric,
            also={"deal": "deal__name", "said_by": "said_by__name", "created_by": "created_by__name"},
        ),
        table(
            "plan_comments", PlanComment,
            also={"deal": "deal__name", "step": "step__what", "link": "link__label", "author": "author__name"},
        ),
        table(
            "plan_heard", Heard,
            also={"deal": "deal__name", "link": "link__label", "step": "step__what", "seen_by": "seen_by__name"},
        ),
        table("plan_files", SharedFile, also={"file": "file__name", "shared_by": "shared_by__name"}),
        table("metric_readings", Reading, also={"metric": "metric__name", "created_by": "created_by__name"}),
    ]  # fmt: skip
