"""Where a request comes from, for sign-in and the API alike."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from evener.people.origin import address
from tests.world import World

BEHIND = {"X-Forwarded-For": "203.0.113.5, 192.0.2.9"}


@pytest.mark.parametrize(("trusted", "expected"), [(False, "127.0.0.1"), (True, "192.0.2.9")])
def test_the_address_behind_a_proxy(rf: RequestFactory, settings: Settings, trusted: bool, expected: str) -> None:
    settings.ENV = settings.ENV.model_copy(update={"trust_proxy": trusted})
    request = rf.get("/", headers=BEHIND)
    assert address(request) == expected
    assert get_adapter().get_client_ip(request) == expected


def test_behind_a_proxy_one_guesser_does_not_lock_out_the_rest(world: World, settings: Settings) -> None:
    settings.ENV = settings.ENV.model_copy(update={"trust_proxy": True})
    for number in range(12):
        guess = {"login": f"nobody{number}@example.com", "password": "guess"}
        answer = Client().post("/sign-in/login/", guess, headers=BEHIND)
    assert "Too many" in answer.content.decode()
    world.owner.set_password("a quite long one")
    world.owner.save()
    right = {"login": "owner@example.com", "password": "a quite long one"}
    elsewhere = Client().post("/sign-in/login/", right, headers={"X-Forwarded-For": "192.0.2.10"})
    assert elsewhere.status_code == 302
