"""Signing in and the settings pages."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from evener.people import actions
from evener.people.models import Organisation, User
from evener.people.rules import NO_ADDRESS, Role
from tests.world import World


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    client.force_login(world.admin, backend="evener.people.backend.PeopleBackend")
    return client


def test_inviting_somebody_who_then_comes_in_and_sets_a_password(admin: Client, world: World) -> None:
    page = admin.post(
        "/settings/people/invite/", {"name": "Nia New", "email": "nia@example.com", "role": "engineer", "team": ""}
    )
    link = re.search(r"/enter/[\w-]+/", page.content.decode())
    assert link
    newcomer = Client()
    assert newcomer.get(link.group()).status_code == 200
    came_in = newcomer.post(link.group())
    assert came_in.headers["Location"] == "/sign-in/password/set/"
    password = {"password1": "a quite long one", "password2": "a quite long one"}
    assert newcomer.post("/sign-in/password/set/", password).headers["Location"] == "/"
    assert User.objects.get(email="nia@example.com").has_usable_password()
    again = Client().post(link.group())
    assert again.status_code == 404


def test_signing_in_with_a_password_and_being_throttled(client: Client, world: World) -> None:
    world.owner.set_password("a quite long one")
    world.owner.save()
    right = {"login": "owner@example.com", "password": "a quite long one"}
    assert client.post("/sign-in/login/", right).status_code == 302
    guesser = Client()
    for _ in range(8):
        answer = guesser.post("/sign-in/login/", {"login": "leader@example.com", "password": "guess"})
    assert "Too many" in answer.content.decode()


def test_a_link_by_mail_says_the_same_for_everybody(client: Client, world: World) -> None:
    known = client.post("/link/", {"email": "owner@example.com"})
    unknown = client.post("/link/", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    assert len(mail.outbox) == 1
    link = re.search(r"/enter/[\w-]+/", str(mail.outbox[0].body))
    assert link
    assert client.post(link.group()).headers["Location"] == "/"


def test_nobody_signs_up_by_themselves(client: Client, world: World) -> None:
    client.post(
        "/sign-in/signup/", {"email": "x@example.com", "password1": "long enough 1", "password2": "long enough 1"}
    )
    assert not User.objects.filter(email="x@example.com").exists()


def test_settings_are_for_admins(client: Client, world: World) -> None:
    client.force_login(world.leader, backend="evener.people.backend.PeopleBackend")
    assert client.get("/settings/organisation/").status_code == 403
    assert client.post("/settings/people/invite/", {"name": "x"}).status_code == 403


def test_changing_the_settings(admin: Client, world: World) -> None:
    values = {
        "name": "Kestrel",
        "visibility": "own",
        "gate": "warn",
        "currency": "CHF",
        "verdict_hours": "12",
        "architect_hours": "40",
        "quiet_days": "10",
        "gap_weight": "50",
        "architect_amount": "40'000",
    }
    assert admin.post("/settings/organisation/", values).status_code == 302
    company = Organisation.objects.get()
    assert (company.visibility, company.gate, company.architect_amount_minor) == ("own", "warn", 4_000_000)


def test_a_token_is_shown_once(admin: Client, world: World) -> None:
    page = admin.post("/settings/tokens/", {"name": "sync", "scopes": ["read"]}).content.decode()
    assert re.search(r"evn_[\w-]{40,}", page)
    assert not re.search(r"evn_[\w-]{40,}", admin.get("/settings/tokens/").content.decode())


def test_a_person_who_may_not_sign_in_is_out_at_once(client: Client, world: World) -> None:
    client.force_login(world.owner, backend="evener.people.backend.PeopleBackend")
    assert client.get("/settings/profile/").status_code == 200
    actions.change_person(
        by=world.viewer("admin"), at=timezone.now(), user_id=world.owner.pk, values={"is_active": False}
    )
    assert client.get("/settings/profile/").status_code == 302


def test_an_admin_gives_an_imported_person_an_address(admin: Client, world: World) -> None:
    by = world.viewer("admin")
    row = actions.make_person(
        by=by, at=timezone.now(), email=f"ida-1{NO_ADDRESS}", name="Ida Imported", role=Role.SALES
    )
    path = f"/settings/people/{row.pk}/"
    for page in ("/settings/people/", path):
        text = admin.get(page).content.decode()
        assert "no address yet" in text
        assert NO_ADDRESS not in text
    part = {"name": "Ida Imported", "role": "engineer"}
    assert admin.post(path, {**part, "email": "", "is_active": "on"}).status_code == 302
    assert User.objects.get(pk=row.pk).email.endswith(NO_ADDRESS)
    taken = admin.post(path, {**part, "email": "Owner@example.com", "is_active": "on"})
    assert taken.status_code == 422
    assert "Somebody here has this address already." in taken.content.decode()
    assert admin.post(path, {**part, "email": "ida@example.com", "is_active": "on"}).status_code == 302
    assert User.objects.get(pk=row.pk).email == "ida@example.com"
    assert "mailto:ida@example.com" in admin.get(path).content.decode()
    assert admin.post(path, {**part, "email": "", "is_active": "on"}).status_code == 422


def test_stages_and_products(admin: Client, world: World) -> None:
    assert admin.post("/deals/setup/products/add/", {"name": "GTX Pro", "price": "4,821"}).status_code == 302
    twice = admin.post("/deals/setup/products/add/", {"name": "GTXPro", "price": ""})
    assert twice.status_code == 422
    assert "already" in twice.content.decode()
    assert admin.post("/deals/setup/stages/add/", {"name": "Trial", "prior_won": 60, "position": 3}).status_code == 302
    in_use = world.deal.stage_id
    assert admin.post(f"/deals/setup/stages/{in_use}/remove/").status_code == 409


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Client, world: World) -> None:
    client.post("/sign-in/password/reset/", {"email": "owner@example.com"})
    link = re.search(r"/sign-in/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    form = client.get(link.group(), follow=True)
    assert "New password" in form.content.decode()
    password = {"password1": "a quite long one", "password2": "a quite long one"}
    done = client.post(form.request["PATH_INFO"], password, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert client.login(email="owner@example.com", password="a quite long one")
    assert "This link does not work" in Client().get(link.group(), follow=True).content.decode()


def test_a_password_is_changed_by_whoever_knows_it(world: World) -> None:
    world.owner.set_password("a quite long one")
    world.owner.save()
    client = Client()
    client.force_login(world.owner, backend="evener.people.backend.PeopleBackend")
    assert "Change the password" in client.get("/sign-in/password/change/").content.decode()
    values = {"oldpassword": "a wrong one", "password1": "another long one", "password2": "another long one"}
    assert client.post("/sign-in/password/change/", values).status_code == 200
    assert client.post("/sign-in/password/change/", values | {"oldpassword": "a quite long one"}).status_code == 302
    assert Client().login(email="owner@example.com", password="another long one")
