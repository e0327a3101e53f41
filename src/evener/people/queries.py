"""Reading people, teams and the organisation."""

from __future__ import annotations

from evener.people.models import Organisation, Team, User
from evener.people.rules import Viewer
from evener.problems import NotThere
from django.utils.translation import gettext as _


def organisation() -> Organisation:
    return Organisation.objects.get(pk=1)


def person(id: int) -> User:
    """One person with team and organisation. Everyone here may know who works here."""
    found = User.objects.select_related("team", "organisation").filter(pk=id).first()
    if found is None:
        raise NotThere(_("There is no such person."))
    return found


def people(*, active_only: bool = True) -> list[User]:
    """Everyone by name, with their team."""
    rows = User.objects.select_related("team").order_by("name", "id")
    return list(rows.filter(is_active=True) if active_only else rows)


def teams() -> list[Team]:
    """Every team from the top down."""
    return list(Team.objects.order_by("path"))


def leaders_over(path: str) -> list[User]:
    """Active leaders of the team at `path` and of those above it."""
    ids = [int(part) for part in path.split("/") if part]
    return list(User.objects.filter(role="leader", is_active=True, team_id__in=ids).order_by("name"))


def viewer_of(id: int, *, via: str) -> Viewer:
    """The person `id` as a viewer, for jobs and commands."""
    return person(id).viewer(via=via)
