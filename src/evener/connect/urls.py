"""Addresses of the connect room, below /import/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.connect.views import start, steps

app_name = "connect"

urlpatterns: list[URLPattern] = [
    path("", start.start, name="start"),
    path("<int:id>/", steps.one, name="one"),
    path("<int:id>/columns/", steps.columns, name="columns"),
    path("<int:id>/preview/", steps.preview, name="preview"),
    path("<int:id>/stages/", steps.stages, name="stages"),
    path("<int:id>/apply/", steps.apply, name="apply"),
    path("<int:id>/discard/", steps.discard, name="discard"),
    path("<int:id>/rejects/<int:number>/", steps.rejects, name="rejects"),
]
