"""Addresses of links on our side."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.sharing import views

app_name = "sharing"

urlpatterns: list[URLPattern] = [
    path("deal/<int:deal_id>/<slug:of>/<int:subject_id>/", views.new, name="new"),
    path("<int:link_id>/", views.link, name="link"),
    path("<int:link_id>/end/", views.extend, name="extend"),
    path("<int:link_id>/take-back/", views.take_back, name="take_back"),
]
