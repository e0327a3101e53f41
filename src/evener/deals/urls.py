"""Addresses of the deals room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.deals.views import board, closing, facts, files, journal, lists, new, notes, page, setup, steps, team
from evener.listing.views import saved_view_paths

app_name = "deals"

# The list, the board, a new deal.
many: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("change/", lists.change, name="change_many"),
    path("columns/", lists.columns, name="columns"),
    path("board/", board.index, name="board"),
    path("<int:id>/stage/", board.move, name="move"),
    path("new/", new.index, name="new"),
    *saved_view_paths(list="deals", room="deals", nav="deals"),
]

# One deal: its page, tabs and parts.
one: list[URLPattern] = [
    path("<int:deal_id>/", page.plan, name="page"),
    path("<int:deal_id>/edit/", facts.edit, name="edit"),
    path("<int:deal_id>/steps/", steps.new, name="add_step"),
    path("<int:deal_id>/steps/<int:step_id>/", steps.edit, name="step"),
    path("<int:deal_id>/steps/<int:step_id>/take/", steps.take, name="take_step"),
    path("<int:deal_id>/steps/<int:step_id>/done/", steps.done, name="finish_step"),
    path("<int:deal_id>/steps/<int:step_id>/resume/", steps.resume, name="resume_step"),
    path("<int:deal_id>/people/add/", team.add, name="add_member"),
    path("<int:deal_id>/people/<int:user_id>/remove/", team.remove, name="remove_member"),
    path("<int:deal_id>/notes/", notes.notes, name="notes"),
    path("<int:deal_id>/files/", files.add, name="add_file"),
    path("<int:deal_id>/files/<int:file_id>/", files.download, name="file"),
    path("<int:deal_id>/files/<int:file_id>/remove/", files.remove, name="remove_file"),
    path("<int:deal_id>/close/", closing.close, name="close"),
    path("<int:deal_id>/reopen/", closing.reopen, name="reopen"),
    path("<int:deal_id>/journal/", journal.journal, name="journal"),
]

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
