"""Addresses of the forecast room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.forecast.views import asking, backtests, data, deal, index, past, record, whatif

app_name = "forecast"

urlpatterns: list[URLPattern] = [
    path("", index.page, name="page"),
    path("call/", index.call, name="call"),
    path("new/", asking.start, name="start"),
    path("what-if/", whatif.page, name="whatif"),
    path("record/", record.page, name="record"),
    path("deals/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("backtest/", backtests.index, name="backtests"),
    path("backtest/<int:backtest_id>/", backtests.one, name="backtest"),
    path("backtest/<int:backtest_id>/predictions.csv", backtests.predictions, name="predictions"),
    path("backtest/<int:backtest_id>/remove/", backtests.remove, name="remove_backtest"),
    path("data/", data.page, name="data"),
    path("data/look/", data.look, name="look"),
    path("data/seen/", data.seen, name="seen"),
    path("data/suspects/<int:suspect_id>/allow/", data.allow, name="allow"),
    path("data/suspects/<int:suspect_id>/take-back/", data.take_back, name="take_back"),
    path("outcomes/", past.outcomes, name="outcomes"),
    path("together/", past.together, name="together"),
]
