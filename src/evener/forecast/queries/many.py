"""What is forecast of every open deal somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evener.forecast.models import Chances, Forecast
from evener.forecast.queries import in_force, newest
from evener.people.rules import Viewer

CHUNK = 2_000
COLUMNS = (
    "deal_id", "deal__external_id", "deal__name", "deal__account__name", "deal__owner__name", "deal__amount_minor",
    "deal__currency", "ahead",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One deal, its money, and its chances in tenths of a percent by days ahead; None: in the end."""

    id: int
    external_id: str
    name: str
    account: str
    owner: str
    amount_minor: int
    currency: str
    ahead: dict[int | None, dict[str, Any]]


def told(viewer: Viewer) -> tuple[Forecast | None, list[Told]]:
    """The newest forecast with the deals in it, in the order of their numbers; None: there is none.

    Which one it is and what it says is read in one statement, as another may take its place at any moment.
    """
    rows = Chances.objects.visible_to(viewer).filter(forecast_id=in_force()).order_by("deal_id")
    forecast_id, found = 0, []
    for of, id, external, name, account, owner, amount, currency, ahead in rows.values_list(
        "forecast_id", *COLUMNS
    ).iterator(CHUNK):
        forecast_id = of
        by_days = {each["days"]: each for each in ahead}
        found.append(Told(id, external or "", name, account or "", owner or "", amount, currency, by_days))
    return Forecast.objects.filter(id=forecast_id).defer("over").first() or newest(), found
