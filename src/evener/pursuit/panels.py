"""What plans show on the plan tab of a deal (deals.asks.PlanPanels)."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse

from evener.deals.asks import PlanPanel
from evener.deals.models import Deal
from evener.people.rules import Viewer
from evener.pursuit import presenting, queries

CSS = "pursuit/pursuit.css"


def panels(*, viewer: Viewer, deal: Deal, may_change: bool, at: datetime) -> list[PlanPanel]:
    """The five questions above the steps, the metrics below, who else reads it beside. Three queries."""
    given, metrics = queries.answers(deal.pk), queries.last_read(deal.pk)
    context = {
        "deal": deal,
        "may_change": may_change,
        "plan_url": reverse("pursuit:of_deal", args=[deal.pk]),
        "answers": given,
        "answered": sum(bool(each.text) for each in given),
        "metrics": [presenting.metric_card(each, today=viewer.today(at)) for each in metrics],
        "readers": queries.readers(deal.pk, today=viewer.today(at)),
    }
    found = [PlanPanel(render_to_string("pursuit/five.html", context), css=CSS)]
    if metrics:
        found.append(PlanPanel(render_to_string("pursuit/metrics_short.html", context), "below"))
    return [*found, PlanPanel(render_to_string("pursuit/readers.html", context), "aside")]
