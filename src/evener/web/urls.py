"""Addresses of the web room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "web"

urlpatterns: list[URLPattern] = []
