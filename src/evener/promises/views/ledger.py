"""The ledger: the promises of every deal the viewer sees."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from evener.deals.names import names_for
from evener.deals.presenting import asking
from evener.listing.bar import default_view, views_bar, with_view
from evener.listing.queries import started_view
from evener.listing.rules import Ask, Page
from evener.pages.access import is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import locale_of, query_text
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Text
from evener.promises import ledger as book
from evener.promises.presenting import ledger as presenting

LIST = "promises"
BUILT_IN: dict[str, Text] = {
    "state=open": lazy("Open"),
    "engineer=me&review=waiting&sort=verdict": lazy("Asked of me"),
    "review=waiting&sort=verdict": lazy("Waiting"),
    "review=refused": lazy("Refused"),
    "stale=yes": lazy("Stale"),
    "late=yes": lazy("Late"),
    "blind=yes": lazy("Blind"),
    "state=all&sort=-created": lazy("All"),
}
# What the list does anyway.
NEUTRAL = frozenset({("state", book.OPEN), ("sort", book.DEFAULT_ORDER)})


@require_safe
@signed_in
def ledger(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    user = cast(User, request.user)
    start = None if request.GET else started_view(viewer, user, LIST)
    if start is not None:
        return HttpResponseRedirect(f"{request.path}?{with_view(start.query, start.pk)}")
    asked, wrong = book.read(request.GET)
    ask = asked_order(request, wrong, orders=book.ORDERS, default=book.DEFAULT_ORDER)
    today = viewer.today(timezone.now())
    found, ask = read_page(partial(book.ledger, viewer, asked=asked, today=today), ask, wrong)
    context = _context(request, viewer, user, asked=asked, ask=ask, found=found, wrong=wrong)
    if not is_part(request):
        return render(request, "promises/ledger.html", {**context, "strip": presenting.strip(book.sums(viewer))})
    response = render(request, "promises/ledger.html#results", {**context, "oob": True})
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(kept_query(request), {})}"
    return response


def _context(
    request: HttpRequest, viewer: Viewer, user: User, *, asked: book.Filter, ask: Ask, found: Page[dict[str, Any]],
    wrong: dict[str, Text],
) -> dict[str, Any]:  # fmt: skip
    now = timezone.now()
    names = names_for(viewer, account_ids=[asked.account], views=LIST)
    on = presenting.sheet(
        names, today=viewer.today(now), now=now, locale=locale_of(get_language() or "en"),
        by_verdict=ask.order_name == "verdict",
    )  # fmt: skip
    query = kept_query(request)
    view = whole_number(request.GET.get("view"))
    return {
        "nav": "promises",
        "room": "promises",
        "asked": asked,
        "typed": asking.typed(request.GET, "q", "from", "to"),
        "choices": presenting.choices(asked, names),
        "chips": presenting.chips(asked, names, found.rows, query),
        "wrong": wrong,
        "rows": presenting.lines(found.rows, on),
        "by_verdict": on.by_verdict,
        "sort": ask.order,
        "order_label": book.ORDERS[ask.order_name].label,
        "count": _count(found, ask),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "clear": query_text(query, dict.fromkeys((*book.PARAMETERS, "view"), "")),
        "narrowed": asked.narrows or ask.cursor,
        "view": view,
        "bar": views_bar(
            viewer=viewer,
            built_in=BUILT_IN,
            saved=names.views,
            query=query.urlencode(),
            view_id=view,
            default_id=default_view(user, LIST),
            neutral=NEUTRAL,
        ),
    }


def _count(found: Page[dict[str, Any]], ask: Ask) -> str:
    """How many there are where one page holds them all; else that there are more."""
    if found.next or found.previous:
        return _("%(size)d to a page") % {"size": ask.size}
    return ngettext("%(count)d promise", "%(count)d promises", len(found.rows)) % {"count": len(found.rows)}
