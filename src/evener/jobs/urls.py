"""Addresses of the jobs room, below /work/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.jobs import views

app_name = "jobs"

urlpatterns: list[URLPattern] = [
    path("<int:id>/", views.work, name="work"),
    path("<int:id>/part/", views.part, name="part"),
    path("<int:id>/cancel/", views.cancel, name="cancel"),
    path("<int:id>/file/", views.file, name="file"),
]
