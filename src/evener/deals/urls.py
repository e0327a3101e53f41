"""Addresses of the deals room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.deals.views import board, lists, new, setup

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

# What an admin sets up.
set_up: list[URLPattern] = [
    path("setup/", setup.setup, name="setup"),
    path("setup/stages/add/", setup.add_stage, name="add_stage"),
    path("setup/stages/<int:id>/", setup.stage, name="stage"),
    path("setup/stages/<int:id>/remove/", setup.remove_stage, name="remove_stage"),
    path("setup/products/add/", setup.add_product, name="add_product"),
    path("setup/products/<int:id>/", setup.product, name="product"),
]

urlpatterns = [*many, *one, *set_up]
