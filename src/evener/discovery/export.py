"""What of discovery is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.discovery.models import Answer, Discovery, Playbook, PlaybookVersion, Question
from evener.tables import Table, table


def tables() -> list[Table]:
    playbook = {"playbook": "playbook__name"}
    by = {"created_by": "created_by__name"}
    return [
        table("playbooks", Playbook, without=("folded_name",), also={"product": "product__name", **by}),
        table("playbook_versions", PlaybookVersion, also={**playbook, **by, "published_by": "published_by__name"}),
        table("questions", Question),
        table("discoveries", Discovery, also={"deal": "deal__name", "chosen_by": "chosen_by__name"}),
        table(
            "answers",
            Answer,
            also={
                "deal": "deal__name", **playbook, "question": "question__text", "answered_by": "answered_by__name",
                "contact": "contact__name", "ended_by": "ended_by__name",
            },
        ),
    ]  # fmt: skip
