"""One meeting: its sheet, cancelled or taken up again, filed under a deal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.asks import answers
from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import may_work_on
from evener.discovery.queries import sheets
from evener.meetings import actions, queries
from evener.meetings.asks import Beside
from evener.meetings.forms.plan import CancelForm
from evener.meetings.models import Meeting
from evener.meetings.presenting import debriefs as taught
from evener.meetings.presenting import meetings as presenting
from evener.meetings.queries.choosing import my_deals
from evener.meetings.rules.plan import Phase
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed
from evener.promises import queries as promises
from evener.promises.presenting.words import STATE_TONES
from evener.promises.rules import ENDED, STATE_NAMES, State

MOST_PROMISES = 12


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    return show(request, viewer, queries.meeting(viewer, meeting_id))


def show(
    request: HttpRequest, viewer: Viewer, meeting: Meeting, *, cancelling: CancelForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    deal = deals.deal(viewer, meeting.deal_id) if meeting.deal_id else None
    works = _works(viewer, deal)
    sheet = presenting.sheet(meeting, queries.attendees(meeting.pk), viewer=viewer, at=at)
    own = queries.self_check(viewer, meeting.pk)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "deal": deal,
        "sheet": sheet,
        "here": reverse("meetings:page", args=[meeting.pk]),
        "works": works,
        "may_debrief": works and not meeting.is_cancelled and sheet.phase != Phase.AHEAD,
        "follows": _follows(viewer, meeting, deal, works=works, at=at),
        "told": taught.told(queries.debriefs(viewer, meeting), deal),
        "own": own,
        "own_habits": taught.habits([own]) if own else [],
        "cancelling": cancelling,
        "offered": my_deals(viewer) if works and deal is None else (),
        **(_of_deal(deal, over=meeting.debriefed_at is not None) if deal is not None else {}),
    }
    return render(request, "meetings/page.html", context, status=status)


def _changeable(viewer: Viewer, meeting_id: int) -> Meeting:
    """The meeting, where the viewer may change it."""
    meeting = queries.meeting(viewer, meeting_id)
    if not _works(viewer, deals.deal(viewer, meeting.deal_id) if meeting.deal_id else None):
        raise NotAllowed(_("Only the deal team and its leaders change its meetings. Ask the sales owner to add you."))
    return meeting


def _works(viewer: Viewer, deal: Deal | None) -> bool:
    return viewer.may_write if deal is None else bool(may_work_on(viewer, deals.standing(viewer, deal)))


def _follows(viewer: Viewer, meeting: Meeting, deal: Deal | None, *, works: bool, at: datetime) -> list[Beside]:
    """What the rooms above say follows from it."""
    if deal is None:
        return []
    may_change = works and not deal.is_closed
    asked = (ask(viewer=viewer, meeting=meeting, may_change=may_change, at=at) for ask in answers("meetings.follows"))
    return [each for found in asked for each in found]


def _of_deal(deal: Deal, *, over: bool) -> dict[str, Any]:
    """What one wants to have at hand: promises that go on, and until it is debriefed questions to ask next."""
    going = [row for row in promises.of_deal(deal) if row.life not in ENDED]
    shown = [(row, STATE_NAMES[State(row.state)], STATE_TONES[State(row.state)]) for row in going[:MOST_PROMISES]]
    return {
        "to_ask": taught.asked(sheets.sheet(deal)) if not over and not deal.is_closed else [],
        "promises": shown,
        "more_promises": len(going) - len(shown),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    meeting = _changeable(viewer, meeting_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, viewer, meeting, cancelling=form)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.cancel_meeting(by=viewer, at=timezone.now(), meeting_id=meeting_id, reason=reason)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Cancelled. Tell those who were invited."))
            return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    return show(request, viewer, meeting, cancelling=form, status=422)


@require_POST
@signed_in
def resume(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    _changeable(viewer, meeting_id)
    actions.resume_meeting(by=viewer, at=timezone.now(), meeting_id=meeting_id)
    messages.success(request, _("It takes place after all."))
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))


@require_POST
@signed_in
def no_deal(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    _changeable(viewer, meeting_id)
    actions.about_no_deal(by=viewer, at=timezone.now(), meeting_id=meeting_id)
    messages.success(request, _("It is about no deal. Only those invited see it."))
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))


@require_POST
@signed_in
def file(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    """Under the deal chosen on its page."""
    _changeable(viewer, meeting_id)
    deal_id = whole_number(request.POST.get("deal"))
    if deal_id is None:
        messages.error(request, _("Choose a deal from the list."))
    else:
        actions.file_under(by=viewer, at=timezone.now(), meeting_id=meeting_id, deal_id=deal_id)
        messages.success(request, _("Filed. Everybody who sees the deal sees it now."))
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
