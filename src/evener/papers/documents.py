"""Papers among the documents of the plan shared with a customer (pursuit.asks.Documents)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from evener.listing.prepared import Question, asked
from evener.papers.models import Edition
from evener.pursuit.asks import Document

MOST = 50


def documents(*, deal_id: int, token: str) -> Sequence[Document]:
    """What went out last of each paper that stands on the plan. Its page is one below the plan's own link; in a preview
    there is no link, and none.
    """
    if not token:
        return []
    return [
        Document(
            title=row["title"],
            detail=ngettext("Point of view, %(count)d page", "Point of view, %(count)d pages", row["pages"])
            % {"count": row["pages"]},
            on=row["out_at"].date(),
            url=reverse("papers:shared_on_plan", args=[token, row["id"]]),
        )
        for row in asked(_listed, deal_id=deal_id)
    ]


def _listed(*, deal_id: int) -> Question:
    return _newest(deal_id).values("id", "title", "pages", "out_at")[:MOST]


def on_plan(deal_id: int) -> list[Edition]:
    """The newest edition of each paper of the deal that stands on its plan, newest first. One query."""
    return list(_newest(deal_id).select_related("logo").defer("pdf", "logo__data")[:MOST])


def _newest(deal_id: int) -> QuerySet[Edition, Any]:
    later = Edition.objects.filter(paper_id=OuterRef("paper_id"), number__gt=OuterRef("number"))
    rows = Edition.objects.filter(~Exists(later), paper__deal_id=deal_id, paper__on_plan=True)
    return rows.order_by("-out_at", "-id")
