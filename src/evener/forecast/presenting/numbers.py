"""Money that is expected, as it is shown."""

from __future__ import annotations

from evener import money


def shown_money(minor: float, currency: str) -> str:
    """In whole units: what is expected is not known to the cent."""
    unit = 10 ** money.digits(currency)
    return money.show(round(minor / unit) * unit, currency)
