"""People: who may change what, links that work once, tokens, teams."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from evener.deals.models import Deal
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.people import actions
from evener.people.models import ApiToken, SignInLink, User
from evener.people.rules import Role
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from tests.world import NOW, World, viewer_of


def test_a_link_signs_in_once(world: World) -> None:
    secret = actions.make_link(user_id=world.owner.pk, at=NOW)
    user, purpose = actions.use_link(secret=secret, at=NOW)
    assert (user.pk, purpose) == (world.owner.pk, "sign-in")
    with pytest.raises(NotThere):
        actions.use_link(secret=secret, at=NOW)


def test_a_link_ends_and_a_newer_one_replaces_it(world: World) -> None:
    old = actions.make_link(user_id=world.owner.pk, at=NOW)
    new = actions.make_link(user_id=world.owner.pk, at=NOW)
    with pytest.raises(NotThere):
        actions.use_link(secret=old, at=NOW)
    with pytest.raises(NotThere):
        actions.use_link(secret=new, at=NOW + timedelta(hours=1))


def test_only_admins_administer(world: World) -> None:
    for name in ("owner", "leader", "viewer_only"):
        with pytest.raises(NotAllowed):
            actions.change_person(by=world.viewer(name), at=NOW, user_id=world.owner.pk, values={"role": Role.ADMIN})


def test_somebody_stays_admin(world: World) -> None:
    with pytest.raises(Refused):
        actions.change_person(by=world.viewer("admin"), at=NOW, user_id=world.admin.pk, values={"role": Role.VIEWER})


def test_whoever_may_not_sign_in_any_more_loses_tokens_and_links(world: World) -> None:
    actions.make_token(by=world.viewer("owner"), at=NOW, name="sync", scopes=["read"], expires_at=None)
    secret = actions.make_link(user_id=world.owner.pk, at=NOW)
    actions.change_person(by=world.viewer("admin"), at=NOW, user_id=world.owner.pk, values={"is_active": False})
    assert ApiToken.objects.get(user=world.owner).revoked_at == NOW
    with pytest.raises(NotThere):
        actions.use_link(secret=secret, at=NOW)


def test_under_a_new_address_old_links_end(world: World) -> None:
    by = world.viewer("admin")
    secret = actions.make_link(user_id=world.owner.pk, at=NOW, purpose="invite", by=by)
    EmailAddress.objects.create(user=world.owner, email="owner@example.com")
    actions.change_person(by=by, at=NOW, user_id=world.owner.pk, values={"name": "Olga Other"})
    assert SignInLink.objects.filter(user=world.owner, used_at=None).exists()
    actions.change_person(by=by, at=NOW, user_id=world.owner.pk, values={"email": " Olga@New.example "})
    assert User.objects.get(pk=world.owner.pk).email == "olga@new.example"
    assert not EmailAddress.objects.exists()
    with pytest.raises(NotThere):
        actions.use_link(secret=secret, at=NOW)
    entry = Entry.objects.filter(what="person.changed").latest("id")
    assert entry.changes == [["email", "owner@example.com", "olga@new.example"]]


@pytest.mark.parametrize(
    ("email", "said"), [("LEADER@example.com", "has this address already"), ("somewhere", "not an e-mail address")]
)
def test_an_address_is_ones_own_and_one(world: World, email: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change_person(by=world.viewer("admin"), at=NOW, user_id=world.owner.pk, values={"email": email})
    assert said in str(refused.value.fields["email"])
    assert User.objects.get(pk=world.owner.pk).email == "owner@example.com"


def test_deals_and_their_sums_move_with_their_owner(world: World) -> None:
    actions.change_person(by=world.viewer("admin"), at=NOW, user_id=world.owner.pk, values={"team_id": world.south.pk})
    assert Deal.objects.get(pk=world.deal.pk).team_id == world.south.pk
    assert list(Tally.objects.filter(what="deal", count__gt=0).values_list("team_id", "count")) == [(world.south.pk, 1)]


def test_an_admin_scope_is_for_admins(world: World) -> None:
    with pytest.raises(Invalid):
        actions.make_token(by=world.viewer("owner"), at=NOW, name="x", scopes=["admin"], expires_at=None)


def test_addresses_are_one_whatever_their_case(world: World) -> None:
    with pytest.raises(Invalid):
        actions.make_person(by=viewer_of(world.admin), at=NOW, email="OWNER@example.com", name="Twin", role=Role.SALES)
    assert User.objects.filter(email="owner@example.com").count() == 1


def test_people_begin_with_the_usual_time_zone(world: World, settings: Any) -> None:
    settings.TIME_ZONE, settings.LANGUAGE_CODE = "Europe/Oslo", "nl"
    person = actions.make_person(
        by=world.viewer("admin"), at=NOW, email="new@example.com", name="Nora", role=Role.SALES
    )
    assert (person.time_zone, person.language) == ("Europe/Oslo", "en")
