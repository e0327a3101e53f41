"""Whose calendar and skills one may keep."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.capacity.rules import may_keep_of
from evener.people import queries as people
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import NotAllowed


def kept_person(by: Viewer, person_id: int) -> User:
    """The person, where `by` may keep their calendar and skills."""
    person = people.person(person_id)
    if not may_keep_of(by, person_id=person.pk, team_path=person.team.path if person.team else ""):
        raise NotAllowed(_("People keep their own week and skills; so do those who lead them."))
    return person
