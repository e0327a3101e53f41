"""How sign-in behaves: nobody signs up by themselves, people are invited; tries are counted by where they come from."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from evener.people.origin import address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """A first or a new password is set on the way in: go on to Today."""
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return address(request)
