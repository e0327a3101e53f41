"""How the journal speaks of skills, weeks and leave (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "skill.made": lazy("named the skill “%(name)s”"),
        "skill.changed": lazy("changed %(fields)s"),
        "skill.removed": lazy("took away the skill “%(name)s”"),
        "person.week": lazy("changed the working week of %(name)s"),
        "person.leave": lazy("changed the leave of %(name)s"),
        "person.skill": lazy("changed what %(name)s can"),
    },
    fields={
        "skill.name": lazy("name"),
        "skill.about": lazy("about"),
        "person.hours": lazy("hours from Monday to Sunday"),
        "person.focus": lazy("focus time"),
        "person.holidays": lazy("holidays"),
        "person.leave": lazy("leave"),
    },
    values={},
    pages={"skill": "capacity:skill"},
)
