"""What stands on every tab of a deal: its header and its tabs. One call serves any room that draws a tab.

    context = deal_head(viewer, deal, tab="promises")     # deal as read by deals.queries.deal
    return render(request, "promises/of_deal.html", {**context, "promises": …})

The template extends `deals/tab.html` and fills its block `tab`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evener.deals import queries
from evener.deals.models import Deal, NextStep
from evener.deals.rules import Outlook, may_change, may_work_on, stage_outlook
from evener.people.rules import Viewer


def deal_head(
    viewer: Viewer, deal: Deal, *, tab: str = "", at: datetime | None = None, step: NextStep | None = None
) -> dict[str, Any]:
    """Context of `deals/tab.html` and `deals/head.html`: header and tabs of a deal read by `queries.deal`.

    `tab` is the current one: plan, people, promises, notes or journal.
    """
    stands = queries.standing(viewer, deal)
    return {
        "deal": deal,
        "nav": "deals",
        "tab": tab,
        "may_work": bool(may_work_on(viewer, stands)),
        "may_change": bool(may_change(viewer, stands)),
    }
