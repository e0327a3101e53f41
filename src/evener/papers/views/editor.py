"""The editor of a paper: the form on one side, the pages on the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import Standing, may_change
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import clashes_of
from evener.pages.telling import tell
from evener.papers import actions, drawing, presenting
from evener.papers.forms import PaperForm
from evener.papers.models import Paper
from evener.papers.queries import library, one
from evener.papers.rules.content import Content
from evener.papers.rules.writing import LENGTHS, LINES, budget, clean
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid
from evener.search.rules import worded_like


@dataclass(frozen=True, slots=True)
class At:
    """Who looks at which paper of which deal, and when."""

    viewer: Viewer
    paper: Paper
    deal: Deal
    stands: Standing
    now: datetime

    @property
    def today(self) -> date:
        return self.viewer.today(self.now)

    @property
    def may_change(self) -> bool:
        return bool(may_change(self.viewer, self.stands))


def stand(viewer: Viewer, id: int) -> At:
    paper = one.paper(viewer, id)
    deal = deals.deal(viewer, paper.deal_id)
    return At(viewer, paper, deal, deals.standing(viewer, deal), timezone.now())


def working(viewer: Viewer, id: int) -> At:
    """The same, where the viewer may change the paper now; NotAllowed or Refused in words otherwise."""
    at = stand(viewer, id)
    deals.editable(viewer, at.deal.pk)
    return at


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """The editor; posted to, it saves, or shows the pages of what was typed (`preview`, without JavaScript)."""
    at = stand(viewer, paper_id)
    if request.method != "POST":
        return show(request, at)
    working(viewer, paper_id)
    form = form_of(at, request.POST)
    seen = whole_number(request.POST.get("version"))
    if not form.is_valid() or seen is None:
        return show(request, at, form=form, seen=seen, status=422)
    if "preview" in request.POST:
        return show(request, at, form=form, seen=seen)
    try:
        actions.change_paper(by=viewer, at=at.now, paper_id=paper_id, values=form.values(), seen_version=seen)
    except Conflict as conflict:
        return show(request, stand(viewer, paper_id), form=form, seen=conflict.version, conflict=conflict, status=409)
    except Invalid as problem:
        problem.show_on(form)
        return show(request, at, form=form, seen=seen, status=422)
    if "then" in request.POST:
        return HttpResponseRedirect(reverse("papers:out", args=[paper_id]))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("papers:page", args=[paper_id]))


@require_POST
@signed_in
def preview(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """Part of the page: what was typed, as pages. Nothing is kept."""
    at = working(viewer, paper_id)
    form = form_of(at, request.POST)
    form.is_valid()
    context = seen_context(at, form, good=request.POST.get("good", ""))
    return render(request, "papers/seen.html", {**context, "part": True})


@require_safe
@signed_in
def draft(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """The paper as it is saved, as a PDF for us. What goes to a customer is an edition."""
    at = stand(viewer, paper_id)
    brand = one.brand()
    content = one.content(viewer, at.paper, at.deal, day=at.today, company=brand.organisation.name)
    drawn = drawing.draw(content, look=drawing.look_of(brand), logo=brand.logo)
    return pdf_answer(drawn.pdf, _("Draft of %(title)s") % {"title": at.paper.title})


def pdf_answer(data: bytes, title: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    name = content_disposition_header(as_attachment=True, filename=drawing.file_name(title))
    response.headers["Content-Disposition"] = name or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def form_of(at: At, data: Any) -> PaperForm:
    paper = at.paper
    return PaperForm(
        data, paper=paper, meetings=one.meetings_of(paper), steps=one.offered_steps(paper),
        contacts=deals.contacts_of(at.viewer, at.deal), claims=one.claims(paper),
    )  # fmt: skip


def typed(at: At, form: PaperForm, *, company: str) -> Content:
    """What was typed as a document: a field that cannot be kept stands as it was."""
    now = one.content(at.viewer, at.paper, at.deal, day=at.today, company=company)
    if not form.is_bound:
        return now
    values = form.values()
    texts: dict[str, Any] = {name: clean(values[name] or "", lines=name in LINES) for name in LENGTHS if name in values}
    steps = tuple(one.lines(at.viewer, at.deal, values["steps"]))
    return replace(now, **texts, steps=steps, language=values.get("language", now.language))


def seen_context(at: At, form: PaperForm, *, good: str) -> dict[str, Any]:
    """The pages of what stands in the form. `good` is the last picture that could be read; it stays."""
    brand = one.brand()
    content = typed(at, form, company=brand.organisation.name)
    faults = drawing.picture_faults(content.picture)
    good = content.picture if not faults else good[: LENGTHS["picture"]]
    seen = drawing.pages(replace(content, picture=good), look=drawing.look_of(brand), logo=brand.logo)
    spent = budget(problem=content.problem, idea=content.idea, steps=[each.what for each in content.steps])
    return {
        "seen": seen,
        "faults": faults,
        "good": good,
        "measure": presenting.measure(spent, pages=len(seen.pages)),
        "stays": bool(faults) and bool(good.strip()),
    }


def show(
    request: HttpRequest, at: At, *, form: PaperForm | None = None, seen: int | None = None,
    conflict: Conflict | None = None, status: int = 200, problem: str = "",
) -> HttpResponse:  # fmt: skip
    """`seen` is the version the form was opened on; after a conflict the one that writes mine over theirs."""
    paper = at.paper
    form = form or form_of(at, None)
    put_in = one.put_in(paper)
    ticked = {int(id) for id in form.ticked("claims") if whole_number(id) is not None}
    words = " ".join(str(form[name].value() or "") for name in ("title", "problem", "idea"))
    context = {
        **deal_head(at.viewer, at.deal, tab="papers", at=at.now),
        **seen_context(at, form, good=request.POST.get("good", paper.picture)),
        "paper": paper,
        "form": form,
        "version": seen or paper.version,
        "pills": presenting.pills(paper, today=at.today),
        "may_edit": at.may_change,
        "claims": presenting.claim_rows(form.claimed, ticked=ticked, near=near_claims(form.claimed, words)),
        "chosen_steps": form.ticked("steps"),
        "put_in": put_in,
        "pieces": library.offered(words, without=[each.piece_id for each in put_in]),
        "editions": one.editions(paper) if paper.is_out else [],
        "origins": paper.origins,
        "clashes": clashes_of(conflict) if conflict else [],
        "conflict": conflict,
        "problem": problem,
        "entries": tell(one.journal(paper), on="paper"),
    }
    return render(request, "papers/page.html", context, status=status)


def near_claims(claims: Iterable[one.Claimed], text: str) -> set[int]:
    """Those of the deal's promises that are worded like the text."""
    return worded_like({each.promise.pk: each.promise.words for each in claims}, text)
