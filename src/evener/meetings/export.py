"""What of meetings is exported (upkeep.asks.Exporter). Private self-checks are not: they are nobody else's."""

from __future__ import annotations

from evener.meetings.models import Attendee, Credit, Debrief, JointDebrief, Landed, Meeting
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table(
            "meetings", Meeting,
            also={name: f"{name}__name" for name in ("deal", "organiser", "cancelled_by", "created_by")},
        ),
        table(
            "meeting_attendees", Attendee,
            also={"meeting": "meeting__title", "user": "user__name", "contact": "contact__name"},
        ),
        table("debriefs", Debrief, also={"meeting": "meeting__title", "author": "author__name"}),
        table("debrief_lines", Landed, also={"promise": "promise__words", "step": "step__what"}),
        table("credits", Credit, also={"person": "person__name", "given_by": "given_by__name"}),
        table(
            "joint_debriefs", JointDebrief,
            also={name: f"{name}__name" for name in ("deal", "seller", "engineer", "written_by")},
        ),
    ]  # fmt: skip
