"""The catalogue in a browser without JavaScript: the list, one capability, and promises that rest on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.capabilities.actions import change_capability, create_capability
from evener.capabilities.models import Capability
from evener.deals import actions as deals
from evener.journal.models import Entry
from evener.promises import actions as promises
from evener.promises.models import Promise
from evener.promises.rules import Answer, VerdictKind
from tests.deals.web import post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World, promise


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def catalogued(world: World, name: str = "Single sign-on", **values: Any) -> Capability:
    return create_capability(by=world.viewer("engineer"), at=NOW, values={"name": name, **values})


def test_an_empty_catalogue_says_what_to_do_first(world: World) -> None:
    assert "New capability" in words(signed_in(world.engineer).get("/capabilities/"))
    sales = words(signed_in(world.owner).get("/capabilities/"))
    assert "once an engineer writes it down" in sales
    assert "New capability" not in sales


def test_the_list_is_narrowed_and_says_what_was_left_out(world: World, stored_queries: StoredQueries) -> None:
    product = deals.make_product(by=world.viewer("admin"), at=NOW, name="Pump Watch")
    catalogued(world, wording="As they do today.")
    catalogued(world, "Offline mode", status="planned", planned_for=NOW.date(), product_id=product.pk, owner_id=None)
    client = signed_in(world.owner)
    with stored_queries("capabilities list"):
        everything = words(client.get("/capabilities/"))
    assert "Offline mode Planned, 2 Mar" in everything and "2 capabilities" in everything
    for query, found in (
        ("?status=planned", ["Offline mode"]), ("?q=today", ["Single sign-on"]), ("?owner=nobody", ["Offline mode"]),
        (f"?product={product.pk}", ["Offline mode"]), (f"?owner={world.engineer.pk}", ["Single sign-on"]),
    ):  # fmt: skip
        text = words(client.get(f"/capabilities/{query}"))
        assert [name for name in ("Single sign-on", "Offline mode") if name in text] == found, query
    wrong = words(client.get("/capabilities/?status=soon&product=x&owner=y&sort=colour&q=!!!"))
    for said in ("one of the statuses", "the product from the list", "the owner from the list", "no such order"):
        assert said in wrong
    assert "No capability matches" in words(client.get("/capabilities/?q=zeppelin"))


def test_a_new_line_is_written_and_a_wrong_one_comes_back(world: World) -> None:
    client = signed_in(world.engineer)
    wrong = post(client, "/capabilities/new/", name="Offline mode", status="planned")
    assert wrong.status_code == 422
    assert "Without a day it is not planned" in words(wrong)
    again = post(client, "/capabilities/new/", name="Offline mode", status="beta", owner_id=str(world.engineer.pk))
    row = Capability.objects.get()
    assert again["Location"] == f"/capabilities/{row.pk}/"
    twice = post(client, "/capabilities/new/", name="offline MODE", status="beta")
    assert "has this already" in words(twice)
    assert client.get("/capabilities/4711/").status_code == 404
    assert client.get(f"/capabilities/{row.pk}/edit/?field=colour").status_code == 404


def test_facts_are_changed_in_place_and_nobodys_change_is_lost(world: World) -> None:
    row = catalogued(world, evidence="https://docs.example/sso")
    here, client = f"/capabilities/{row.pk}/", signed_in(world.engineer)
    page = client.get(here)
    assert 'href="https://docs.example/sso" rel="noopener noreferrer external"' in page.content.decode()
    planned = post(client, f"{here}edit/?field=status", status="planned", planned_for="2026-05-01", version="1")
    assert planned["Location"] == f"{here}#fact-status"
    assert "Planned, 1 May" in words(client.get(here))
    late = post(client, f"{here}edit/?field=evidence", evidence="the wiki", version="2")
    assert late.status_code == 422
    assert "“the wiki” is not a web address" in words(late)
    change_capability(
        by=world.viewer("leader"), at=NOW, capability_id=row.pk, values={"limits": "500 people"}, seen_version=None
    )
    clash = post(client, f"{here}edit/?field=limits", limits="900 people", version="2")
    assert clash.status_code == 409
    assert "500 people" in words(clash) and "900 people" in words(clash)
    assert Capability.objects.get().limits == "500 people"
    sales = words(signed_in(world.owner).get(here))
    assert "Ask an engineer to change it" in sales


def test_a_promise_rests_on_it_and_is_looked_at_again_when_it_changes(
    world: World, stored_queries: StoredQueries
) -> None:
    row = catalogued(world)
    client = signed_in(world.owner)
    form = client.get(f"/promises/deal/{world.deal.pk}/new/").content.decode()
    assert "Single sign-on (Shipped)" in form
    written = {"words": "Your people sign in as today", "capability_id": str(row.pk), "ask": "yes"}
    post(client, f"/promises/deal/{world.deal.pk}/new/", **written)
    made = Promise.objects.get()
    assert made.capability == row
    today = Answer(VerdictKind.TODAY)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=made.pk, answer=today)
    assert "Rests on Single sign-on: Shipped" in words(client.get(f"/promises/{made.pk}/"))
    with stored_queries("capability page"):
        page = words(client.get(f"/capabilities/{row.pk}/"))
    assert "Your people sign in as today Cleared" in page
    post(signed_in(world.engineer), f"/capabilities/{row.pk}/edit/?field=status", status="beta", version="1")
    assert "It changed since the verdict" in words(client.get("/"))
    journal = words(client.get(f"/deals/{world.deal.pk}/journal/"))
    assert "changed what “Your people sign in as today” rests on" in journal
    assert Entry.objects.filter(what="promise.unsettled").count() == 1


def test_what_the_deal_is_about_is_offered_first_and_the_rest_too(world: World) -> None:
    admin = world.viewer("admin")
    ours, theirs = (deals.make_product(by=admin, at=NOW, name=name) for name in ("Pump Watch", "Valve Watch"))
    by = world.viewer("owner")
    deals.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"product_id": ours.pk}, seen_version=None)
    catalogued(world, "Alarms", product_id=theirs.pk)
    catalogued(world, "Reports", product_id=ours.pk)
    catalogued(world, "Sign-in")
    form = signed_in(world.owner).get(f"/promises/deal/{world.deal.pk}/new/").content.decode()
    places = [form.index(f"{name} (Shipped)") for name in ("Reports", "Sign-in", "Alarms")]
    assert places == sorted(places)


def test_everybody_on_the_deal_is_told_for_a_fortnight(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row, by = catalogued(world), world.viewer("engineer")
    made = promise(world, ask=True, words="They sign in as today", capability_id=row.pk)
    promises.give_verdict(by=by, at=NOW, promise_id=made.pk, answer=Answer(VerdictKind.TODAY))
    told = "“Single sign-on” changed, and this promise to Pump monitoring, Nordhafen Pumps rests on it."
    engineer = signed_in(world.engineer)
    assert told not in words(engineer.get("/"))
    change_capability(
        by=by, at=NOW + timedelta(minutes=1), capability_id=row.pk, values={"status": "beta"}, seen_version=None
    )
    assert told in words(engineer.get("/"))
    assert told not in words(signed_in(world.owner).get("/"))  # who is asked to settle it
    assert "They sign in as today" not in words(signed_in(world.outsider).get("/"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=15))
    assert told not in words(engineer.get("/"))


def test_what_one_may_not_see_is_not_shown_as_resting(world: World) -> None:
    row = catalogued(world)
    promise(world, words="A secret one", capability_id=row.pk)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert "A secret one" in words(signed_in(world.owner).get(f"/capabilities/{row.pk}/"))
    assert "A secret one" not in words(signed_in(world.outsider).get(f"/capabilities/{row.pk}/"))


def test_the_palette_finds_it(world: World) -> None:
    row = catalogued(world)
    found = signed_in(world.outsider).get("/search/?q=single").content.decode()
    assert f"/capabilities/{row.pk}/" in found
