"""Addresses of the stakeholders room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.stakeholders.views import one, people

app_name = "stakeholders"

urlpatterns: list[URLPattern] = [
    path("deals/<int:deal_id>/people/", people.of_deal, name="of_deal"),
    path("deals/<int:deal_id>/people/new/", people.new, name="new"),
    path("deals/<int:deal_id>/people/take/", people.take, name="take"),
    path("stakeholders/<int:stakeholder_id>/", one.page, name="page"),
    path("stakeholders/<int:stakeholder_id>/change/", one.change, name="change"),
    path("stakeholders/<int:stakeholder_id>/boss/", one.boss, name="boss"),
    path("stakeholders/<int:stakeholder_id>/remove/", one.remove, name="remove"),
]
