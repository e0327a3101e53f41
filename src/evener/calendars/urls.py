"""Addresses of calendars."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.calendars.views import feed, files, own

app_name = "calendars"

urlpatterns: list[URLPattern] = [
    path("", own.page, name="page"),
    path("feed/renew/", own.renew, name="renew"),
    path("feed/stop/", own.stop, name="stop"),
    path("import/", files.upload, name="upload"),
    path("import/<int:id>/", files.batch, name="batch"),
    path("<int:id>/fetch/", own.fetch, name="fetch"),
    path("<int:id>/remove/", own.remove, name="remove"),
    path("meetings/<int:meeting_id>.ics", feed.meeting, name="meeting"),
    path("<str:token>.ics", feed.feed, name="feed"),
]
