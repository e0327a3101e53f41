"""Addresses of the promises room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "promises"

urlpatterns: list[URLPattern] = []
