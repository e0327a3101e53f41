"""Writing the catalogue, and what a change of it does to the promises that rest on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from evener.capabilities import actions
from evener.capabilities.models import Capability
from evener.capabilities.rules import Status
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.problems import Conflict, Invalid, NotAllowed, NotThere
from evener.promises import actions as promises
from evener.promises.models import Promise
from evener.promises.rules import Answer, VerdictKind
from evener.search.queries import matching_ids
from evener.search.rules import Kind
from evener.upkeep.doctor.sums import differing, kept, recounted, wrong_counts
from tests.world import NOW, TODAY, World, promise


def catalogued(world: World, name: str = "Single sign-on", **values: Any) -> Capability:
    return actions.create_capability(by=world.viewer("engineer"), at=NOW, values={"name": name, **values})


def change(world: World, capability: Capability, *, seen: int | None = None, **values: Any) -> Capability:
    return actions.change_capability(
        by=world.viewer("engineer"),
        at=NOW + timedelta(hours=1),
        capability_id=capability.pk,
        values=values,
        seen_version=seen,
    )


def cleared(world: World, capability: Capability, words: str = "Your people sign in as they do today") -> Promise:
    row = promise(world, ask=True, words=words, capability_id=capability.pk)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=Answer(VerdictKind.TODAY))
    return Promise.objects.get(pk=row.pk)


def test_a_line_of_the_catalogue_is_kept_found_and_recorded(world: World) -> None:
    row = catalogued(world, wording="Your people sign in with your own directory.", limits="OpenID Connect only.")
    assert (row.owner_id, row.status, row.version) == (world.engineer.pk, Status.SHIPPED, 1)
    entry = Entry.objects.get(thread_kind="capability", thread_id=row.pk)
    assert (entry.what, entry.actor) == ("capability.created", world.engineer)
    assert ["status", None, "shipped"] in entry.changes
    matching = matching_ids(Kind.CAPABILITY, "directory")
    assert matching is not None and list(Capability.objects.filter(id__in=matching)) == [row]


@pytest.mark.parametrize("who", ["owner", "teammate", "outsider", "viewer_only"])
def test_sales_does_not_write_it(world: World, who: str) -> None:
    row = catalogued(world)
    with pytest.raises(NotAllowed, match="Engineering keeps"):
        actions.create_capability(by=world.viewer(who), at=NOW, values={"name": "Magic"})
    with pytest.raises(NotAllowed):
        actions.change_capability(
            by=world.viewer(who), at=NOW, capability_id=row.pk, values={"status": "beta"}, seen_version=None
        )
    assert Capability.objects.get().status == Status.SHIPPED


def test_the_same_is_not_written_twice(world: World) -> None:
    product = deals.make_product(by=world.viewer("admin"), at=NOW, name="Pump Watch")
    catalogued(world)
    with pytest.raises(Invalid) as refused:
        catalogued(world, "single  sign-on")
    assert "has this already" in str(refused.value.fields["name"])
    of_a_product = catalogued(world, product_id=product.pk)
    with pytest.raises(Invalid):
        change(world, of_a_product, product_id=None)


def test_the_same_at_once_is_written_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogued(world)
    nothing = Capability.objects.none()
    monkeypatch.setattr("evener.capabilities.actions.same_named", lambda capability: nothing)
    with pytest.raises(Invalid, match="has this already"):
        catalogued(world)
    assert Capability.objects.count() == 1


@pytest.mark.parametrize(
    "values", [{"product_id": 4711}, {"owner_id": 4711}, {"status": "soon"}, {"planned_for": TODAY}]
)
def test_what_is_not_there_is_refused(world: World, values: dict[str, Any]) -> None:
    row = catalogued(world)
    with pytest.raises(Invalid) as refused:
        change(world, row, **values)
    assert list(refused.value.fields) == list(values)
    with pytest.raises(NotThere):
        change(world, Capability(pk=4711), name="x")


def test_what_ships_has_no_day_any_more(world: World) -> None:
    row = catalogued(world, status="planned", planned_for=date(2026, 9, 1))
    changed = change(world, row, status="shipped")
    assert (changed.status, changed.planned_for, changed.version) == ("shipped", None, 2)
    entry = Entry.objects.filter(thread_kind="capability").latest("id")
    assert ["planned_for", "2026-09-01", None] in entry.changes


def test_two_people_change_one_line(world: World) -> None:
    row = catalogued(world)
    change(world, row, seen=1, limits="Up to 500 people.")
    change(world, row, seen=1, wording="As you do today.")  # another field
    with pytest.raises(Conflict) as conflict:
        change(world, row, seen=1, limits="Up to 900 people.")
    clash = conflict.value.clashes[0]
    assert (clash.theirs, clash.yours) == ("Up to 500 people.", "Up to 900 people.")
    assert Capability.objects.get().version == 3


def test_a_new_status_makes_the_verdicts_stale_that_rest_on_it(world: World) -> None:
    row, other = catalogued(world), catalogued(world, "Offline mode")
    touched = Deal.objects.get(pk=world.deal.pk).touched_at
    resting, unasked = cleared(world, row), promise(world, words="Later", capability_id=row.pk)
    elsewhere = cleared(world, other, "It runs without a network")
    change(world, row, status="beta")
    assert list(Promise.objects.filter(stale=True)) == [resting]
    resting.refresh_from_db()
    assert (resting.review, resting.state) == ("cleared", "cleared")
    deal = Deal.objects.get(pk=world.deal.pk)
    assert (deal.promises_open, deal.promises_stale) == (3, 1)
    assert deal.touched_at == touched  # nobody worked on it
    entry = Entry.objects.filter(thread_kind="deal", thread_id=deal.pk).latest("id")
    assert (entry.what, entry.subject_id, entry.actor) == ("promise.unsettled", resting.pk, world.engineer)
    assert ["capability", None, "Single sign-on"] in entry.changes
    before = dict(Tally.objects.filter(what="promise").values_list("key", "count"))
    assert (differing(kept(), recounted()), wrong_counts()) == (set(), [])
    change(world, row, limits="Up to 500 people.")  # not what a verdict rests on
    assert dict(Tally.objects.filter(what="promise").values_list("key", "count")) == before
    assert not Promise.objects.filter(pk__in=[unasked.pk, elsewhere.pk], stale=True).exists()


def test_what_is_over_stays_as_it_ended(world: World) -> None:
    row = catalogued(world)
    cleared(world, row)
    closing = Closing(outcome=Outcome.LOST, reason="price", note="", closed_on=TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    change(world, row, status="will_not")
    assert not Promise.objects.filter(stale=True).exists()


def test_linking_says_nothing_about_the_words(world: World) -> None:
    row = catalogued(world)
    resting = cleared(world, catalogued(world, "Sign-in"))
    by = world.viewer("owner")
    promises.change_promise(
        by=by, at=NOW, promise_id=resting.pk, values={"capability_id": row.pk}, seen_version=None
    )  # fmt: skip
    resting.refresh_from_db()
    assert (resting.capability, resting.stale) == (row, False)
    with pytest.raises(Invalid) as refused:
        promises.change_promise(
            by=by, at=NOW, promise_id=resting.pk, values={"capability_id": 4711}, seen_version=None
        )  # fmt: skip
    assert "no such capability" in str(refused.value.fields["capability_id"])


def test_both_fail_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = catalogued(world)
    resting = cleared(world, row)

    def broken(_entries: Any) -> None:
        raise RuntimeError("the journal is full")

    monkeypatch.setattr("evener.promises.resting.record_all", broken)
    with pytest.raises(RuntimeError):
        change(world, row, status="beta")
    row.refresh_from_db()
    resting.refresh_from_db()
    assert (row.status, row.version, resting.stale) == ("shipped", 1, False)
