"""What of calendars, skills and work is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.capacity.models import Absence, PersonSkill, Skill, WorkingWeek, WorkItem
from evener.tables import Table, table


def tables() -> list[Table]:
    person = {"person": "person__name"}
    return [
        table("skills", Skill, without=("folded_name",)),
        table("people_skills", PersonSkill, also=person | {"skill": "skill__name"}),
        table("working_weeks", WorkingWeek, also=person),
        table("leave", Absence, also=person | {"created_by": "created_by__name"}),
        table("work", WorkItem, also=person | {"skill": "skill__name"}),
    ]
