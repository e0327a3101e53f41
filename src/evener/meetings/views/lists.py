"""The list of meetings."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evener.listing.queries import Listed
from evener.meetings.presenting import meetings as presenting
from evener.meetings.queries import lists as queries
from evener.meetings.queries.lists import ALL, MINE, PAST, UNDEBRIEFED, UNFILED, UPCOMING
from evener.meetings.rules.plan import KIND_NAMES, MeetingKind
from evener.pages.access import is_part, signed_in
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.problems import Text

LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL. Without one: what comes, of mine, the next first."""
    wrong: dict[str, Text] = {}
    at = timezone.now()
    asked = _asked(request, wrong)
    usual = "starts" if asked.when == UPCOMING else "-starts"
    ask = asked_order(request, wrong, orders=queries.ORDERS, default=usual)
    listed, ask = read_page(partial(queries.meetings, viewer, asked=asked, at=at), ask, wrong)
    query, found = kept_query(request), listed.page
    context = {
        "nav": "meetings",
        "asked": asked,
        "wrong": wrong,
        "kinds": [(kind.value, name) for kind, name in KIND_NAMES.items()],
        "rows": presenting.list_rows(found.rows, viewer=viewer, at=at),
        "sort": ask.order,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
        "may_plan": viewer.may_write,
    }
    if not is_part(request):
        return render(request, "meetings/list.html", context)
    response = render(request, "meetings/list.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    asked = request.GET.get
    q, when, whose = asked("q", "").strip()[:LONGEST], asked("when", "") or UPCOMING, asked("whose", "") or MINE
    kind, state = asked("kind", ""), asked("state", "")
    if when not in (UPCOMING, PAST, ALL):
        wrong["when"], when = _("Choose upcoming, past or all."), UPCOMING
    if whose not in (MINE, ALL):
        wrong["whose"], whose = _("Choose mine or everybody's."), MINE
    if kind and kind not in set(MeetingKind):
        wrong["kind"], kind = _("Choose one of the kinds."), ""
    if state and state not in (UNDEBRIEFED, UNFILED):
        wrong["state"], state = _("Choose one of the states."), ""
    return queries.Filter(q=q, when=when, whose="" if whose == ALL else MINE, kind=kind, state=state)


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ meetings")
    return ngettext("%(count)d meeting", "%(count)d meetings", found.count) % {"count": found.count}
