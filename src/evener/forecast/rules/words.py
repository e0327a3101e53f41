"""What a forecast rests on, and what it is about. Pure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Basis(StrEnum):
    """What the chances of a forecast rest on, from the least to the most of one's own."""

    PRIOR = "prior"  # nothing has ended yet: sourced figures of others
    SHRUNK = "shrunk"  # a little: held towards those figures
    LEARNT = "learnt"  # deals are told apart
    LEVEL = "level"  # the level and the pace, but no deal is told from another
    BASE_RATE = "base_rate"  # the model did worse than the base rate here, which stands in for it


BASIS_NAMES = {
    Basis.PRIOR: _("Others' figures"),
    Basis.SHRUNK: _("Few deals of your own"),
    Basis.LEARNT: _("Learnt from your deals"),
    Basis.LEVEL: _("Level and pace of your deals"),
    Basis.BASE_RATE: _("Base rate of your deals"),
}


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
