"""Addresses of plans: ours, and the one a link opens."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.pursuit.views import answers, metrics, page

app_name = "pursuit"

DEAL = "pursuit/deal/<int:deal_id>/"

urlpatterns: list[URLPattern] = [
    path(DEAL, page.of_deal, name="of_deal"),
    path(f"{DEAL}answer/<slug:question>/", answers.answer, name="answer"),
    path(f"{DEAL}metrics/", metrics.new, name="add_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/", metrics.edit, name="metric"),
    path(f"{DEAL}metrics/<int:metric_id>/remove/", metrics.remove, name="remove_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/reading/", metrics.read, name="read_metric"),
    path(f"{DEAL}metrics/<int:metric_id>/readings/<int:reading_id>/remove/", metrics.unread, name="remove_reading"),
]
