"""Addresses of the engineering room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.engineering.views import deal, kinds, one, planning, proposals, queue

app_name = "engineering"

urlpatterns: list[URLPattern] = [
    path("", queue.index, name="queue"),
    path("deals/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deals/<int:deal_id>/new/", deal.new, name="new"),
    path("deals/<int:deal_id>/open/", deal.open_door, name="open_door"),
    path("requests/<int:request_id>/", one.page, name="request"),
    path("requests/<int:request_id>/time/", one.log, name="log"),
    path("requests/<int:request_id>/unplace/", one.unplace, name="unplace"),
    path("requests/<int:request_id>/<str:name>/", one.act, name="act"),
    path("proposals/", proposals.newest, name="proposals"),
    path("proposals/start/", proposals.start, name="propose"),
    path("proposals/<int:proposal_id>/", proposals.one, name="proposal"),
    path("proposals/<int:proposal_id>/accept/", proposals.accept, name="accept_proposal"),
    path("planning/", planning.index, name="planning"),
    path("planning/<int:plan_id>/", planning.one, name="plan"),
    path("kinds/", kinds.index, name="kinds"),
    path("kinds/<int:kind_id>/", kinds.one, name="kind"),
]
