"""Addresses of the plain room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.plain.views import checking, lists, term

app_name = "plain"

urlpatterns: list[URLPattern] = [
    path("", checking.words, name="words"),
    path("check/", checking.as_typed, name="check"),
    path("glossary/", lists.index, name="glossary"),
    path("glossary/new/", lists.new, name="new"),
    path("glossary/<int:term_id>/", term.page, name="term"),
    path("glossary/<int:term_id>/edit/", term.edit, name="edit"),
    path("glossary/<int:term_id>/remove/", term.remove, name="remove"),
]
