"""The journal of a deal."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from ninja import Query

from evener.deals import queries
from evener.deals.api.shapes import EntryPage
from evener.journal.models import Entry
from evener.listing.queries import page
from evener.listing.rules import Order
from evener.rest.answers import page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Paging
from evener.rest.values import PathId

routes = Routes("Parts of a deal")

ORDERS = {"id": Order("id", gettext_lazy("Newest"), ("id",))}
COLUMNS = (
    "id", "at", "actor_id", "via", "what", "subject_kind", "subject_id", "subject_name", "changes", "reason", "version",
)  # fmt: skip


@routes.on("GET", "/deals/{deal_id}/journal", gives=EntryPage, summary="Who changed what on a deal, newest first")
def journal(request: Call, deal_id: PathId, asked: Query[Paging]) -> HttpResponse:
    queries.deal(request.viewer, deal_id)
    rows = Entry.objects.filter(thread_kind="deal", thread_id=deal_id).values(*COLUMNS, actor_name=F("actor__name"))
    found = page(rows, ask=asked.ask("-id"), orders=ORDERS)
    return page_of(found, [_entry(row) for row in found.rows])


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    changes = [{"field": field, "before": before, "after": after} for field, before, after in row["changes"]]
    return row | {"changes": changes}
