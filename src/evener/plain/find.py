"""What the palette finds of the glossary (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.people.rules import Viewer
from evener.plain.models import Term
from evener.plain.rules import TREATMENT_NAMES, Treatment
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold

LOOKED_AT, CONSIDERED = 500, 40


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Entries with these words, those whose word begins so first, then the newest. One query."""
    ids = matching_ids(Kind.TERM, text, limit=LOOKED_AT)
    if ids is None:
        return []
    rows = Term.objects.filter(id__in=ids).order_by("-id").values_list("id", "word", "plain", "meaning", "treatment")
    found = list(rows[:CONSIDERED])
    found.sort(key=lambda row: not fold(row[1]).startswith(fold(text)))
    return [
        Hit(
            _("Glossary"), word, plain or meaning or str(TREATMENT_NAMES[Treatment(treatment)]),
            reverse("plain:term", args=[id]), icon="glossary",
        )
        for id, word, plain, meaning, treatment in found[:limit]
    ]  # fmt: skip
