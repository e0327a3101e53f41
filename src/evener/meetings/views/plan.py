"""One form to plan a meeting, and to change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import join_reasons, may_work_on
from evener.meetings import actions, queries
from evener.meetings.forms.plan import PlanForm, with_engineer
from evener.meetings.models import Meeting
from evener.meetings.queries.choosing import last_words, my_deals, next_kind
from evener.meetings.rules.plan import MeetingKind
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int | None = None) -> HttpResponse:
    """On a deal, or on one chosen on the form. `?kind=closing` proposes the people of a closing call."""
    at = timezone.now()
    deal = _deal(viewer, deal_id) if deal_id else None
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    form = _new_form(request, viewer, deal, at=at)
    if request.method != "POST" or request.GET.get("redraw"):
        return _show(request, form, deal)
    if form.is_valid():
        chosen = deal_id or form.cleaned_data.get("deal_id")
        if chosen and not deal_id:  # title and engineer come from the deal
            form.deal = deals.deal(viewer, chosen)
        try:
            made = actions.plan_meeting(by=viewer, at=at, deal_id=chosen, values=form.values(), invited=form.invited())
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Planned. Ours see it on Today."))
            return HttpResponseRedirect(reverse("meetings:page", args=[made.pk]))
    return _show(request, form, deal, status=422)


def _deal(viewer: Viewer, deal_id: int) -> Deal:
    deal = deals.deal(viewer, deal_id)
    works = may_work_on(viewer, deals.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    return deal


def _new_form(request: HttpRequest, viewer: Viewer, deal: Deal | None, *, at: datetime) -> PlanForm:
    kind = request.GET.get("kind", "")
    offered = () if deal else my_deals(viewer)
    chosen = deal or _chosen(request, offered)
    known: dict[str, Any] = {
        "viewer": viewer,
        "at": at,
        "deal": chosen,
        "deals": offered,
        "members": deals.members(chosen.pk) if chosen else (),
        "contacts": deals.contacts(viewer, chosen.account_id) if chosen and chosen.account_id else (),
        "kind": MeetingKind(kind) if kind in set(MeetingKind) else next_kind(deal, at=at),
    }
    return _redrawn(request, known)


def _chosen(request: HttpRequest, offered: Sequence[Deal]) -> Deal | None:
    """The deal chosen on the form: its people stand on it before anything is saved."""
    wanted = whole_number(request.POST.get("deal_id"))
    return next((row for row in offered if row.pk == wanted), None)


def _redrawn(request: HttpRequest, known: dict[str, Any]) -> PlanForm:
    """Bound to what was sent. Where it is only drawn anew, a closing call brings its engineer."""
    if request.method != "POST":
        return PlanForm(None, **known)
    form = PlanForm(request.POST, **known)
    if request.GET.get("redraw"):
        form = PlanForm(with_engineer(request.POST, form), **known)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    """Everything about it on one form. The version it was opened on goes with it."""
    at, meeting = timezone.now(), queries.meeting(viewer, meeting_id)
    deal = _deal(viewer, meeting.deal_id) if meeting.deal_id else None
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    form = _redrawn(
        request,
        {
            "viewer": viewer,
            "at": at,
            "deal": deal,
            "members": deals.members(deal.pk) if deal else (),
            "contacts": _contacts(viewer, deal, meeting),
            "meeting": meeting,
            "attendees": queries.attendees(meeting.pk),
        },
    )
    seen = whole_number(request.POST.get("version"))
    if request.method != "POST" or request.GET.get("redraw"):
        return _show(request, form, deal, meeting=meeting, version=seen)
    if not form.is_valid():
        return _show(request, form, deal, meeting=meeting, version=seen, status=422)
    try:
        actions.change_meeting(
            by=viewer, at=at, meeting_id=meeting_id, values=form.values(), seen_version=seen, invited=form.invited()
        )
    except Invalid as problem:
        form.refuse(problem)
        return _show(request, form, deal, meeting=meeting, version=seen, status=422)
    except Conflict as problem:
        form.add_error(None, str(problem))
        return _show(request, form, deal, meeting=meeting, version=problem.version, status=409)
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))


def _contacts(viewer: Viewer, deal: Deal | None, meeting: Meeting) -> Sequence[Any]:
    """People of the account; those invited who are not among them stay to be chosen."""
    rows = deals.contacts(viewer, deal.account_id) if deal and deal.account_id else []
    known = {row.pk for row in rows}
    others = [row.contact for row in queries.attendees(meeting.pk) if row.contact and row.contact_id not in known]
    return [*rows, *others]


def _show(
    request: HttpRequest, form: PlanForm, deal: Deal | None, *, meeting: Meeting | None = None,
    version: int | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    if meeting is not None:
        to, back = reverse("meetings:edit", args=[meeting.pk]), reverse("meetings:page", args=[meeting.pk])
    elif deal is not None:
        to, back = (reverse(f"meetings:{name}", args=[deal.pk]) for name in ("new_of_deal", "of_deal"))
    else:
        to, back = reverse("meetings:new"), reverse("meetings:list")
    context = {
        "nav": "meetings",
        "form": form,
        "deal": deal,
        "meeting": meeting,
        "version": version if version is not None else meeting.version if meeting else None,
        "to": to,
        "back": back,
        "words": last_words(form.viewer),
    }
    return render(request, "meetings/plan.html", context, status=status)
