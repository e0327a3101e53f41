"""Addresses of the discovery room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.discovery.views import deal, one, playbooks, questions

app_name = "discovery"

urlpatterns: list[URLPattern] = [
    path("", playbooks.index, name="list"),
    path("new/", playbooks.new, name="new"),
    path("start/", playbooks.start, name="start"),
    path("upload/", playbooks.upload, name="upload"),
    path("<int:playbook_id>/", one.page, name="playbook"),
    path("<int:playbook_id>/edit/", one.edit, name="edit"),
    path("<int:playbook_id>/draft/", one.draft, name="draft"),
    path("<int:playbook_id>/discard/", one.discard, name="discard"),
    path("<int:playbook_id>/publish/", one.publish, name="publish"),
    path("<int:playbook_id>/file/", one.file, name="file"),
    path("<int:playbook_id>/outcomes/", one.outcomes, name="outcomes"),
    path("<int:playbook_id>/questions/new/", questions.new, name="add_question"),
    path("questions/<int:question_id>/", questions.change, name="question"),
    path("questions/<int:question_id>/move/", questions.move, name="move_question"),
    path("questions/<int:question_id>/remove/", questions.remove, name="remove_question"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/playbook/", deal.choose, name="choose"),
    path("deal/<int:deal_id>/up/", deal.up, name="up"),
    path("deal/<int:deal_id>/answer/<int:question_id>/", deal.answer, name="answer"),
    path("deal/<int:deal_id>/answer/<int:question_id>/back/", deal.back, name="take_back"),
]
