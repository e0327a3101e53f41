"""Addresses of the forecast room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.forecast.views import deal, index

app_name = "forecast"

urlpatterns: list[URLPattern] = [
    path("", index.page, name="page"),
    path("deals/<int:deal_id>/", deal.of_deal, name="of_deal"),
]
