"""What finished requests took, where somebody wrote their time down (capacity.asks.Actuals)."""

from __future__ import annotations

from django.db.models import Sum

from evener.capacity.asks import Finished
from evener.engineering.models import Request
from evener.engineering.rules import RequestState

# More are not looked at: older ones count nothing.
MOST = 4000


def actuals() -> list[Finished]:
    """The likely estimate beside the sum of the time written down. One query."""
    done = Request.objects.filter(state=RequestState.DONE).annotate(took=Sum("logged__minutes")).filter(took__gt=0)
    rows = done.order_by("-asked_at", "-id").values_list("asked_at", "likely_minutes", "took")[:MOST]
    return [Finished(asked_at, likely, took) for asked_at, likely, took in reversed(rows)]
