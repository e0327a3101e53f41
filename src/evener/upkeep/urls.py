"""Addresses of the upkeep room, below /data/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.upkeep import views

app_name = "upkeep"

urlpatterns: list[URLPattern] = [
    path("", views.data, name="data"),
    path("export/", views.start, name="start"),
]
