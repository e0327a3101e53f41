"""Every write to calendars, skills, leave and registered work."""

from evener.capacity.actions.skills import make_skill, remove_skill, rename_skill, set_skill
from evener.capacity.actions.week import add_leave, remove_leave, set_week
from evener.capacity.actions.work import assign_work, register_work, settle_work, weigh_work

__all__ = [
    "add_leave",
    "assign_work",
    "make_skill",
    "register_work",
    "remove_leave",
    "remove_skill",
    "rename_skill",
    "set_skill",
    "set_week",
    "settle_work",
    "weigh_work",
]
