"""Writing stakeholders: added, changed, drawn below one another, taken out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.customers.actions import create_account
from evener.customers.models import Contact
from evener.deals import actions as deals
from evener.deals.models import DealMember
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.stakeholders import actions, queries
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import DealRole, Influence, Stance
from evener.stakeholders.rules.warnings import Lack
from tests.stakeholders.people import change, contact, person
from tests.world import NOW, TODAY, World, see


def test_a_contact_becomes_a_stakeholder(world: World) -> None:
    row = actions.add_stakeholder(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, contact_id=contact(world),
        values={"roles": ["champion", "user"], "stance": "for", "influence": Influence.HIGH, "stake_time": " Her "},
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.roles, row.stance, row.influence) == ([DealRole.CHAMPION, DealRole.USER], Stance.FOR, Influence.HIGH)
    assert (row.stake_time, row.stakes_known, str(row)) == ("Her", False, "Nora Decides")
    entry = Entry.objects.latest("id")
    assert (entry.what, entry.subject_name, entry.thread_kind) == ("stakeholder.added", "Nora Decides", "deal")
    assert ["roles", None, "Champion, User"] in entry.changes


def test_nobody_twice(world: World) -> None:
    first = person(world)
    with pytest.raises(Invalid, match="already"):
        actions.add_stakeholder(
            by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, contact_id=first.contact_id, values={}
        )


def test_who_is_no_contact_yet_becomes_one(world: World) -> None:
    row = person(world, "Nia New")
    assert Contact.objects.get(name="Nia New").account_id == world.account.pk == row.contact.account_id
    with pytest.raises(Invalid, match="Give a name"):
        person(world, " ")


def test_nothing_is_made_where_the_part_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        person(world, "Nia New", stance="maybe")
    assert not Contact.objects.filter(name="Nia New").exists()


def test_only_a_customers_customer_is_from_elsewhere(world: World) -> None:
    other = create_account(by=world.viewer("owner"), at=NOW, values={"name": "City of Kiel"})
    them = contact(world, "Carl Citizen", account_id=other.pk)
    given: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    with pytest.raises(Invalid, match="customer’s customer"):
        actions.add_stakeholder(**given, contact_id=them)
    with pytest.raises(Invalid, match="customer’s customer"):
        actions.add_person(**given, contact={"name": "Cora"}, account_id=other.pk)
    row = actions.add_stakeholder(**given, contact_id=them, values={"roles": [DealRole.BEYOND]})
    with pytest.raises(Invalid, match="customer’s customer"):
        change(world, row, roles=["user"])
    made = actions.add_person(
        **given, contact={"name": "Cora"}, account_id=other.pk, values={"roles": [DealRole.BEYOND]}
    )
    assert made.contact.account_id == other.pk


def test_lines_close_no_circle(world: World) -> None:
    ana, ben, cid = (person(world, name) for name in ("Ana", "Ben", "Cid"))
    change(world, ben, reports_to_id=ana.pk)
    change(world, cid, reports_to_id=ben.pk)
    with pytest.raises(Invalid, match="themselves"):
        change(world, ana, reports_to_id=ana.pk)
    with pytest.raises(Invalid, match="Ben reports to Ana already"):
        change(world, ana, reports_to_id=ben.pk)
    with pytest.raises(Invalid, match="Cid already reports to Ana, by way of Ben"):
        change(world, ana, reports_to_id=cid.pk)
    with pytest.raises(Invalid, match="on this deal"):
        change(world, ana, reports_to_id=4711)
    assert change(world, cid, reports_to_id=None).reports_to is None


def test_listening(world: World) -> None:
    ana, ben, cid = (person(world, name) for name in ("Ana", "Ben", "Cid"))
    change(world, ana, listens_to_ids=[ben.pk, cid.pk, ben.pk])
    change(world, ana, listens_to_ids=[cid.pk])
    assert queries.heard_by([ana.pk, ben.pk]) == {ana.pk: [(cid.pk, "Cid")]}
    for wrong in ([ana.pk], [4711]):
        with pytest.raises(Invalid):
            change(world, ana, listens_to_ids=wrong)
    entry = Entry.objects.filter(what="stakeholder.changed").latest("id")
    assert entry.changes == [["listens_to_ids", "Ben, Cid", "Cid"]]


def test_two_people_change_one_person(world: World) -> None:
    row = person(world)
    change(world, row, stance="for", seen=1)
    change(world, row, influence=Influence.LOW, seen=1)
    with pytest.raises(Conflict) as caught:
        change(world, row, who="teammate", stance="against", seen=1)
    [clash] = caught.value.clashes
    assert (clash.field, clash.theirs, clash.yours, clash.who) == ("Stance", "for", "against", "Olga Owner")
    row.refresh_from_db()
    assert (row.stance, row.influence, row.version) == ("for", 1, 3)
    change(world, row, stance="for", seen=3)
    assert Entry.objects.filter(what="stakeholder.changed").count() == 2


def test_taken_out_but_not_forgotten(world: World) -> None:
    boss, below = person(world, "Ana", stake_money="Her bonus", stance="for"), person(world, "Ben")
    change(world, below, reports_to_id=boss.pk, listens_to_ids=[boss.pk])
    actions.remove_stakeholder(by=world.viewer("owner"), at=NOW, stakeholder_id=boss.pk, reason="She left.")
    below.refresh_from_db()
    assert below.reports_to_id is None
    assert queries.heard_by([below.pk]) == {}
    entry = Entry.objects.latest("id")
    assert (entry.what, entry.subject_name, entry.reason) == ("stakeholder.removed", "Ana", "She left.")
    assert {"stake_money", "stance", "reports"} <= {name for name, _before, _after in entry.changes}
    assert Contact.objects.filter(name="Ana").exists()
    with pytest.raises(NotThere):
        change(world, boss, stance="against")


def test_the_relationship_owner_sits_on_the_deal(world: World) -> None:
    row = person(world)
    assert not DealMember.objects.filter(user=world.outsider).exists()
    change(world, row, relationship_owner_id=world.outsider.pk)
    assert DealMember.objects.filter(user=world.outsider, deal=world.deal).exists()
    with pytest.raises(Invalid, match="one of us"):
        change(world, row, relationship_owner_id=world.viewer_only.pk)


def test_who_may(world: World) -> None:
    row = person(world)
    with pytest.raises(NotAllowed):
        change(world, row, who="viewer_only", stance="for")
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        change(world, row, who="outsider", stance="for")
    assert queries.of_deal(world.viewer("outsider"), deal_id=world.deal.pk) == []
    with pytest.raises(NotThere):
        queries.warnings(world.viewer("outsider"), deal_id=world.deal.pk, at=NOW)
    assert [each.pk for each in queries.of_deal(world.viewer("owner"), deal_id=world.deal.pk)] == [row.pk]


def test_a_closed_deal_is_not_changed(world: World) -> None:
    row = person(world)
    ending = Closing(outcome=Outcome.LOST, reason="price", note="Too dear.", closed_on=TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=ending)
    with pytest.raises(Refused):
        change(world, row, stance="for")
    assert queries.warnings(world.viewer("owner"), deal_id=world.deal.pk, at=NOW) == []


def test_what_is_missing_on_a_deal(world: World) -> None:
    """125,000 EUR, so six people are expected."""

    def lacks() -> list[Lack]:
        found = queries.warnings(world.viewer("owner"), deal_id=world.deal.pk, at=NOW + timedelta(days=30))
        return [each.lack for each in found]

    assert lacks() == [Lack.ONE_CONTACT]
    stakes: dict[str, Any] = {"stake_time": "a", "stake_money": "b", "stake_reputation": "c"}
    nora = person(world, stance="against", influence=Influence.DECIDES, **stakes)
    assert lacks() == [Lack.OPPOSED, Lack.BUYER, Lack.ONE_CONTACT, Lack.CHAMPION, Lack.UNMET]
    change(world, nora, relationship_owner_id=world.engineer.pk, roles=["economic_buyer", "champion"])
    person(world, "Ben", **stakes)
    assert lacks() == [Lack.UNMET, Lack.GROUP]
    person(world, "Cid")
    assert lacks() == [Lack.UNMET, Lack.GROUP, Lack.STAKES]


def test_a_crowd(world: World) -> None:
    """Reading does not grow with the people: rows made at once, as an action each would take a minute."""
    by = world.viewer("owner")
    people = Contact.objects.bulk_create(
        [Contact(account=world.account, name=f"Person {n:05}", created_at=NOW) for n in range(10_000)]
    )
    rows = Stakeholder.objects.bulk_create(
        [
            Stakeholder(deal=world.deal, contact=each, created_at=NOW, created_by_id=by.id, influence=n % 5)
            for n, each in enumerate(people)
        ]
    )
    Stakeholder.objects.filter(id__gt=rows[0].pk).update(reports_to=rows[0])
    assert len(queries.of_deal(by, deal_id=world.deal.pk)) == queries.OFFERED
    change(world, rows[1], reports_to_id=rows[2].pk)
    with pytest.raises(Invalid, match="already"):
        change(world, rows[0], reports_to_id=rows[1].pk)
    with pytest.raises(Refused, match="10,000"):
        person(world, "One too many")
    actions.remove_stakeholder(by=by, at=NOW, stakeholder_id=rows[0].pk)
    assert not Stakeholder.objects.filter(reports_to=rows[0].pk).exists()
