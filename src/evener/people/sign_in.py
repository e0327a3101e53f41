"""Addresses of the sign-in pages: the library's, those that have a sense here.

Addresses of people are changed by admins (`people.actions.change_person`), so the pages to change and confirm one's own
are closed, and so is any page the library may add: the name stays, because the library links by it, and answers 404.
"""

from __future__ import annotations

from allauth.account.urls import urlpatterns as offered
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern

OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # says that people come by invitation; mails about unknown addresses lead there
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)


def closed(request: HttpRequest, **named: str) -> HttpResponse:
    raise Http404


urlpatterns: list[URLPattern] = [
    page if page.name in OPEN else URLPattern(page.pattern, closed, name=page.name) for page in offered
]
