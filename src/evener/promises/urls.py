"""Addresses of the promises room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.listing.views import saved_view_paths
from evener.promises.views import dates, deal, gaps, ledger, one, similar

app_name = "promises"

urlpatterns: list[URLPattern] = [
    path("", ledger.ledger, name="list"),
    *saved_view_paths(list=ledger.LIST, room="promises", nav="promises"),
    path("gaps/", gaps.index, name="gaps"),
    path("similar/", similar.offered, name="similar"),
    path("date/", dates.asked, name="date_asked"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/new/", deal.new, name="new"),
    path("deal/<int:deal_id>/blind/", deal.blind, name="blind"),
    path("<int:promise_id>/", one.page, name="page"),
    path("<int:promise_id>/date/", dates.of_promise, name="date"),
    path("<int:promise_id>/change/", one.act, {"name": "change"}, name="change"),
    path("<int:promise_id>/ask/", one.act, {"name": "ask"}, name="ask"),
    path("<int:promise_id>/verdict/", one.act, {"name": "verdict"}, name="verdict"),
    path("<int:promise_id>/override/", one.act, {"name": "override"}, name="override"),
    path("<int:promise_id>/made/", one.act, {"name": "made"}, name="made"),
    path("<int:promise_id>/end/", one.act, {"name": "end"}, name="end"),
]
