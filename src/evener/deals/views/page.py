"""The page of one deal: the plan tab, with whatever is being edited in place.

Every small form on it is this page with the form open: a browser without JavaScript loads all of it, htmx takes the
part it needs. So there is one template and one way through, and errors and conflicts show where they belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.asks import answers
from evener.deals import queries
from evener.deals.forms.work import StepForm
from evener.deals.models import Deal, NextStep
from evener.deals.presenting import deal_head
from evener.deals.presenting.facts import facts
from evener.deals.presenting.steps import lined
from evener.pages.access import signed_in
from evener.pages.facts import FactEdit
from evener.people.rules import Viewer

PLACES = ("top", "below", "aside")


@dataclass(frozen=True, slots=True)
class StepEdit:
    """The step under change; `id` None is a new one. `theirs` is the step as somebody else left it meanwhile."""

    id: int | None
    form: StepForm
    version: int = 0
    theirs: NextStep | None = None


@require_safe
@signed_in
def plan(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, queries.deal(viewer, deal_id))


def show(
    request: HttpRequest,
    viewer: Viewer,
    deal: Deal,
    *,
    fact: FactEdit | None = None,
    step: StepEdit | None = None,
    status: int = 200,
) -> HttpResponse:
    """The plan tab of a deal read by `queries.deal`, with one fact or step open for change."""
    if not request.headers.get("HX-Request"):  # with htmx the page's script moves the focus
        if fact:
            fact.form.focus()
        if step:
            step.form.fields["what"].widget.attrs["autofocus"] = True
    at = timezone.now()
    today = viewer.today(at)
    steps = queries.steps(deal.pk)
    waiting = [each for each in steps if each.done_at is None]
    head = deal_head(viewer, deal, tab="plan", at=at, waiting=waiting)
    context = {
        **head,
        **_panels(viewer, deal, may_change=head["may_change"], at=at),
        "facts": facts(deal, today=today),
        "team": queries.members(deal.pk),
        "waiting": [lined(each, today=today) for each in waiting],
        "done": [each for each in steps if each.done_at is not None],
        "today": today,
        "fact": fact,
        "step": step,
    }
    return render(request, "deals/page.html", context, status=status)


def _panels(viewer: Viewer, deal: Deal, *, may_change: bool, at: datetime) -> dict[str, Any]:
    """What the rooms above show on the plan, by where it stands."""
    asked = answers("deals.plan_panels")
    found = [one for ask in asked for one in ask(viewer=viewer, deal=deal, may_change=may_change, at=at)]
    placed = {f"panels_{place}": [one.html for one in found if one.place == place] for place in PLACES}
    return {**placed, "panels_css": sorted({one.css for one in found if one.css})}
