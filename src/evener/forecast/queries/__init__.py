"""Reading forecasts. That there is one, of which day and on what it rests, everybody may know."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evener.forecast.models import Forecast
from evener.problems import NotThere


def newest() -> Forecast | None:
    """The newest forecast that is ready."""
    return Forecast.objects.filter(is_ready=True).defer("over").order_by("-as_of", "-id").first()


def in_force() -> QuerySet[Forecast, Any]:
    """Its id, within another statement: which rows of single deals and of the past are read."""
    return Forecast.objects.filter(is_ready=True).order_by("-as_of", "-id").values("id")[:1]


def forecast(id: int) -> Forecast:
    """That one, ready or not, or NotThere."""
    found = Forecast.objects.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such forecast."))
    return found
