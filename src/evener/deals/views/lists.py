"""The list of deals."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from evener.deals import actions, filters, lists
from evener.deals.names import names_for
from evener.deals.presenting import asking
from evener.deals.presenting import columns as cells
from evener.listing.bar import default_view, views_bar, with_view
from evener.listing.queries import started_view
from evener.listing.rules import Ask
from evener.pages.access import back, is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import locale_of, query_text
from evener.people.actions import set_preference
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Text

LIST = "deals"
BUILT_IN: dict[str, Text] = {
    "outcome=open": lazy("Open"),
    "member=me": lazy("Mine"),
    "owner=nobody": lazy("Unowned"),
    "outcome=closed": lazy("Closed"),
    "outcome=all": lazy("All"),
}
# What the list does anyway.
NEUTRAL = frozenset({("outcome", "open"), ("sort", lists.DEFAULT_ORDER)})
MOST_TICKED = 200


@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    user = cast(User, request.user)
    start = None if request.GET else started_view(viewer, user, LIST)
    if start is not None:
        return HttpResponseRedirect(f"{request.path}?{with_view(start.query, start.pk)}")
    asked, wrong = filters.read(request.GET, viewer=viewer)
    ask = asked_order(request, wrong, orders=lists.ORDERS, default=lists.DEFAULT_ORDER)
    listed, ask = read_page(partial(lists.deals, viewer, asked=asked), ask, wrong)
    context = _context(request, viewer, user, asked=asked, ask=ask, listed=listed, wrong=wrong)
    if not is_part(request):
        return render(request, "deals/list.html", context)
    response = render(request, "deals/list.html#results", {**context, "oob": True})
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(kept_query(request, neutral=NEUTRAL), {})}"
    return response


def _context(
    request: HttpRequest,
    viewer: Viewer,
    user: User,
    *,
    asked: filters.Filter,
    ask: Ask,
    listed: lists.Listed,
    wrong: dict[str, Text],
) -> dict[str, Any]:
    rows = listed.page.rows
    columns = cells.chosen(user.preferences)
    keys = {column.key for column in columns}
    names = names_for(
        viewer,
        account_ids=[row["account_id"] for row in rows] if "account" in keys or asked.account else [],
        step_deal_ids=[row["id"] for row in rows if not row["outcome"]] if "step" in keys else [],
        views=LIST,
    )
    page = cells.page_of(names, today=viewer.today(timezone.now()), locale=locale_of(get_language() or "en"))
    query = kept_query(request, neutral=NEUTRAL)
    return {
        "nav": "deals",
        "room": "deals",
        "asked": asked,
        "typed": asking.typed(request.GET, "q", "min", "max", "currency", "from", "to"),
        "choices": asking.choices(asked, names),
        "chips": asking.chips(asked, names, query),
        "wrong": wrong,
        "columns": columns,
        "all_columns": [(column.key, column.label, column.key in keys) for column in cells.COLUMNS.values()],
        "rows": cells.table_rows(rows, columns, page),
        "sort": ask.order,
        "order_label": lists.ORDERS[ask.order_name].label,
        "count": _count(listed),
        "capped": listed.capped,
        "before": query_text(query, {"cursor": listed.page.previous}) if listed.page.previous else "",
        "after": query_text(query, {"cursor": listed.page.next}) if listed.page.next else "",
        "empty_company": not rows and not asked.narrows and not ask.cursor and not lists.any_deal(viewer),
        "clear": query_text(query, dict.fromkeys((*filters.PARAMETERS, "view"), "")),
        "view": whole_number(request.GET.get("view")),
        "bar": views_bar(
            viewer=viewer,
            built_in=BUILT_IN,
            saved=names.views,
            query=query.urlencode(),
            view_id=whole_number(request.GET.get("view")),
            default_id=default_view(user, LIST),
            neutral=NEUTRAL,
        ),
    }


def _count(listed: lists.Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ deals")
    return ngettext("%(count)d deal", "%(count)d deals", found.count) % {"count": found.count}


@require_POST
@signed_in
def columns(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep which columns the viewer wants to see."""
    keys = [key for key in cells.COLUMNS if key in request.POST.getlist("col")]
    set_preference(by=viewer, name=cells.PREFERENCE, value=keys)
    return back(request, reverse("deals:list"))


@require_POST
@signed_in
def change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Change owner or stage of the ticked rows, and say what was refused and why."""
    ids = [id for id in map(whole_number, request.POST.getlist("id")) if id is not None][:MOST_TICKED]
    values = _bulk_values(request)
    if not ids or not values:
        messages.warning(request, _("Tick the deals and choose the new owner or stage. Nothing was changed."))
        return back(request, reverse("deals:list"))
    many = actions.change_many(by=viewer, at=timezone.now(), deal_ids=ids, values=values)
    done = _done_text(len(many.changed))
    if not many.refused:
        messages.success(request, done)
        return back(request, reverse("deals:list"))
    names = lists.names_of(viewer, [id for id, _why in many.refused])
    refused = [(id, names.get(id, ""), why) for id, why in many.refused]
    context = {"nav": "deals", "done": done if many.changed else "", "refused": refused, "next": _next(request)}
    return render(request, "deals/changed.html", context, status=200 if many.changed else 409)


def _bulk_values(request: HttpRequest) -> dict[str, Any]:
    values: dict[str, Any] = {}
    owner, stage = request.POST.get("owner", ""), whole_number(request.POST.get("stage"))
    if owner == filters.NOBODY:
        values["owner_id"] = None
    elif (owner_id := whole_number(owner)) is not None:
        values["owner_id"] = owner_id
    if stage is not None:
        values["stage_id"] = stage
    return values


def _done_text(count: int) -> str:
    return ngettext("%(count)d deal changed.", "%(count)d deals changed.", count) % {"count": count}


def _next(request: HttpRequest) -> str:
    return back(request, reverse("deals:list")).url
