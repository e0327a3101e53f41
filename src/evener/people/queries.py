"""Reading people, teams and the organisation."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from evener.people.models import ApiToken, Organisation, Team, User
from evener.people.rules import Viewer
from evener.problems import NotThere


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


class Named(NamedTuple):
    """Somebody to choose."""

    id: int
    name: str
    email: str
    role: str


def named() -> list[Named]:
    """Every active person by name, with what a choice of people shows."""
    rows = User.objects.filter(is_active=True).order_by("name", "id")
    return [Named(*row) for row in rows.values_list("id", "name", "email", "role")]


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


def team_tree() -> list[tuple[Team, int, int]]:
    """Every team from the top down with its depth (0 is the top) and how many active people it has."""
    counted = Team.objects.annotate(size=Count("people", filter=Q(people__is_active=True)))
    by_id = {team.pk: team for team in counted}
    names = {id: [by_id[int(part)].name for part in team.path.strip("/").split("/")] for id, team in by_id.items()}
    ordered = sorted(by_id.values(), key=lambda team: names[team.pk])
    return [(team, len(names[team.pk]) - 1, getattr(team, "size", 0)) for team in ordered]


def tokens_of(viewer: Viewer) -> list[ApiToken]:
    """The viewer's own tokens, newest first."""
    return list(ApiToken.objects.filter(user_id=viewer.id).order_by("-id")[:100])
