"""What the palette finds of what is known (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.discovery.models import Answer
from evener.discovery.rules.answers import shown
from evener.discovery.rules.questions import AnswerKind
from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind

LOOKED_AT = 500
FIELDS = ("value", "question__text", "question__kind", "question__unit", "question__key", "deal_id", "deal__name")


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest answers in force with these words in question or answer. One query."""
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.ANSWER, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Answer.objects.visible_to(viewer).filter(id__in=ids, ended_at=None).order_by("-id")
    return [
        Hit(
            _("Answers"),
            shown(row["value"], kind=AnswerKind(row["question__kind"]), unit=row["question__unit"]),
            f"{row['question__text']} · {row['deal__name']}",
            f"{reverse('discovery:of_deal', args=[row['deal_id']])}#q-{row['question__key']}",
        )
        for row in rows.values(*FIELDS)[:limit]
    ]
