"""The list of evaluations."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evener.evaluations import presenting, queries
from evener.evaluations.queries import ALL, ME, NOBODY, OPEN
from evener.evaluations.rules import STATUS_NAMES, Course
from evener.listing.queries import Listed
from evener.pages.access import is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.problems import Text
from evener.search.rules import terms

DEFAULT_ORDER = "ends"
LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    wrong: dict[str, Text] = {}
    at = timezone.now()
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=queries.ORDERS, default=DEFAULT_ORDER)
    listed, ask = read_page(partial(queries.evaluations, viewer, asked=asked, at=at), ask, wrong)
    query, found = kept_query(request), listed.page
    context = {
        "nav": "engineering",
        "tab": "evaluations",
        "asked": asked,
        "wrong": wrong,
        "statuses": [(status.value, name) for status, name in STATUS_NAMES.items()],
        "owners": queries.owners(),
        "owner": whole_number(asked.owner),
        "rows": presenting.list_rows(found.rows, today=viewer.today(at), at=at),
        "sort": ask.order,
        "order_label": queries.ORDERS[ask.order_name].label,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
    }
    if not is_part(request):
        return render(request, "evaluations/list.html", context)
    response = render(request, "evaluations/list.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, owner = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("owner", "")
    status, stalled = request.GET.get("status", "") or OPEN, request.GET.get("stalled", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if owner and owner not in (NOBODY, ME) and whole_number(owner) is None:
        wrong["owner"], owner = _("Choose the owner from the list."), ""
    if status not in {*Course, OPEN, ALL}:
        wrong["status"], status = _("Choose one of the statuses."), OPEN
    if stalled not in ("", "yes"):
        wrong["stalled"] = _("Choose whether it stalled from the list.")
    return queries.Filter(q=q, status=status, owner=owner, stalled=stalled == "yes")


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ evaluations")
    return ngettext("%(count)d evaluation", "%(count)d evaluations", found.count) % {"count": found.count}
