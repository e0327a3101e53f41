"""What the palette finds: the right things first, nothing the viewer may not see, at a constant cost."""

from __future__ import annotations

import pytest

from evener.customers import find as customers
from evener.customers.actions import add_contact, change_account, create_account
from evener.deals import actions
from evener.deals import find as deals
from evener.deals.rules import Closing, Outcome
from evener.pages import everything
from evener.pages import find as pages
from evener.pages.asks import Finder, Hit, Sought
from evener.pages.everything import look_for
from evener.people import actions as people
from evener.people.rules import Viewer, Visibility
from evener.promises import actions as promises
from evener.promises import find as promised
from evener.search.rules import Kind
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise, see

FINDERS: dict[str, Finder] = {
    "deals": deals.find,
    "promises": promised.find,
    "customers": customers.find,
    "people": pages.people,
}


def found(finder: str, viewer: Viewer, text: str, limit: int = 5) -> list[Hit]:
    return FINDERS[finder](viewer=viewer, sought=look_for(text, viewer=viewer), limit=limit)


def names(finder: str, viewer: Viewer, text: str, limit: int = 5) -> list[str]:
    return [hit.name for hit in found(finder, viewer, text, limit)]


def test_hits_say_what_they_are_and_lead_there(world: World) -> None:
    by = world.viewer("owner")
    values = {"name": "Carla Conti", "title": "Buyer", "email": "carla@nord.example"}
    contact = add_contact(by=by, at=NOW, account_id=world.account.pk, values=values)
    account = f"/accounts/{world.account.pk}/"
    assert found("customers", by, "nordhafen") == [
        Hit("Accounts", "Nordhafen Pumps", "Machinery", account),
        Hit("Contacts", "Carla Conti", "Buyer · Nordhafen Pumps", f"{account}#contact-{contact.pk}", icon="person"),
    ]
    [deal] = found("deals", by, "PÚMP mon")
    assert (deal.kind, deal.name, deal.url) == ("Deals", "Pump monitoring", f"/deals/{world.deal.pk}/")
    assert deal.detail == f"Nordhafen Pumps · {world.deal.stage.name} · €125,000"
    [person] = found("people", by, "egon")
    assert (person.kind, person.name, person.detail) == ("People", "Egon Engineer", "Engineer · North")
    assert person.url == f"/deals/?member={world.engineer.pk}"


@pytest.mark.parametrize("text", ["", "  ", "%", "'", '"', "()", "\x00"])
@pytest.mark.parametrize("finder", FINDERS)
def test_without_a_word_nothing_is_found(world: World, finder: str, text: str) -> None:
    assert found(finder, world.viewer("owner"), text) == []


@pytest.mark.parametrize("mode", Visibility)
def test_a_confidential_deal_is_found_by_its_team_alone(world: World, mode: Visibility) -> None:
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    see(mode, by=world.viewer("admin"))
    finds = {
        who
        for who in ("owner", "teammate", "engineer", "outsider", "leader", "viewer_only", "admin")
        if names("deals", world.viewer(who), "pump")
    }
    assert finds == {"owner", "teammate", "engineer", "leader", "admin"}


@pytest.mark.parametrize(
    ("mode", "sees"), [(Visibility.COMPANY, True), (Visibility.TEAM, False), (Visibility.OWN, False)]
)
def test_accounts_and_contacts_are_found_by_whom_the_organisation_lets(
    world: World, mode: Visibility, sees: bool
) -> None:
    by = world.viewer("owner")
    add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": "Nora Nord"})
    see(mode, by=world.viewer("admin"))
    assert names("customers", world.viewer("owner"), "nord") == ["Nordhafen Pumps", "Nora Nord"]
    assert bool(names("customers", world.viewer("outsider"), "nord")) == sees


def test_what_is_hidden_does_not_crowd_out_what_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "LOOKED_AT", 3)
    promise(world, words="Pumps report")
    other = world.viewer("outsider")
    for number in range(4):
        create_account(by=other, at=NOW, values={"name": f"Nordhafen {number}"})
        deal = actions.create_deal(by=other, at=NOW, values={"name": f"Pump {number}"})
        promises.draft_promise(by=other, at=NOW, deal_id=deal.pk, values={"words": "Pumps stay quiet"})
    see(Visibility.OWN, by=world.viewer("admin"))
    assert names("deals", world.viewer("owner"), "pump") == ["Pump monitoring"]
    assert names("customers", world.viewer("owner"), "nordhafen") == ["Nordhafen Pumps"]
    assert names("promises", world.viewer("owner"), "pump") == ["Pumps report"]


def test_what_begins_so_comes_first_and_open_before_closed(world: World) -> None:
    by = world.viewer("owner")
    closed = actions.create_deal(by=by, at=NOW, values={"name": "Pump alarms"})
    actions.close_deal(by=by, at=NOW, deal_id=closed.pk, closing=Closing(Outcome.LOST, "price", "", TODAY))
    actions.create_deal(by=by, at=NOW, values={"name": "A pump house"})
    assert names("deals", by, "pump") == ["Pump monitoring", "Pump alarms", "A pump house"]
    assert names("deals", by, "pump", limit=1) == ["Pump monitoring"]
    create_account(by=by, at=NOW, values={"name": "New Nordhafen"})
    assert names("customers", by, "nordhafen") == ["Nordhafen Pumps", "New Nordhafen"]


def test_a_contact_is_found_by_the_new_name_of_their_account(world: World) -> None:
    by = world.viewer("owner")
    add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": "Carla Conti"})
    change_account(by=by, at=NOW, account_id=world.account.pk, values={"name": "Osthafen"}, seen_version=1)
    assert names("customers", by, "osthafen") == ["Osthafen", "Carla Conti"]
    assert names("customers", by, "nordhafen") == []


def test_who_left_is_not_found(world: World) -> None:
    admin = world.viewer("admin")
    assert names("people", admin, "otto") == ["Otto Outsider"]
    people.change_person(by=admin, at=NOW, user_id=world.outsider.pk, values={"is_active": False})
    assert names("people", admin, "otto") == []


@pytest.mark.parametrize("who", ["owner", "admin"])
@pytest.mark.parametrize("finder", FINDERS)
def test_finding_takes_one_statement_or_two(world: World, stored_queries: StoredQueries, finder: str, who: str) -> None:
    viewer, sought = world.viewer(who), Sought("o", frozenset(Kind), 500)
    with stored_queries(f"palette {finder}"):
        FINDERS[finder](viewer=viewer, sought=sought, limit=5)
