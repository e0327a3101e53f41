"""What is forecast of one deal the caller has read."""

from __future__ import annotations

from datetime import date

from evener.deals.models import Deal
from evener.forecast.models import Chances
from evener.forecast.rules.outlook import Ahead, Reason


class DealForecast:
    """Chances by days ahead, the last of them in the end; the reasons; and the forecast they come from."""

    def __init__(self, kept: Chances) -> None:
        self.forecast = kept.forecast
        self.ahead = [Ahead(**each) for each in kept.ahead]
        self.reasons = [Reason(**each) for each in kept.why]
        self._on = {each["days"]: each for each in kept.forecast.facts["ahead"]}

    @property
    def last(self) -> Ahead:
        """In the end, however long it takes."""
        return self.ahead[-1]

    def on(self, ahead: Ahead) -> tuple[date, str]:
        """The day, and what it is: `rules.horizons.Kind`."""
        found = self._on[ahead.days]
        return date.fromisoformat(found["on"]), found["kind"]


def of_deal(deal: Deal) -> DealForecast | None:
    """None: it is closed, or newer than the last forecast. One query."""
    if deal.is_closed:
        return None
    kept = Chances.objects.filter(deal=deal).select_related("forecast").first()
    return DealForecast(kept) if kept else None
