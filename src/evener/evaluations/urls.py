"""Addresses of the evaluations room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.evaluations.views import deal, lists, one

app_name = "evaluations"


def doing(name: str) -> URLPattern:
    return path(f"<int:evaluation_id>/{name}/", one.act, {"name": name}, name=name)


def criterion(name: str) -> URLPattern:
    route = f"<int:evaluation_id>/criteria/<int:criterion_id>/{name}/"
    return path(route, one.act, {"name": f"{name}_criterion"}, name=f"{name}_criterion")


urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/new/", deal.new, name="new"),
    path("deal/<int:deal_id>/win/", deal.win, name="deal_win"),
    path("<int:evaluation_id>/", one.page, name="page"),
    path("<int:evaluation_id>/edit/", one.edit, name="edit"),
    *(doing(name) for name in ("agree", "redraft", "start", "end", "resume", "win", "withdraw", "note", "ask")),
    path("<int:evaluation_id>/criteria/", one.act, {"name": "add_criterion"}, name="add_criterion"),
    *(criterion(name) for name in ("change", "result", "remove")),
    path("<int:evaluation_id>/questions/<int:question_id>/answer/", one.act, {"name": "answer"}, name="answer"),
]
