"""Meetings, debriefs, credit as JSON."""

from evener.meetings.api import debriefs, meetings

rooms = [meetings.routes, debriefs.routes]

__all__ = ["rooms"]
