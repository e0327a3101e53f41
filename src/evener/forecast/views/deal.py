"""The Outlook tab of a deal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evener.deals import queries as deals
from evener.deals.presenting import deal_head
from evener.forecast.presenting.outlook import shown
from evener.forecast.queries.deals import of_deal as forecast_of
from evener.pages.access import signed_in
from evener.people.rules import Viewer


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    deal = deals.deal(viewer, deal_id)
    found = forecast_of(deal)
    context = {**deal_head(viewer, deal, tab="outlook"), "found": None}
    if found is not None:
        context |= shown(viewer, deal, found)
    return render(request, "forecast/of_deal.html", context)
