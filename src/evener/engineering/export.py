"""What of requests is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.engineering.models import LoggedTime, NoFit, Plan, Proposal, Request, RequestKind, RequestSkill
from evener.tables import Table, table


def tables() -> list[Table]:
    people = {f"{name}_name": f"{name}__name" for name in ("asked_by", "answered_by", "person", "partner", "placed_by")}
    doors = {"deal": "deal__name", "closed_by": "closed_by__name", "opened_by": "opened_by__name"}
    return [
        table("request_kinds", RequestKind, without=("folded_name",)),
        table("requests", Request, also={"deal": "deal__name", "kind": "kind__name", **people}),
        table("request_skills", RequestSkill, also={"skill": "skill__name"}),
        table("no_fits", NoFit, also=doors),
        table("logged_time", LoggedTime, also={"person": "person__name"}),
        table("proposals", Proposal, without=("work",), also={"made_by": "made_by__name"}),
        table("coverage_plans", Plan, without=("work",), also={"made_by": "made_by__name"}),
    ]
