"""Writing deals: rights, conflicts, closing, tallies."""

from __future__ import annotations

from typing import Any

import pytest

from evener.deals import actions
from evener.deals.models import Deal, DealMember, NextStep
from evener.deals.rules import Closing, Outcome, Part
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.problems import Conflict, NotAllowed, NotThere, Refused
from tests.world import NOW, TODAY, World, promise


def test_two_people_changing_one_field_never_overwrite_each_other(world: World) -> None:
    seen = world.deal.version
    change: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    actions.change_deal(**change, values={"amount_minor": 100}, seen_version=seen)
    with pytest.raises(Conflict) as caught:
        actions.change_deal(**change, values={"amount_minor": 200}, seen_version=seen)
    assert caught.value.clashes[0].theirs == "€1"
    world.deal.refresh_from_db()
    assert world.deal.amount_minor == 100


def test_changes_to_different_fields_both_pass(world: World) -> None:
    seen = world.deal.version
    change: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    actions.change_deal(**change, values={"amount_minor": 100}, seen_version=seen)
    actions.change_deal(**change, values={"source": "Trade fair"}, seen_version=seen)
    world.deal.refresh_from_db()
    assert (world.deal.amount_minor, world.deal.source) == (100, "Trade fair")


@pytest.mark.parametrize(
    ("who", "may"), [("owner", True), ("teammate", True), ("leader", True), ("admin", True), ("outsider", False)]
)
def test_who_may_change_a_deal(world: World, who: str, may: bool) -> None:
    change: dict[str, Any] = {"by": world.viewer(who), "at": NOW, "deal_id": world.deal.pk, "seen_version": None}
    if may:
        actions.change_deal(**change, values={"source": "x"})
    else:
        with pytest.raises(NotAllowed):
            actions.change_deal(**change, values={"source": "x"})


def test_a_confidential_deal_is_not_there_for_others(world: World) -> None:
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    with pytest.raises(NotThere):
        actions.add_note(by=world.viewer("outsider"), at=NOW, deal_id=world.deal.pk, text="hello")


def test_the_gate_names_what_stands_in_the_way(world: World) -> None:
    promise(world, ask=True)
    won = Closing(Outcome.WON, "fit", "", TODAY)
    with pytest.raises(Refused) as caught:
        actions.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=won)
    assert "Single sign-on" in str(caught.value.reasons[0])


def test_a_leader_overrides_the_gate_in_writing_and_nobody_else(world: World) -> None:
    promise(world, ask=True)
    won = Closing(Outcome.WON, "fit", "", TODAY, gate_reason="Delivery agreed by phone")
    with pytest.raises(NotAllowed):
        actions.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=won)
    deal = actions.close_deal(by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, closing=won)
    assert deal.gate_reason == "Delivery agreed by phone"


def test_a_closed_deal_is_frozen_until_reopened(world: World) -> None:
    by = world.viewer("owner")
    lost = Closing(Outcome.LOST, "price", "", TODAY)
    actions.close_deal(by=by, at=NOW, deal_id=world.deal.pk, closing=lost)
    assert Tally.objects.filter(what="deal", count__gt=0).count() == 0
    with pytest.raises(Refused):
        actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"source": "x"}, seen_version=None)
    actions.reopen_deal(by=by, at=NOW, deal_id=world.deal.pk, reason="They called back")
    assert Tally.objects.get(what="deal", count=1).amount_minor == 12_500_000


def test_whoever_is_given_a_step_sees_it_and_can_finish_it(world: World) -> None:
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    step = actions.add_step(
        by=by, at=NOW, deal_id=world.deal.pk, what="Call them", owner_id=world.outsider.pk, due_on=None
    )
    given = world.viewer("outsider")
    assert NextStep.objects.visible_to(given).filter(pk=step.pk).exists()
    assert DealMember.objects.get(deal=world.deal, user=world.outsider).part == Part.OTHER
    whats = list(Entry.objects.filter(thread_kind="deal").order_by("-id").values_list("what", "changes")[:2])
    assert whats[1] == ("deal.team", [["team: Otto Outsider", None, "Supports"]])
    actions.finish_step(by=given, at=NOW, step_id=step.pk)
    other = actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="Write", owner_id=None, due_on=None)
    before = Deal.objects.get(pk=world.deal.pk).version
    handed = {"owner_id": world.viewer_only.pk}
    actions.change_step(by=by, at=NOW, step_id=other.pk, values=handed, seen_version=None)
    assert NextStep.objects.visible_to(world.viewer("viewer_only")).filter(pk=other.pk).exists()
    assert Deal.objects.get(pk=world.deal.pk).version == before + 1
    actions.change_step(by=by, at=NOW, step_id=other.pk, values={"owner_id": world.engineer.pk}, seen_version=None)
    assert DealMember.objects.get(deal=world.deal, user=world.engineer).part == Part.LEAD_ENGINEER
