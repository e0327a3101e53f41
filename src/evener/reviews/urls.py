"""Addresses of the reviews room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.reviews.views import deal, lists, one
from evener.reviews.views.doings import DOINGS

app_name = "reviews"


def of_deal(name: str) -> URLPattern:
    return path(f"deal/<int:deal_id>/{name}/", deal.act, {"name": name}, name=name)


urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("records/", lists.record, name="records"),
    path("comebacks/", lists.returns, name="comebacks"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/plan/", deal.plan, name="plan"),
    *(of_deal(name) for name in ("ask", "idea", "tie", "return", "back")),
    path("ideas/<int:idea_id>/share/", deal.share, name="share"),
    path("ties/<int:tie_id>/touch/", deal.touch, name="touch"),
    path("ties/<int:tie_id>/end/", deal.untie, name="untie"),
    path("<int:review_id>/", one.page, name="page"),
    *(path(f"<int:review_id>/{name}/", one.act, {"name": name}, name=name) for name in DOINGS),
]
