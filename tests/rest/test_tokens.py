"""Who gets in: tokens, scopes, and those who try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from evener.people import actions as people
from evener.people.models import ApiToken
from evener.people.rules import Role
from evener.rest import throttle
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, make_token
from tests.world import NOW, World

Called = Callable[..., Caller]


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer evn_wrong", "Basic b2xnYTpzZWNyZXQ=", "evn_wrong"])
def test_without_a_working_token_nobody_gets_in(db: None, header: str) -> None:
    stranger = Caller()
    stranger.headers = {"Authorization": header} if header else {}
    response = stranger.get("/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="Evener"')
    assert ("invalid_token" in response.headers["WWW-Authenticate"]) == bool(header)


def test_a_session_opens_no_door(world: World) -> None:
    client = Client()
    client.force_login(world.owner)
    assert Caller(client=client).get("/me").status_code == 401


def test_revoked_expired_and_left(world: World) -> None:
    now = timezone.now()
    expiring = Caller(make_token(world.owner, expires_at=NOW + timedelta(days=9000)))
    assert expiring.get("/me").status_code == 200
    ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    assert expiring.get("/me").status_code == 401
    revoked = Caller(make_token(world.owner))
    token = ApiToken.objects.latest("id")
    people.revoke_token(by=world.viewer("owner"), at=now, token_id=token.pk)
    assert revoked.get("/me").status_code == 401
    left = Caller(make_token(world.teammate))
    assert left.get("/me").status_code == 200
    people.change_person(by=world.viewer("admin"), at=now, user_id=world.teammate.pk, values={"is_active": False})
    assert left.get("/me").status_code == 401


def test_a_token_does_what_its_scopes_say(world: World, caller: Called) -> None:
    address = f"/deals/{world.deal.pk}/notes"
    assert caller("owner", "read").post(address, {"text": "Hello"}).status_code == 403
    assert caller("owner", "write").post(address, {"text": "Hello"}).status_code == 201
    refused = caller("owner", "write").get(address)
    assert refused.status_code == 403
    assert "“read”" in refused.json()["detail"]


def test_an_admins_token_administers_only_while_they_are_admin(world: World, admin: Caller) -> None:
    by = world.viewer("admin")
    assert admin.get("/settings").status_code == 200
    people.change_person(by=by, at=NOW, user_id=world.leader.pk, values={"role": Role.ADMIN})
    people.change_person(by=by, at=NOW, user_id=world.admin.pk, values={"role": Role.SALES})
    assert admin.get("/settings").status_code == 403


def test_the_last_day_of_use_is_written_once_a_day(owner: Caller, stored_queries: StoredQueries) -> None:
    owner.get("/me")
    token = ApiToken.objects.get()
    assert token.last_used_on == timezone.now().date()
    with stored_queries("API: token alone"):
        owner.get("/closing-reasons")
    ApiToken.objects.update(last_used_on=timezone.now().date() - timedelta(days=1))
    owner.get("/me")
    assert ApiToken.objects.get().last_used_on == timezone.now().date()


def test_whoever_keeps_trying_has_to_wait(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "WINDOW", 10**9)  # one window for the whole test, whenever it runs
    stranger = Caller("evn_guess")
    for _ in range(throttle.FAILURES_A_MINUTE):
        assert stranger.get("/me").status_code == 401
    refused = stranger.get("/me")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert owner.get("/me").status_code == 200  # from the same address, with a token that works
    elsewhere = Caller("evn_guess", Client(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere.get("/me").status_code == 401
