"""Addresses of the capabilities room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.capabilities.views import lists, page

app_name = "capabilities"

urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("new/", lists.new, name="new"),
    path("<int:capability_id>/", page.page, name="page"),
    path("<int:capability_id>/edit/", page.edit, name="edit"),
]
