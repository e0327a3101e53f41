"""What the palette finds of the glossary (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.plain.models import Term
from evener.plain.rules import TREATMENT_NAMES, Treatment
from evener.search.rules import Kind

# Of so many newest matches those that fit best are taken.
CONSIDERED = 40


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """Entries with these words, those whose word begins so first, then the newest. One query."""
    ids = sought.ids(Kind.TERM)
    if ids is None:
        return []
    rows = Term.objects.filter(id__in=ids).order_by("-id").values_list("id", "word", "plain", "meaning", "treatment")
    found = list(rows[:CONSIDERED])
    found.sort(key=lambda row: not sought.begins(row[1]))
    return [
        Hit(
            _("Glossary"), word, plain or meaning or str(TREATMENT_NAMES[Treatment(treatment)]),
            address("plain:term", id), icon="glossary",
        )
        for id, word, plain, meaning, treatment in found[:limit]
    ]  # fmt: skip
