"""Links on our side: made, looked after, ended. What a link shows is the page of another room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import join_reasons, may_work_on
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere
from evener.sharing import actions, presenting, queries
from evener.sharing.forms import EndForm, LinkForm
from evener.sharing.models import Link
from evener.sharing.rules import Of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int, of: str, subject_id: int) -> HttpResponse:
    deal, at = deals.deal(viewer, deal_id), timezone.now()
    works = may_work_on(viewer, deals.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if of not in set(Of):
        raise NotThere(_("There is nothing like this to share on the deal."))
    shown = actions.subject(viewer=viewer, deal_id=deal_id, of=Of(of), subject_id=subject_id)
    contacts = deals.contacts_of(viewer, deal)
    form = LinkForm(request.POST if request.method == "POST" else None, contacts=contacts, today=viewer.today(at))
    context = {"deal": deal, "shown": shown, "form": form}
    if request.method != "POST":
        return render(request, "sharing/new.html", context)
    if not form.is_valid():
        return render(request, "sharing/new.html", context, status=422)
    try:
        made = actions.share(by=viewer, at=at, deal_id=deal_id, of=Of(of), subject_id=subject_id, **form.cleaned_data)
    except Invalid as problem:
        problem.show_on(form)
        return render(request, "sharing/new.html", context, status=422)
    messages.success(request, _("The link is ready. Copy it and send it."))
    return HttpResponseRedirect(reverse("sharing:link", args=[made.pk]))


@require_safe
@signed_in
def link(request: HttpRequest, viewer: Viewer, link_id: int) -> HttpResponse:
    return _show(request, viewer, queries.link(viewer, link_id))


@require_POST
@signed_in
def extend(request: HttpRequest, viewer: Viewer, link_id: int) -> HttpResponse:
    found, form = queries.link(viewer, link_id), EndForm(request.POST)
    works = may_work_on(viewer, deals.standing(viewer, deals.deal(viewer, found.deal_id)))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if not form.is_valid():
        return _show(request, viewer, found, form=form, status=422)
    try:
        actions.extend(by=viewer, at=timezone.now(), link_id=link_id, **form.cleaned_data)
    except Invalid as problem:
        problem.show_on(form)
        return _show(request, viewer, found, form=form, status=422)
    return HttpResponseRedirect(reverse("sharing:link", args=[link_id]))


@require_POST
@signed_in
def take_back(request: HttpRequest, viewer: Viewer, link_id: int) -> HttpResponse:
    found = actions.take_back(by=viewer, at=timezone.now(), link_id=link_id)
    messages.success(request, _("“%(label)s” leads nowhere from now on.") % {"label": found.label})
    return HttpResponseRedirect(reverse("sharing:link", args=[link_id]))


def _show(
    request: HttpRequest, viewer: Viewer, found: Link, *, form: EndForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    deal: Deal = deals.deal(viewer, found.deal_id)
    may_share = bool(may_work_on(viewer, deals.standing(viewer, deal)))
    of = Of(found.of)
    context = {
        "deal": deal,
        "row": presenting.row(found, request=request, today=viewer.today(at), may_share=may_share),
        "shown": actions.subject(viewer=viewer, deal_id=deal.pk, of=of, subject_id=found.subject_id),
        "looks": presenting.looks(queries.views_of(viewer, found.pk)),
        "most": queries.VIEWS,
        "may_share": may_share and found.taken_back_at is None,
        "form": form or EndForm(initial={"expires_on": found.expires_on}),
    }
    return render(request, "sharing/link.html", context, status=status)
