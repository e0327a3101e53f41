"""Addresses of the forecast room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.forecast.views import deal, index, record

app_name = "forecast"

urlpatterns: list[URLPattern] = [
    path("", index.page, name="page"),
    path("record/", record.page, name="record"),
    path("deals/<int:deal_id>/", deal.of_deal, name="of_deal"),
]
