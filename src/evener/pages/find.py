"""What the palette finds of people (pages.asks.Finder): a person leads to the deals they work on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.asks import Hit, Sought
from evener.people.models import User
from evener.people.rules import ROLE_NAMES, Role, Viewer
from evener.search.rules import Kind

CONSIDERED = 40


def people(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """Active people with these words in name or address, those whose name begins so first. One query.

    Everyone here may know who works here.
    """
    ids = sought.ids(Kind.PERSON, every=True)
    if ids is None:
        return []
    rows = User.objects.filter(id__in=ids, is_active=True).order_by("name", "id")
    found = list(rows.values_list("id", "name", "role", "team__name")[:CONSIDERED])
    found.sort(key=lambda row: not sought.begins(row[1]))
    return [
        Hit(
            _("People"),
            name,
            " · ".join(filter(None, (str(ROLE_NAMES[Role(role)]), team))),
            f"/deals/?member={id}",
            "person",
        )
        for id, name, role, team in found[:limit]
    ]
