"""What the palette finds of what is known (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.discovery.models import Answer
from evener.discovery.rules.answers import shown
from evener.discovery.rules.questions import AnswerKind
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind

FIELDS = ("value", "question__text", "question__kind", "question__unit", "question__key", "deal_id", "deal__name")


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest answers in force with these words in question or answer. One query."""
    ids = sought.ids(Kind.ANSWER)
    if ids is None:
        return []
    rows = Answer.objects.visible_to(viewer).filter(id__in=ids, ended_at=None).order_by("-id")
    return [
        Hit(
            _("Answers"),
            shown(row["value"], kind=AnswerKind(row["question__kind"]), unit=row["question__unit"]),
            f"{row['question__text']} · {row['deal__name']}",
            f"{address('discovery:of_deal', row['deal_id'])}#q-{row['question__key']}",
        )
        for row in rows.values(*FIELDS)[:limit]
    ]
