"""Addresses of the customers room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.customers.views import contacts, facts, lists, page

app_name = "customers"

urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("new/", lists.new, name="new"),
    path("hits/", lists.hits, name="hits"),
    path("<int:account_id>/", page.page, name="page"),
    path("<int:account_id>/edit/", facts.edit, name="edit"),
    path("<int:account_id>/contacts/", contacts.new, name="add_contact"),
    path("<int:account_id>/contacts/<int:contact_id>/", contacts.edit, name="contact"),
    path("<int:account_id>/journal/", page.journal, name="journal"),
]
