"""Addresses of the connect room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "connect"

urlpatterns: list[URLPattern] = []
