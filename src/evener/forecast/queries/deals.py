"""What is forecast of one deal the caller has read."""

from __future__ import annotations

from datetime import date

from evener.deals.models import Deal
from evener.forecast.models import Chances
from evener.forecast.queries import in_force
from evener.forecast.rules.filling import Fill, fill_for, fills
from evener.forecast.rules.outlook import Ahead, Reason


class DealForecast:
    """Chances by days ahead, the last of them in the end; the reasons; and the forecast they come from.

    `fill`: what the deal is taken at in sums of money where it has no amount; None too where too few were won.
    """

    def __init__(self, deal: Deal, kept: Chances) -> None:
        self.forecast = kept.forecast
        self.fill: Fill | None = None
        if deal.amount_minor <= 0:
            among = fills(kept.forecast.facts.get("money", {}).get("fills", ()))
            self.fill = fill_for(among, deal.currency, deal.product_id or 0)
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
    kept = Chances.objects.filter(deal=deal, forecast_id=in_force()).select_related("forecast").defer("forecast__over")
    found = kept.first()
    return DealForecast(deal, found) if found else None
