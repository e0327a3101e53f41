"""The plan of a deal on a page of its own: the five questions with what stands behind them, metrics, who reads it.

Every form is this page with the form open: a browser without JavaScript loads all of it, htmx takes the page's content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import steps_advice
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.pursuit import presenting, queries
from evener.sharing.presenting import panel
from evener.sharing.rules import Of


@dataclass(frozen=True, slots=True)
class Opened:
    """The form open on the page: `name` says which, `of` what it is about, `url` where it goes.

    `theirs` is what somebody else wrote meanwhile.
    """

    name: str
    form: Any
    url: str
    of: int | str = ""
    version: int = 0
    theirs: str = ""
    conflict: str = ""


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, opened: Opened | None = None, status: int = 200
) -> HttpResponse:
    """The page of a deal read by `deals.queries.deal`, with one form open or none."""
    at = timezone.now()
    today = viewer.today(at)
    head = deal_head(viewer, deal, tab="plan", at=at)
    metrics = queries.metrics(deal.pk)
    answers = queries.answers(deal.pk, cited=True)
    seen = queries.shared_steps(deal.pk)
    context = {
        **head,
        **panel(viewer, deal, of=Of.PLAN, subject_id=deal.pk, request=request, at=at, may_share=head["may_work"]),
        "plan_url": reverse("pursuit:of_deal", args=[deal.pk]),
        "cards": presenting.cards(deal, answers, queries.behind(deal), metrics),
        "metrics": [presenting.metric_card(each, today=today) for each in metrics],
        "seen": seen,
        "advice": steps_advice(len(seen)),
        "most": queries.STEPS,
        "files": queries.files(deal.pk),
        "said": queries.said(deal.pk),
        "unseen": queries.unseen(deal.pk),
        "opened": opened,
    }
    return render(request, "pursuit/page.html", context, status=status)
