"""The library of pieces."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.pages.access import back, is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.telling import tell
from evener.pages.templatetags.evener import query_text
from evener.papers import actions, drawing, presenting
from evener.papers.forms import PieceForm
from evener.papers.models import Piece
from evener.papers.queries import library
from evener.papers.queries.library import ME, PIECE_ORDERS, PieceFilter
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PieceFor, check_due, is_check_due
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, Text
from evener.search.rules import terms

LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    wrong: dict[str, Text] = {}
    at = timezone.now()
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=PIECE_ORDERS, default="title")
    today = viewer.today(at)
    (found, count), ask = read_page(partial(library.pieces, viewer, asked=asked, today=today), ask, wrong)
    query = kept_query(request)
    context = {
        "nav": "papers",
        "tab": "pieces",
        "asked": asked,
        "wrong": wrong,
        "sections": [(each.value, name) for each, name in PIECE_FOR_NAMES.items()],
        "tags": library.tags(),
        "rows": presenting.piece_rows(found.rows, today=today),
        "sort": ask.order,
        "order_label": PIECE_ORDERS[ask.order_name].label,
        "count": ngettext("%(count)d piece", "%(count)d pieces", count) % {"count": count},
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
        "may_write": viewer.may_write,
    }
    if not is_part(request):
        return render(request, "papers/pieces.html", context)
    response = render(request, "papers/pieces.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> PieceFilter:
    q = request.GET.get("q", "").strip()[:LONGEST]
    # PostgreSQL refuses to look for it.
    tag = request.GET.get("tag", "").replace("\x00", "").strip()[:40]
    section, owner = request.GET.get("section", ""), request.GET.get("owner", "")
    due, retired = request.GET.get("due", ""), request.GET.get("retired", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if section and section not in set(PieceFor):
        wrong["section"], section = _("Choose the part from the list."), ""
    if owner and owner != ME and whole_number(owner) is None:
        wrong["owner"], owner = _("Choose the person from the list."), ""
    return PieceFilter(q=q, section=section, tag=tag, owner=owner, due=due == "yes", retired=retired == "yes")


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, piece_id: int) -> HttpResponse:
    return show(request, viewer, library.piece(piece_id))


def show(
    request: HttpRequest, viewer: Viewer, piece: Piece, *, form: Any = None, conflict: str = "", status: int = 200
) -> HttpResponse:
    today = viewer.today(timezone.now())
    uses = library.used_in(viewer, piece)
    everywhere = library.uses([piece.pk]).get(piece.pk, 0)
    picture = piece.section == PieceFor.PICTURE
    context = {
        "nav": "papers",
        "piece": piece,
        "section": PIECE_FOR_NAMES[PieceFor(piece.section)],
        "blocks": [] if picture else drawing.blocks(piece.body),
        "picture": drawing.picture_address(piece.body) if picture else "",
        "picture_words": drawing.words_of(piece.body) if picture else "",
        "tags": piece.tags.split(),
        "due": check_due(piece.checked_on),
        "is_due": is_check_due(piece.checked_on, today=today) and not piece.retired,
        "texts": library.texts(piece),
        "uses": uses,
        "hidden": everywhere - len(uses),
        "may_write": viewer.may_write,
        "form": form,
        "conflict": conflict,
        "entries": tell(library.piece_journal(piece), on="piece"),
    }
    return render(request, "papers/piece.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    form = PieceForm(request.POST if request.method == "POST" else None, owner_id=viewer.id)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_piece(by=viewer, at=timezone.now(), values=form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("It is in the library, true as of today."))
            return HttpResponseRedirect(reverse("papers:piece", args=[made.pk]))
    context = {"nav": "papers", "form": form}
    return render(request, "papers/new_piece.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, piece_id: int) -> HttpResponse:
    piece = library.piece(piece_id)
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if request.method != "POST":
        return show(request, viewer, piece, form=PieceForm(piece=piece))
    form, seen = PieceForm(request.POST, piece=piece), whole_number(request.POST.get("version"))
    if not form.is_valid() or seen is None:
        return show(request, viewer, piece, form=form, status=422)
    try:
        actions.change_piece(
            by=viewer, at=timezone.now(), piece_id=piece_id, values=form.cleaned_data, seen_version=seen
        )
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, piece, form=form, status=422)
    except Conflict as conflict:
        return show(request, viewer, library.piece(piece_id), form=form, conflict=str(conflict), status=409)
    return HttpResponseRedirect(reverse("papers:piece", args=[piece_id]))


@require_POST
@signed_in
def check(request: HttpRequest, viewer: Viewer, piece_id: int) -> HttpResponse:
    actions.check_piece(by=viewer, at=timezone.now(), piece_id=piece_id)
    messages.success(request, _("Checked: still true as of today."))
    return back(request, reverse("papers:piece", args=[piece_id]))


@require_POST
@signed_in
def retire(request: HttpRequest, viewer: Viewer, piece_id: int) -> HttpResponse:
    """`retired=no` brings it back."""
    retired = request.POST.get("retired") != "no"
    actions.retire_piece(by=viewer, at=timezone.now(), piece_id=piece_id, retired=retired)
    return HttpResponseRedirect(reverse("papers:piece", args=[piece_id]))
