"""Addresses of the meetings room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.meetings.views import deal, debrief, lists, one, own, plan

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("new/", plan.new, name="new"),
    path("credits/", own.credits, name="credits"),
    path("habits/", own.habits, name="habits"),
    path("deal/<int:deal_id>/", deal.of_deal, name="of_deal"),
    path("deal/<int:deal_id>/new/", plan.new, name="new_of_deal"),
    path("deal/<int:deal_id>/joint/", deal.joint, name="joint"),
    path("<int:meeting_id>/", one.page, name="page"),
    path("<int:meeting_id>/edit/", plan.edit, name="edit"),
    path("<int:meeting_id>/cancel/", one.cancel, name="cancel"),
    path("<int:meeting_id>/resume/", one.resume, name="resume"),
    path("<int:meeting_id>/file/", one.file, name="file"),
    path("<int:meeting_id>/no-deal/", one.no_deal, name="no_deal"),
    path("<int:meeting_id>/debrief/", debrief.debrief, name="debrief"),
]
