"""Reading meetings. Every read starts from what the viewer may see."""

from evener.meetings.queries.lists import credits, meetings, waiting_for_debrief
from evener.meetings.queries.one import (
    attendees,
    debriefs,
    from_source,
    joint,
    last_meeting,
    meeting,
    met,
    next_meeting,
    of_deal,
    people_of,
    self_check,
    self_checks,
)

__all__ = [
    "attendees",
    "credits",
    "debriefs",
    "from_source",
    "joint",
    "last_meeting",
    "meeting",
    "meetings",
    "met",
    "next_meeting",
    "of_deal",
    "people_of",
    "self_check",
    "self_checks",
    "waiting_for_debrief",
]
