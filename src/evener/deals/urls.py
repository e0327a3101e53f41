"""Addresses of the deals room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.deals.views import board, lists, new

app_name = "deals"

# The list, the board, a new deal.
many: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("change/", lists.change, name="change-many"),
    path("columns/", lists.columns, name="columns"),
    path("board/", board.index, name="board"),
    path("<int:id>/stage/", board.move, name="move"),
    path("new/", new.index, name="new"),
]

# One deal: its page, tabs and parts.
one: list[URLPattern] = []

urlpatterns = [*many, *one]
