"""The board: open deals by stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evener.deals import actions, filters, queries
from evener.deals.board import board
from evener.deals.names import names_for
from evener.deals.presenting import asking, cards
from evener.pages.access import back, is_part, signed_in, whole_number
from evener.pages.templatetags.evener import locale_of, query_text
from evener.people.rules import Viewer
from evener.problems import Conflict, NotThere, Problem

# The board takes these; a link that also says more is a link to the list.
PARAMETERS = ("q", "owner", "team")


@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The board, narrowed by its URL."""
    context = _context(viewer, request.GET)
    if not is_part(request):
        return render(request, "deals/board.html", context)
    response = render(request, "deals/board.html#board", {**context, "oob": True})
    response.headers["HX-Push-Url"] = f"{request.path}{context['query']}"
    return response


@require_POST
@signed_in
def move(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Put one card into another stage. The answer is the whole board as it is now, whether it worked or not."""
    stage = queries.stage(whole_number(request.POST.get("stage")) or 0)
    seen = whole_number(request.POST.get("version") or request.GET.get("version"))
    text, tone, status = "", "ok", 200
    try:
        values = {"stage_id": stage.pk}
        deal = actions.change_deal(by=viewer, at=timezone.now(), deal_id=id, values=values, seen_version=seen)
        text = _("“%(name)s” is in %(stage)s.") % {"name": deal.name, "stage": stage.name}
    except NotThere:
        raise
    except Problem as problem:
        text, tone, status = _why_not(problem), "warn", 409
    if not is_part(request):
        (messages.success if tone == "ok" else messages.warning)(request, text)
        return back(request, reverse("deals:board"))
    shown = QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    response = render(request, "deals/board.html#board", _context(viewer, shown), status=status)
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "tone": tone}})
    return response


def _why_not(problem: Problem) -> str:
    if isinstance(problem, Conflict) and problem.clashes:
        clash = problem.clashes[0]
        said = {"who": clash.who, "stage": clash.theirs}
        return _("%(who)s put this deal into %(stage)s meanwhile. The board shows it as it is now.") % said
    return str(problem)


def _context(viewer: Viewer, params: Mapping[str, str]) -> dict[str, Any]:
    given = {name: params.get(name, "") for name in PARAMETERS}
    asked, wrong = filters.read(given, viewer=viewer)
    drawn = board(viewer, asked=asked)
    shown = [card for pile in drawn.piles.values() for card in pile.cards]
    names = names_for(viewer, account_ids=[card["account_id"] for card in shown])
    columns = cards.columns(
        drawn.piles,
        names,
        today=viewer.today(timezone.now()),
        locale=locale_of(get_language() or "en"),
        may_move=viewer.may_write,
    )
    current = QueryDict(mutable=True)
    current.update({name: value for name, value in given.items() if value})
    return {
        "nav": "board",
        "asked": asked,
        "typed": asking.typed(given, "q"),
        "choices": asking.choices(asked, names),
        "wrong": wrong,
        "columns": columns,
        "capped": drawn.capped,
        "query": query_text(current, {}),
        "list_query": current.urlencode(),
        "nothing": not shown,
        "narrowed": bool(current),
    }
