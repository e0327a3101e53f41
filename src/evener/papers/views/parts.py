"""What is done to a paper beside writing it: pieces put in and renewed, claims looked for, a draft discarded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.pages.access import signed_in, whole_number
from evener.papers import actions, presenting
from evener.papers.models import PaperPiece
from evener.papers.queries import library, one
from evener.papers.views.editor import form_of, near_claims, show, stand, working
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, Refused


@require_safe
@signed_in
def offered(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """Part of the page: pieces with the words of `?q=`, else those worded like the paper."""
    at = stand(viewer, paper_id)
    paper = at.paper
    there = PaperPiece.objects.filter(paper=paper).values_list("piece_id", flat=True)
    words = f"{paper.title} {paper.problem} {paper.idea}"
    found = library.offered(words, q=request.GET.get("q", "")[:200].strip(), without=there)
    context = {"pieces": found, "paper": paper, "may_edit": at.may_change}
    return render(request, "papers/offered.html", context)


@require_POST
@signed_in
def put(request: HttpRequest, viewer: Viewer, paper_id: int, piece_id: int) -> HttpResponse:
    """Save what is typed and add the piece: one click, and nothing typed is lost."""
    refused = _saved(request, viewer, paper_id)
    if refused is not None:
        return refused
    try:
        actions.put_piece(by=viewer, at=timezone.now(), paper_id=paper_id, piece_id=piece_id)
    except Refused as problem:
        return show(request, stand(viewer, paper_id), problem=str(problem), status=409)
    return HttpResponseRedirect(reverse("papers:page", args=[paper_id]) + "#pieces")


@require_POST
@signed_in
def renew(request: HttpRequest, viewer: Viewer, paper_id: int, piece_id: int) -> HttpResponse:
    """`words=new` takes the piece's new words, anything else keeps those in the paper."""
    refused = _saved(request, viewer, paper_id)
    if refused is not None:
        return refused
    try:
        actions.renew_piece(
            by=viewer, at=timezone.now(), paper_id=paper_id, piece_id=piece_id, words=request.POST.get("words") == "new"
        )
    except Refused as problem:
        return show(request, stand(viewer, paper_id), problem=str(problem), status=409)
    return HttpResponseRedirect(reverse("papers:page", args=[paper_id]) + "#pieces")


def _saved(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse | None:
    """The form that came along, saved; the page with its errors where it cannot be. None: go on."""
    if "title" not in request.POST:
        return None
    at = stand(viewer, paper_id)
    form, seen = form_of(at, request.POST), whole_number(request.POST.get("version"))
    if not form.is_valid() or seen is None:
        return show(request, at, form=form, seen=seen, status=422)
    try:
        actions.change_paper(by=viewer, at=at.now, paper_id=paper_id, values=form.values(), seen_version=seen)
    except Conflict as conflict:
        return show(request, stand(viewer, paper_id), form=form, seen=conflict.version, conflict=conflict, status=409)
    except Invalid as problem:
        problem.show_on(form)
        return show(request, at, form=form, seen=seen, status=422)
    return None


@require_POST
@signed_in
def claims(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """Part of the page: the deal's promises, those worded like what is typed marked."""
    at = working(viewer, paper_id)
    form = form_of(at, request.POST)
    words = " ".join(request.POST.get(name, "")[:8000] for name in ("title", "problem", "idea"))
    ticked = {int(id) for id in form.ticked("claims") if whole_number(id) is not None}
    rows = presenting.claim_rows(form.claimed, ticked=ticked, near=near_claims(form.claimed, words))
    return render(request, "papers/claims.html", {"claims": rows, "may_edit": at.may_change, "paper": at.paper})


@require_http_methods(["POST"])
@signed_in
def discard(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    deal_id = one.paper(viewer, paper_id).deal_id
    actions.discard_paper(by=viewer, at=timezone.now(), paper_id=paper_id)
    messages.success(request, _("The draft is gone. The journal says that there was one."))
    return HttpResponseRedirect(reverse("papers:of_deal", args=[deal_id]))
