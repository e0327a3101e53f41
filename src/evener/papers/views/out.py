"""A paper goes out, and what went out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.presenting import deal_head
from evener.deals.rules import join_reasons, may_override, may_work_on
from evener.pages.access import signed_in, whole_number
from evener.papers import actions, drawing, presenting
from evener.papers.forms import OutForm
from evener.papers.queries import one
from evener.papers.rules.going import lacking
from evener.papers.views.editor import At, pdf_answer, stand, working
from evener.people.rules import Viewer
from evener.problems import Conflict, Refused
from evener.sharing.presenting import panel
from evener.sharing.rules import Of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """What speaks against it, every claim with its verdict, and the button."""
    at = working(viewer, paper_id)
    if request.method != "POST":
        return _show(request, at, form=OutForm())
    form = OutForm(request.POST)
    if not form.is_valid():
        return _show(request, at, form=form, status=422)
    try:
        made = actions.send_out(
            by=viewer, at=timezone.now(), paper_id=paper_id, reason=form.cleaned_data["reason"],
            seen_version=whole_number(request.POST.get("version")),
        )  # fmt: skip
    except (Refused, Conflict) as problem:
        return _show(request, stand(viewer, paper_id), form=form, problem=str(problem), status=409)
    if request.POST.get("how") == "link":
        return HttpResponseRedirect(reverse("sharing:new", args=[at.deal.pk, Of.PAPER.value, made.pk]))
    messages.success(request, _("It is out. The steps it names stand in the plan."))
    return HttpResponseRedirect(reverse("papers:edition", args=[made.pk]))


def _show(request: HttpRequest, at: At, *, form: OutForm, problem: str = "", status: int = 200) -> HttpResponse:
    paper = at.paper
    brand = one.brand()
    content = one.content(at.viewer, paper, at.deal, day=at.today, company=brand.organisation.name)
    seen = drawing.pages(content, look=drawing.look_of(brand), logo=brand.logo)
    claims = presenting.claim_rows([each for each in one.claims(paper) if each.ticked])
    held = [row for row in claims if not row.ok]
    overrides = may_override(at.viewer, at.stands)
    lacks = lacking(drawing.whole(content, brand))
    context = {
        **deal_head(at.viewer, at.deal, tab="papers", at=at.now),
        "paper": paper,
        "pills": presenting.pills(paper, today=at.today),
        "form": form,
        "problem": problem,
        "lacks": lacks,
        "claims": claims,
        "held": held,
        "may_override": bool(overrides),
        "why_not_override": join_reasons(overrides.reasons),
        "ready": not lacks and (not held or bool(overrides)),
        "steps": content.steps,
        "seen": seen,
        "measure": presenting.measure(presenting.budget_of({"problem": content.problem, "idea": content.idea}),
                                      pages=len(seen.pages)),
    }  # fmt: skip
    return render(request, "papers/out.html", context, status=status)


@require_POST
@signed_in
def plan(request: HttpRequest, viewer: Viewer, paper_id: int) -> HttpResponse:
    """`shown=no` takes it off."""
    shown = request.POST.get("shown") != "no"
    actions.show_on_plan(by=viewer, at=timezone.now(), paper_id=paper_id, shown=shown)
    messages.success(
        request, _("It stands on the shared plan.") if shown else _("It no longer stands on the shared plan.")
    )
    newest = one.editions(one.paper(viewer, paper_id))[0]
    return HttpResponseRedirect(reverse("papers:edition", args=[newest.pk]))


@require_safe
@signed_in
def edition(request: HttpRequest, viewer: Viewer, edition_id: int) -> HttpResponse:
    """What went out, as it was, and its links."""
    found = one.edition(viewer, edition_id)
    deal = deals.deal(viewer, found.paper.deal_id)
    at = timezone.now()
    may_share = bool(may_work_on(viewer, deals.standing(viewer, deal)))
    context = {
        **deal_head(viewer, deal, tab="papers", at=at),
        **panel(viewer, deal, of=Of.PAPER, subject_id=found.pk, request=request, at=at, may_share=may_share),
        "edition": found,
        "paper": found.paper,
        "seen": drawing.pages_of(found),
    }
    return render(request, "papers/edition.html", context)


@require_safe
@signed_in
def pdf(request: HttpRequest, viewer: Viewer, edition_id: int) -> HttpResponse:
    found = one.edition(viewer, edition_id)
    return pdf_answer(bytes(found.pdf), found.title)
