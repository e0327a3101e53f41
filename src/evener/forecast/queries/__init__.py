"""Reading forecasts. That there is one, of which day and on what it rests, everybody may know."""

from __future__ import annotations

from evener.forecast.models import Forecast


def newest() -> Forecast | None:
    """The newest forecast that is ready."""
    return Forecast.objects.filter(is_ready=True).order_by("-as_of", "-id").first()
