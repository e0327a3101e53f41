"""Papers among the documents of the plan shared with a customer (pursuit.asks.Documents)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import ngettext

from evener.papers.models import Edition
from evener.pursuit.asks import Document
from evener.sharing.models import Link
from evener.sharing.rules import Of

MOST = 50


def documents(*, deal_id: int, link_id: int) -> Sequence[Document]:
    """What went out last of each paper that stands on the plan. Its page is one below the plan's own link."""
    link = Link.objects.filter(id=link_id, of=Of.PLAN, deal_id=deal_id).first()
    if link is None:
        return []
    return [
        Document(
            title=row.title,
            detail=ngettext("Point of view, %(count)d page", "Point of view, %(count)d pages", row.pages)
            % {"count": row.pages},
            on=row.out_at.date(),
            url=reverse("papers:shared_on_plan", args=[link.token, row.pk]),
        )
        for row in on_plan(deal_id)
    ]


def on_plan(deal_id: int) -> list[Edition]:
    """The newest edition of each paper of the deal that stands on its plan, newest first. One query."""
    rows = Edition.objects.filter(paper__deal_id=deal_id, paper__on_plan=True)
    newest = rows.annotate(last=Max("paper__editions__number")).filter(number=F("last"))
    return list(newest.select_related("logo").defer("pdf", "logo__data").order_by("-out_at", "-id")[:MOST])
