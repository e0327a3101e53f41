"""What a forecast is about. Pure. (What it rests on: `deals.rules.Basis`.)"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Of(StrEnum):
    """What a stored line is about: everything, or what one team (with those below it), person or product has."""

    ALL = "all"
    TEAM = "team"
    OWNER = "owner"
    PRODUCT = "product"


OF_NAMES = {Of.ALL: _("Everything"), Of.TEAM: _("Team"), Of.OWNER: _("Sales owner"), Of.PRODUCT: _("Product")}


class Period(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"


PERIOD_NAMES = {Period.MONTH: _("Month"), Period.QUARTER: _("Quarter")}
