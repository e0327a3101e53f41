"""What is forecast of every open deal somebody may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evener.forecast.models import Chances
from evener.people.rules import Viewer

CHUNK = 2_000


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


def told(viewer: Viewer, *, forecast_id: int) -> Iterator[Told]:
    """In the order of their numbers. One query, read in chunks."""
    rows = Chances.objects.visible_to(viewer).filter(forecast_id=forecast_id).order_by("deal_id")
    columns = (
        "deal_id", "deal__external_id", "deal__name", "deal__account__name", "deal__owner__name", "deal__amount_minor",
        "deal__currency", "ahead",
    )  # fmt: skip
    for id, external, name, account, owner, amount, currency, ahead in rows.values_list(*columns).iterator(CHUNK):
        by_days = {each["days"]: each for each in ahead}
        yield Told(id, external or "", name, account or "", owner or "", amount, currency, by_days)
