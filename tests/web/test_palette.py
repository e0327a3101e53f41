"""The palette: what it finds, for whom, as a part for htmx and as a page without JavaScript."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve

from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.people import actions as people
from evener.people.rules import Visibility
from evener.promises import actions
from evener.web.palette import COMMANDS, Command, commands, groups
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World, promise, see, viewer_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def company(world: World) -> World:
    """Something of every kind that begins with `pum` or stands near it."""
    promise(world, words="Every pump reports its pressure")
    add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Piet Pumpernickel"})
    by = viewer_of(world.admin)
    people.make_person(by=by, at=NOW, email="pumla@example.com", name="Pumla Ngubane", role=world.owner.role)  # type: ignore[arg-type]
    return world


def found(world: World, who: str, text: str) -> dict[str, list[str]]:
    return {str(group.label): [hit.name for hit in group.hits] for group in groups(world.viewer(who), text, limit=5)}


def test_every_kind_is_found_by_the_beginning_of_a_word(company: World) -> None:
    assert found(company, "owner", "pum") == {
        "Deals": ["Pump monitoring"],
        "Promises": ["Every pump reports its pressure"],
        "Accounts": ["Nordhafen Pumps"],
        "Contacts": ["Piet Pumpernickel"],
        "People": ["Pumla Ngubane"],
    }


def test_every_word_must_occur_and_accents_do_not_matter(company: World) -> None:
    assert found(company, "owner", "pressure évery") == {"Promises": ["Every pump reports its pressure"]}
    assert found(company, "owner", "pressure nowhere") == {}


@pytest.mark.parametrize("text", ["", "   ", "…", "'", '"; DROP TABLE', "%", "\x00", "a" * 5000])
def test_odd_words_are_harmless(company: World, text: str) -> None:
    for headers in ({}, HTMX):
        assert signed_in(company.owner).get("/search/", {"q": text}, headers=headers).status_code == 200


@pytest.mark.parametrize("mode", list(Visibility))
def test_what_one_may_not_see_is_not_found(company: World, mode: Visibility) -> None:
    see(mode, by=viewer_of(company.admin))
    change = {"confidential": True}
    deals.change_deal(by=company.viewer("owner"), at=NOW, deal_id=company.deal.pk, values=change, seen_version=None)
    for who in ("outsider", "viewer_only"):
        shown = found(company, who, "pum")
        assert "Deals" not in shown, who
        assert "Promises" not in shown, who
        assert ("Accounts" in shown) == (mode == Visibility.COMPANY), who
    for who in ("owner", "engineer", "teammate", "leader", "admin"):
        assert {"Deals", "Promises"} <= found(company, who, "pum").keys(), who


def test_a_promise_is_not_found_by_words_it_had_before(company: World) -> None:
    row = promise(company, words="Zeppelin")
    assert found(company, "owner", "zepp") == {"Promises": ["Zeppelin"]}
    actions.change_promise(
        by=company.viewer("owner"), at=NOW, promise_id=row.pk, values={"words": "Airship"}, seen_version=None
    )
    assert found(company, "owner", "zepp") == {}


# Evener's own pages


def test_pages_are_found_by_their_name_and_by_other_words_for_them(world: World) -> None:
    def named(text: str) -> list[str]:
        return [hit.name for hit in commands(world.viewer("owner"), text)]

    assert named("new d") == ["New deal"]
    assert named("ledg") == ["Promises"]
    assert named("kanban") == ["Board"]
    assert named("nowhere") == []


def test_who_only_reads_is_not_offered_to_write(world: World) -> None:
    offered = {hit.name for hit in commands(world.viewer("viewer_only"), "")}
    assert "New deal" not in offered
    assert "Board" in offered


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_every_page_offered_is_there(world: World, command: Command) -> None:
    url = command.url.partition("?")[0]
    assert resolve(url)
    assert signed_in(world.admin).get(url).status_code in (200, 302)


# The page and the part


def test_htmx_gets_the_list_alone(company: World) -> None:
    answer = signed_in(company.owner).get("/search/?q=pum", headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<ul class="hits">')


def test_without_javascript_it_is_a_page_with_a_form(company: World) -> None:
    answer = signed_in(company.owner).get("/search/?q=pum")
    source = answer.content.decode()
    assert 'name="q" value="pum"' in source
    assert f'href="/deals/{company.deal.pk}/"' in source
    assert "Nothing found" in words(signed_in(company.owner).get("/search/?q=zzzz"))


def test_strangers_sign_in_first(world: World, client: Client) -> None:
    assert client.get("/search/?q=pum").status_code == 302


def test_names_are_shown_as_they_were_typed(world: World) -> None:
    promise(world, words="<b>bold</b> words")
    assert "<b>bold" not in signed_in(world.owner).get("/search/?q=bold").content.decode()


def test_what_a_search_costs_does_not_grow(company: World, stored_queries: StoredQueries) -> None:
    clients = [signed_in(company.owner), signed_in(company.admin), signed_in(company.leader)]
    for number in range(3):
        for client in clients:
            with stored_queries("search"):
                client.get("/search/?q=pum", headers=HTMX)
        promise(company, words=f"Pump {number}")
