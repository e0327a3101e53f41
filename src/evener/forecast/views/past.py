"""The pages on the past: how deals end, and whether working together goes with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.forecast.presenting import outcomes as outcome_words
from evener.forecast.presenting import together as together_words
from evener.forecast.presenting.asked import filters
from evener.forecast.presenting.tabs import frame
from evener.forecast.queries.ended import outcomes as read_outcomes
from evener.forecast.queries.ended import together as read_together
from evener.forecast.queries.past import MOST, choices, read
from evener.forecast.rules.together import LANDMARKS
from evener.pages.access import is_part, signed_in, whole_number
from evener.people.rules import Viewer


@require_safe
@signed_in
def outcomes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    asked, wrong = read(request.GET.dict())
    today = timezone.localdate()
    found, offered = read_outcomes(viewer, asked, today=today), choices(viewer)
    context = {
        **frame("outcomes"), **outcome_words.page(found, asked, offered), "asked": asked,
        "wrong": list(wrong.values()), "filters": filters(asked, offered), "address": "/forecast/outcomes/",
        "today": today, "most": MOST,
    }  # fmt: skip
    return render(request, "forecast/outcomes.html" + ("#results" if is_part(request) else ""), context)


@require_safe
@signed_in
def together(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?days=` is one of the landmarks; anything else is the first."""
    asked, wrong = read(request.GET.dict())
    days = whole_number(request.GET.get("days"))
    days = days if days in LANDMARKS else LANDMARKS[0]
    today = timezone.localdate()
    found = read_together(viewer, asked, days=days, today=today)
    context = {
        **frame("together"), **together_words.page(found), "asked": asked, "wrong": list(wrong.values()),
        "filters": filters(asked, choices(viewer)), "address": "/forecast/together/", "days": days,
        "landmarks": LANDMARKS, "today": today, "most": MOST,
    }  # fmt: skip
    return render(request, "forecast/together.html" + ("#results" if is_part(request) else ""), context)
