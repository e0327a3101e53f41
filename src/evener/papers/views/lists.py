"""The list of papers, with how often the clock is met."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evener.listing.queries import Listed
from evener.pages.access import is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.papers import presenting
from evener.papers.queries import clock, rows
from evener.papers.queries.rows import ALL, ME, NOBODY
from evener.papers.rules.writing import PaperStatus
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import Text
from evener.search.rules import terms

DEFAULT_ORDER = "-touched"
LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    wrong: dict[str, Text] = {}
    at = timezone.now()
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=rows.PAPER_ORDERS, default=DEFAULT_ORDER)
    listed, ask = read_page(partial(rows.papers, viewer, asked=asked, today=viewer.today(at)), ask, wrong)
    query, found = kept_query(request, neutral=(("status", ALL),)), listed.page
    context = {
        "nav": "papers",
        "tab": "papers",
        "asked": asked,
        "wrong": wrong,
        "choices": presenting.choices(asked, people=people.named(), teams=rows.teams()),
        "rows": presenting.list_rows(found.rows, today=viewer.today(at)),
        "sort": ask.order,
        "order_label": rows.PAPER_ORDERS[ask.order_name].label,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
    }
    if is_part(request):
        response = render(request, "papers/list.html#results", context)
        response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
        return response
    rates = clock.rates(viewer, at=at)
    context["own"] = presenting.rate_text(rates.own)
    context["rate"] = rates.own
    context["by_team"] = [(name, presenting.rate_text(rate), rate) for name, rate in rates.teams]
    return render(request, "papers/list.html", context)


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> rows.PaperFilter:
    q, owner = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("owner", "")
    status, late = request.GET.get("status", "") or ALL, request.GET.get("late", "")
    team = request.GET.get("team", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if owner and owner not in (NOBODY, ME) and whole_number(owner) is None:
        wrong["owner"], owner = _("Choose the person from the list."), ""
    if team and whole_number(team) is None:
        wrong["team"], team = _("Choose the team from the list."), ""
    if status not in {*PaperStatus, ALL}:
        wrong["status"], status = _("Choose one of the statuses."), ALL
    if late not in ("", "yes"):
        wrong["late"] = _("Choose whether it is late from the list.")
    return rows.PaperFilter(q=q, status=status, owner=owner, team=team, late=late == "yes")


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ papers")
    return ngettext("%(count)d paper", "%(count)d papers", found.count) % {"count": found.count}
