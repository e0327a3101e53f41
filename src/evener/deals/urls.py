"""Addresses of the deals room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "deals"

# The list, the board, a new deal.
many: list[URLPattern] = []

# One deal and its tabs.
one: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*many, *one]
