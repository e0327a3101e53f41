"""Every write to meetings. Each action is one short transaction with its journal entry inside."""

from evener.meetings.actions.debriefs import debrief
from evener.meetings.actions.joint import write_joint
from evener.meetings.actions.plan import (
    about_no_deal,
    cancel_meeting,
    change_meeting,
    file_under,
    plan_meeting,
    resume_meeting,
)

__all__ = [
    "about_no_deal",
    "cancel_meeting",
    "change_meeting",
    "debrief",
    "file_under",
    "plan_meeting",
    "resume_meeting",
    "write_joint",
]
