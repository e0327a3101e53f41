"""The debrief: one page for a telephone. It comes back with everything kept until every line is right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
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
from evener.discovery.queries import sheets
from evener.discovery.rules.answers import SOURCE_NAMES
from evener.meetings import actions, queries
from evener.meetings.forms.debrief import DebriefForm
from evener.meetings.models import Meeting
from evener.meetings.presenting import debriefs as taught
from evener.meetings.presenting import meetings as presenting
from evener.meetings.rules.debrief import CREDIT_NAMES, HABIT_NAMES
from evener.pages.access import signed_in
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem
from evener.promises import queries as promises
from evener.promises.rules import Life

# When a next step is due unless the writer says otherwise.
USUAL_STEP = timedelta(days=7)
FRIDAY = 4


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def debrief(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    at, meeting = timezone.now(), queries.meeting(viewer, meeting_id)
    deal = _deal(viewer, meeting)
    form = _form(request, viewer, deal, at=at)
    if request.method != "POST" or request.POST.get("more"):
        return _show(request, viewer, meeting, deal, form, at=at)
    given = form.given()
    if form.wrong:
        return _show(request, viewer, meeting, deal, form, at=at, status=422)
    try:
        actions.debrief(by=viewer, at=at, meeting_id=meeting_id, given=given)
    except (NotThere, NotAllowed):
        raise
    except Invalid as problem:
        form.refuse(problem.fields)
        return _show(request, viewer, meeting, deal, form, at=at, status=422)
    except Problem as problem:
        form.errors[""] = str(problem)
        return _show(request, viewer, meeting, deal, form, at=at, status=409 if isinstance(problem, Conflict) else 422)
    messages.success(request, _("Saved. Everything stands where it belongs."))
    return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))


def _deal(viewer: Viewer, meeting: Meeting) -> Deal | None:
    """Its deal, where the viewer works on it."""
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if meeting.deal_id is None:
        return None
    deal = deals.deal(viewer, meeting.deal_id)
    works = may_work_on(viewer, deals.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    return deal


def _usual_day(today: date) -> date:
    """In a week; the Monday after where that is a weekend."""
    day = today + USUAL_STEP
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


def _form(request: HttpRequest, viewer: Viewer, deal: Deal | None, *, at: datetime) -> DebriefForm:
    sheet = sheets.sheet(deal) if deal is not None and not deal.is_closed else None
    asked = taught.asked(sheet)
    shown = {each.question.pk for each in asked}
    return DebriefForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        questions=[row for row in sheet.questions if row.pk not in shown] if sheet else (),
        usual={"owner": str(viewer.id), "due": _usual_day(viewer.today(at)).isoformat()},
    )


def _show(
    request: HttpRequest, viewer: Viewer, meeting: Meeting, deal: Deal | None, form: DebriefForm, *, at: datetime,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    attendees, everybody = queries.attendees(meeting.pk), people.named()
    context: dict[str, Any] = {
        "nav": "meetings",
        "meeting": meeting,
        "deal": deal,
        "sheet": presenting.sheet(meeting, attendees, viewer=viewer, at=at),
        "form": form,
        "sources": list(SOURCE_NAMES.items()),
        "people": everybody,
        "others": [each for each in everybody if each.id != viewer.id],
        "kinds": list(CREDIT_NAMES.items()),
        "habits": list(HABIT_NAMES.items()),
        "theirs": [row for row in attendees if not row.absent],
        "unsaid": [row for row in promises.of_deal(deal) if row.life == Life.UNSAID] if deal is not None else [],
        "written": queries.debriefs(viewer, meeting),
        "closed": deal is not None and deal.is_closed,
    }
    return render(request, "meetings/debrief.html", context, status=status)
