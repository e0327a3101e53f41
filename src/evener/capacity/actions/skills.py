"""Naming skills, and saying who has them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.capacity.actions.keeping import kept_person
from evener.capacity.models import PersonSkill, Skill
from evener.capacity.rules import LEVEL_NAMES, Level, may_name_skills
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from evener.search.rules import fold

LONGEST_NAME, LONGEST_ABOUT = 80, 300


def make_skill(*, by: Viewer, at: datetime, name: str, about: str = "") -> Skill:
    """A new skill to choose from."""
    _namer(by)
    skill = Skill(created_at=at)
    _take(skill, name, about)
    with transaction.atomic():
        _save(skill)
        changes: list[Change] = [("about", None, skill.about)] if skill.about else []
        record(by=by, at=at, what="skill.made", subject=_thing(skill), changes=changes)
    return skill


def rename_skill(*, by: Viewer, at: datetime, skill_id: int, name: str, about: str) -> Skill:
    """Call it otherwise. Who has it and what needs it stays."""
    _namer(by)
    with transaction.atomic():
        skill = _skill(skill_id)
        before = (skill.name, skill.about)
        _take(skill, name, about)
        changes: list[Change] = [
            (field, old, new)
            for field, old, new in zip(("name", "about"), before, (skill.name, skill.about), strict=True)
            if old != new
        ]
        if changes:
            _save(skill)
            record(by=by, at=at, what="skill.changed", subject=_thing(skill), changes=changes)
    return skill


def remove_skill(*, by: Viewer, at: datetime, skill_id: int) -> None:
    """Take away a skill nothing needs any more."""
    _namer(by)
    with transaction.atomic():
        skill = _skill(skill_id)
        thing = _thing(skill)
        if skill.people.exists():
            raise Refused(_("People have this skill. Take it from them first, or call it otherwise."))
        try:
            with transaction.atomic():
                skill.delete()
        except IntegrityError as error:  # ProtectedError is one
            raise Refused(_("Work needs this skill. It can go when that work is done.")) from error
        record(by=by, at=at, what="skill.removed", subject=thing)


def set_skill(*, by: Viewer, at: datetime, person_id: int, skill_id: int, level: int | None, wants: bool) -> None:
    """What somebody can: a level from 1 to 3, or None; and whether they want to learn it. Neither takes it away."""
    if level is not None and level not in set(Level):
        raise Invalid({"level": _("Choose one of the levels.")})
    with transaction.atomic():
        person = kept_person(by, person_id)
        skill = _skill(skill_id)
        row = PersonSkill.objects.select_for_update().filter(person=person, skill=skill).first()
        before = _shown(row)
        if level is None and not wants:
            if row is not None:
                row.delete()
            after = None
        else:
            row = row or PersonSkill(person=person, skill=skill)
            row.level, row.wants = level, wants
            row.save()
            after = _shown(row)
        if before != after:
            changes: list[Change] = [(skill.name, before, after)]
            record(by=by, at=at, what="person.skill", subject=Thing("person", person.pk, person.name), changes=changes)


def _shown(row: PersonSkill | None) -> str | None:
    if row is None:
        return None
    words = [str(LEVEL_NAMES[Level(row.level)])] if row.level else []
    return ", ".join([*words, *([_("wants to learn it")] if row.wants else [])])


def _take(skill: Skill, name: str, about: str) -> None:
    skill.name, skill.about = " ".join(name.split()), about.strip()
    wrong = {}
    if not skill.name:
        wrong["name"] = _("Give the skill a name.")
    elif len(skill.name) > LONGEST_NAME or "\x00" in skill.name:
        wrong["name"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_NAME}
    if len(skill.about) > LONGEST_ABOUT or "\x00" in skill.about:
        wrong["about"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_ABOUT}
    if wrong:
        raise Invalid(wrong)
    skill.folded_name = fold(skill.name)[:LONGEST_NAME]


def _save(skill: Skill) -> None:
    try:
        with transaction.atomic():
            skill.save()
    except IntegrityError as error:
        raise Invalid({"name": _("There is a skill of this name. Use that one.")}) from error


def _skill(id: int) -> Skill:
    found = Skill.objects.select_for_update().filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such skill."))
    return found


def _namer(by: Viewer) -> None:
    if not may_name_skills(by):
        raise NotAllowed(_("Engineers and those who lead name the skills. Ask one of them."))


def _thing(skill: Skill) -> Thing:
    return Thing("skill", skill.pk, skill.name)
