"""The Meetings tab of a deal, and the joint debrief after its close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import join_reasons, may_work_on
from evener.meetings import actions, queries
from evener.meetings.forms.debrief import JointForm
from evener.meetings.models import JointDebrief
from evener.meetings.presenting import meetings as presenting
from evener.meetings.queries.one import joints
from evener.meetings.rules.debrief import JOINT_NAMES
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, Refused


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, form: Any = None, version: int | None = None, status: int = 200
) -> HttpResponse:
    """The tab; `form` is that of the joint debrief."""
    at = timezone.now()
    rows = queries.of_deal(deal)
    shown = presenting.deal_rows(rows, queries.people_of(rows), viewer=viewer, at=at)
    found = joints(deal)
    standing = next((row for row in found if (row.outcome, row.closed_on) == (deal.outcome, deal.closed_on)), None)
    context = {
        **deal_head(viewer, deal, tab="meetings", at=at),
        "ahead": [row for row in reversed(shown) if row.row.ends_at >= at],
        "past": [row for row in shown if row.row.ends_at < at],
        "joint": _shown(standing) if standing else None,
        "earlier": [_shown(row) for row in found if row is not standing],
        "form": form,
        "version": version if version is not None else standing.version if standing else 0,
        "may_carry": standing is not None and _may_carry(standing, deal, viewer),
    }
    return render(request, "meetings/of_deal.html", context, status=status)


def _shown(row: JointDebrief) -> dict[str, Any]:
    words = [(label, getattr(row, name)) for name, label in JOINT_NAMES.items() if getattr(row, name)]
    return {"row": row, "words": words, "outcome": row.outcome}


def _may_carry(row: JointDebrief, deal: Deal, viewer: Viewer) -> bool:
    """Whether the viewer is one of the two and has not said yet that they stand by it."""
    seller = viewer.id == deal.owner_id and row.seller_id is None
    return seller or (viewer.id == deal.lead_engineer_id and row.engineer_id is None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def joint(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Write it, change it, or (`carry`) stand by it as it is."""
    deal = deals.deal(viewer, deal_id)
    works = may_work_on(viewer, deals.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if not deal.is_closed:
        raise Refused(_("This deal is open. The joint debrief comes after its close."))
    standing = queries.joint(deal)
    if request.method != "POST":
        initial = {name: getattr(standing, name) for name in JOINT_NAMES} if standing else {}
        return show(request, viewer, deal, form=JointForm(initial=initial))
    seen = whole_number(request.POST.get("version"))
    carry = bool(request.POST.get("carry"))
    form = JointForm(request.POST)
    if not carry and not form.is_valid():
        return show(request, viewer, deal, form=form, version=seen, status=422)
    try:
        actions.write_joint(
            by=viewer, at=timezone.now(), deal_id=deal_id, values={} if carry else form.cleaned_data, seen_version=seen
        )
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, deal, form=form, version=seen, status=422)
    except Conflict as problem:
        if carry:
            raise
        form.add_error(None, str(problem))
        return show(request, viewer, deal, form=form, version=problem.version, status=409)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(f"{reverse('meetings:of_deal', args=[deal_id])}#joint")
