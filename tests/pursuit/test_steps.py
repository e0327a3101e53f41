"""Steps of both sides: whose they are, who sees them, and what Today says about the customer's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.customers.actions import add_contact, create_account
from evener.customers.models import Contact
from evener.deals import actions
from evener.deals.models import NextStep
from evener.deals.nudges import nudges
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.problems import Invalid, NotThere, Refused
from evener.sharing.access import LinkAuthor
from tests.deals.web import post, signed_in, words
from tests.world import NOW, TODAY, World


def carla(world: World) -> Contact:
    values = {"name": "Carla Ochoa", "title": "Plant manager"}
    return add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values=values)


def theirs(world: World, contact: Contact, *, late: int = 0, shared: bool = True) -> NextStep:
    return actions.add_step(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, what="Send the pump list", owner_id=None,
        contact_id=contact.pk, due_on=TODAY - timedelta(days=late), shared=shared,
    )  # fmt: skip


def test_a_step_is_ours_or_theirs(world: World) -> None:
    by, them = world.viewer("owner"), carla(world)
    step = theirs(world, them)
    with pytest.raises(Invalid, match="one owner"):
        actions.add_step(
            by=by, at=NOW, deal_id=world.deal.pk, what="Both", owner_id=by.id, contact_id=them.pk, due_on=None
        )
    ours = actions.change_step(by=by, at=NOW, step_id=step.pk, values={"owner_id": by.id}, seen_version=1)
    assert (ours.owner_id, ours.contact_id) == (by.id, None)
    again = actions.change_step(by=by, at=NOW, step_id=step.pk, values={"contact_id": them.pk}, seen_version=2)
    assert (again.owner_id, again.contact_id) == (None, them.pk)


def test_only_people_at_the_customer_take_a_step(world: World) -> None:
    by = world.viewer("owner")
    other = create_account(by=by, at=NOW, values={"name": "Elsewhere"})
    stranger = add_contact(by=by, at=NOW, account_id=other.pk, values={"name": "Sam"})
    with pytest.raises(Invalid, match="at the customer"):
        theirs(world, stranger)


def test_their_late_step_asks_the_owner_and_is_not_unowned(world: World) -> None:
    them = carla(world)
    theirs(world, them, late=3)
    theirs(world, them, late=-3)
    found = nudges(viewer=world.viewer("owner"), at=NOW, limit=20)
    assert [(each.kind, each.what, each.unowned) for each in found] == [
        ("their-step", "Ask Carla Ochoa: Send the pump list", False)
    ]
    assert not [each for each in nudges(viewer=world.viewer("teammate"), at=NOW, limit=20) if "step" in each.kind]


def test_ticked_through_a_link(world: World) -> None:
    them = carla(world)
    step, by = theirs(world, them), LinkAuthor(world.owner.pk)

    def tick(done: bool, as_whom: str = "Ms Ochoa") -> tuple[NextStep, bool]:
        return actions.tick_step(by=by, at=NOW, deal_id=world.deal.pk, step_id=step.pk, done=done, as_whom=as_whom)

    ticked, changed = tick(True)
    assert changed and ticked.done_as == "Ms Ochoa" and not ticked.waiting
    assert tick(True, "Somebody else")[1] is False  # two at once: the first stands
    assert NextStep.objects.get(pk=step.pk).done_as == "Ms Ochoa"
    page = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/journal/"))
    assert "Ms Ochoa ticked “Send the pump list”" in page and "through a link" in page
    assert tick(False)[0].waiting
    assert Entry.objects.filter(via="link").count() == 2


def test_what_a_link_cannot_tick(world: World) -> None:
    them, owner = carla(world), world.viewer("owner")
    hidden = theirs(world, them, shared=False)
    ours = actions.add_step(
        by=owner, at=NOW, deal_id=world.deal.pk, what="Ours", owner_id=owner.id, due_on=TODAY, shared=True
    )
    step = theirs(world, them)
    other = actions.create_deal(by=owner, at=NOW, values={"name": "Other"})

    def tick(deal_id: int, step_id: int) -> None:
        actions.tick_step(
            by=LinkAuthor(owner.id), at=NOW, deal_id=deal_id, step_id=step_id, done=True, as_whom="Ms Ochoa"
        )

    for deal_id, step_id in ((world.deal.pk, hidden.pk), (world.deal.pk, ours.pk), (other.pk, step.pk), (1, 10**9)):
        with pytest.raises(NotThere):
            tick(deal_id, step_id)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    actions.close_deal(by=owner, at=NOW, deal_id=world.deal.pk, closing=closing)
    with pytest.raises(Refused, match="closed"):
        tick(world.deal.pk, step.pk)


def test_given_to_either_side_in_the_form(world: World) -> None:
    them, client, page = carla(world), signed_in(world.owner), f"/deals/{world.deal.pk}/"
    form = words(client.get(f"{page}steps/"))
    assert "Carla Ochoa, Plant manager" in form and "Customer sees this" in form
    given = {"what": "Send the pump list", "due_on": "2026-02-20"}
    assert post(client, f"{page}steps/", **given, owner_id=f"c{them.pk}", shared="on").status_code == 302
    step = NextStep.objects.get()
    assert (step.contact, step.owner, step.shared) == (them, None, True)
    shown = words(client.get(page))
    assert "customer sees it CO Carla Ochoa customer Stalled 20 Feb, late" in shown
    wrong = post(client, f"{page}steps/", **given, owner_id="c999999")
    assert wrong.status_code == 422 and "Choose one from the list" in words(wrong)
