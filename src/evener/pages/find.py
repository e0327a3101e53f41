"""What the palette finds of people (pages.asks.Finder): a person leads to the deals they work on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.people.models import User
from evener.people.rules import ROLE_NAMES, Role, Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold

CONSIDERED = 40


def people(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Active people with these words in name or address, those whose name begins so first. One query.

    Everyone here may know who works here.
    """
    ids = matching_ids(Kind.PERSON, text)
    if ids is None:
        return []
    rows = User.objects.filter(id__in=ids, is_active=True).order_by("name", "id")
    found = list(rows.values_list("id", "name", "role", "team__name")[:CONSIDERED])
    found.sort(key=lambda row: not fold(row[1]).startswith(fold(text)))
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
