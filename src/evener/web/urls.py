"""Addresses of the web room: Today, search, the gallery of components, the theme."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.web import palette, today
from evener.web.gallery import gallery
from evener.web.theme import theme

app_name = "web"

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("search/", palette.search, name="search"),
    path("gallery/", gallery, name="gallery"),
    path("theme/", theme, name="theme"),
]
