"""The list of reviews, records, and come-backs."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evener.listing.queries import Listed
from evener.pages.access import is_part, signed_in
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.problems import Text
from evener.reviews.presenting.cards import list_rows
from evener.reviews.presenting.records import causes_shown, come_backs, own_shown, team_shown, told_shown
from evener.reviews.queries import light, records
from evener.reviews.queries import reviews as queries
from evener.reviews.queries.reviews import ALL, ME, OPEN, TO_SCORE
from evener.reviews.rules.course import STATUS_NAMES, ReviewStatus
from evener.search.rules import terms

DEFAULT_ORDER = "-asked"
LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    wrong: dict[str, Text] = {}
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=queries.ORDERS, default=DEFAULT_ORDER)
    listed, ask = read_page(partial(queries.reviews, viewer, asked=asked), ask, wrong)
    query, found = kept_query(request), listed.page
    context = {
        "nav": "reviews",
        "tab": "list",
        "asked": asked,
        "wrong": wrong,
        "statuses": [(status.value, name) for status, name in STATUS_NAMES.items()],
        "rows": list_rows(found.rows, today=viewer.today(timezone.now())),
        "sort": ask.order,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
    }
    if not is_part(request):
        return render(request, "reviews/list.html", context)
    response = render(request, "reviews/list.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, who = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("who", "")
    status = request.GET.get("status", "") or OPEN
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if who not in ("", ME):
        wrong["who"] = _("Choose whose reviews from the list.")
    if status not in {*ReviewStatus, OPEN, TO_SCORE, ALL}:
        wrong["status"], status = _("Choose one of the statuses."), OPEN
    return queries.Filter(q=q, status=status, mine=who == ME)


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ reviews")
    return ngettext("%(count)d review", "%(count)d reviews", found.count) % {"count": found.count}


@require_safe
@signed_in
def record(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One's own record, and the team's for whoever leads it."""
    own, team = records.own(viewer), records.team(viewer)
    context = {
        "nav": "reviews",
        "tab": "records",
        "own": own_shown(own),
        "team": team_shown(team) if team else None,
        "told": told_shown(records.told(viewer)),
        "causes": causes_shown(*records.causes(viewer)),
    }
    return render(request, "reviews/records.html", context)


@require_safe
@signed_in
def returns(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What came of deals that ended in no decision: one's own, and those of the team one leads."""
    today = viewer.today(timezone.now())
    context = {
        "nav": "reviews",
        "tab": "comebacks",
        "own": come_backs(light.came_back(viewer, today=today, team=False)),
        "team": come_backs(light.came_back(viewer, today=today, team=True)) if viewer.leads else None,
    }
    return render(request, "reviews/comebacks.html", context)
