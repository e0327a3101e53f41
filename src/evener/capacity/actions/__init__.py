"""Every write to calendars, skills, leave and registered work."""

from evener.capacity.actions.ratios import forget_ratios, keep_ratios
from evener.capacity.actions.skills import make_skill, remove_skill, rename_skill, set_skill
from evener.capacity.actions.week import add_leave, remove_leave, set_week
from evener.capacity.actions.work import assign_work, register_work, settle_work, skill_named, weigh_work

__all__ = [
    "add_leave",
    "assign_work",
    "forget_ratios",
    "keep_ratios",
    "make_skill",
    "register_work",
    "remove_leave",
    "remove_skill",
    "rename_skill",
    "set_skill",
    "set_week",
    "settle_work",
    "skill_named",
    "weigh_work",
]
