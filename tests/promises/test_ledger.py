"""The ledger: what each filter shows, in every order, to whom; and rates that equal counting one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.listing.rules import Ask
from evener.people.rules import Viewer, Visibility
from evener.problems import Invalid
from evener.promises import actions
from evener.promises.ledger import ORDERS, Filter, counted, ledger, matching, read, sums
from evener.promises.models import Promise
from evener.promises.rules import Answer, Event, Review, VerdictKind, allowed, endings, rates
from evener.promises.tallies import key_of
from tests.world import NOW, TODAY, World, promise, viewer_of

ACTORS = ("owner", "engineer", "teammate", "outsider", "leader", "viewer_only", "admin")
NO = Answer(VerdictKind.NO, reason="No such interface", alternative="A nightly file")
YES = Answer(VerdictKind.TODAY)


def do(event: Event, row: Promise, world: World) -> None:
    """One event, by an admin, who may do everything."""
    by = viewer_of(world.admin)
    call: dict[str, Any] = {"by": by, "at": NOW, "promise_id": row.pk}
    if event == Event.ASK:
        actions.ask_verdict(**call)
    elif event in (Event.CLEAR, Event.REFUSE):
        actions.give_verdict(**call, answer=YES if event == Event.CLEAR else NO)
    elif event == Event.OVERRIDE:
        actions.override(**call, reason="Agreed by phone")
    elif event == Event.MAKE:
        actions.make(**call, made_on=TODAY)
    elif event == Event.CHANGE:
        actions.change_promise(**call, values={"scope": f"{row.scope}+"}, seen_version=None)
    else:
        late = event == Event.KEEP_LATE
        if late:
            actions.change_promise(**call, values={"due_on": TODAY - timedelta(days=1)}, seen_version=None)
        actions.end(**call, event=Event.KEEP if late else event, on=TODAY, note="So it went")


def grow(world: World, path: list[Event], deal: Deal | None = None, **values: Any) -> Promise:
    """A promise that went along `path`; events that are refused are left out."""
    by = viewer_of(world.admin)
    row = actions.draft_promise(by=by, at=NOW, deal_id=(deal or world.deal).pk, values={"words": "Words", **values})
    for event in path:
        row.refresh_from_db()
        if allowed(event, row.standing):
            do(event, row, world)
    row.refresh_from_db()
    return row


def as_in(viewer: Viewer, mode: Visibility) -> Viewer:
    return replace(viewer, visibility=mode)


def by_hand(viewer: Viewer) -> Counter[str]:
    return Counter(key_of(row.standing) for row in Promise.objects.visible_to(viewer))


places = st.tuples(st.sampled_from(["owner", "engineer", "outsider", "leader", None]), st.booleans(), st.booleans())
plans = st.lists(
    st.tuples(places, st.lists(st.lists(st.sampled_from(list(Event)), max_size=5), max_size=3)), max_size=4
)


@given(plan=plans)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_rates_equal_counting_one_by_one_for_everybody_everywhere(
    world: World, plan: list[tuple[tuple[str | None, bool, bool], list[list[Event]]]]
) -> None:
    with transaction.atomic():
        for (owner, confidential, lost), paths in plan:
            values = {"name": "Deal", "confidential": confidential}
            values["owner_id"] = getattr(world, owner).pk if owner else None
            deal = deals.create_deal(by=viewer_of(world.admin), at=NOW, values=values)
            for path in paths:
                grow(world, path, deal)
            if lost:
                closing = Closing(Outcome.LOST, "price", "", TODAY)
                deals.close_deal(by=viewer_of(world.admin), at=NOW, deal_id=deal.pk, closing=closing)
        for actor in ACTORS:
            for mode in Visibility:
                viewer = as_in(world.viewer(actor), mode)
                naive = by_hand(viewer)
                summed: Counter[str] = Counter()
                for at, count in counted(viewer):
                    summed[key_of(at)] += count
                assert +summed == naive, (actor, mode)
                standings = [row.standing for row in Promise.objects.visible_to(viewer)]
                assert sums(viewer).rates == rates((at, 1) for at in standings)
                assert sums(viewer).overrides == endings(((at, 1) for at in standings), review=Review.OVERRIDDEN)
        transaction.set_rollback(True)


@pytest.fixture
def book(world: World) -> dict[str, Promise]:
    """A promise of every kind on the world's deal, and one on a deal that was lost."""
    day = timedelta(days=1)
    rows = {
        "draft": grow(world, [], due_on=TODAY + 3 * day),
        "asked": grow(world, [Event.ASK], due_on=TODAY + 2 * day),
        "refused": grow(world, [Event.ASK, Event.REFUSE], due_on=TODAY + 9 * day),
        "overridden": grow(world, [Event.ASK, Event.REFUSE, Event.OVERRIDE], due_on=TODAY + 8 * day),
        "stale": grow(world, [Event.ASK, Event.CLEAR, Event.CHANGE], due_on=TODAY + 7 * day),
        "blind": grow(world, [Event.MAKE], due_on=TODAY + 30 * day),
        "late": grow(world, [Event.ASK, Event.CLEAR, Event.MAKE], due_on=TODAY - day),
        "undated": grow(world, [Event.ASK, Event.CLEAR], words="Grüße aus München"),
        "kept": grow(world, [Event.ASK, Event.CLEAR, Event.MAKE, Event.KEEP], due_on=TODAY),
        "broken": grow(world, [Event.ASK, Event.OVERRIDE, Event.MAKE, Event.BREAK], due_on=TODAY - 2 * day),
    }
    lost = deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Lost one"})
    rows["lost"] = grow(world, [Event.ASK], lost)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=lost.pk, closing=closing)
    return rows


EVERY = {"draft", "asked", "refused", "overridden", "stale", "blind", "late", "undated", "kept", "broken", "lost"}


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({}, EVERY - {"kept", "broken", "lost"}),
    ({"state": "all"}, EVERY),
    ({"state": "asked"}, {"asked", "lost"}),
    ({"state": "kept"}, {"kept"}),
    ({"state": "all", "review": "overridden"}, {"overridden", "broken"}),
    ({"review": "waiting"}, {"asked"}),
    ({"review": "refused"}, {"refused"}),
    ({"review": "none"}, {"draft", "blind"}),
    ({"blind": "yes"}, {"blind"}),
    ({"stale": "yes"}, {"stale"}),
    ({"late": "yes"}, {"late"}),
    ({"engineer": "nobody", "state": "all"}, {"lost"}),
    ({"engineer": "me"}, set()),
    ({"q": "munchen"}, {"undated"}),
    ({"q": "wor", "state": "all"}, EVERY - {"undated"}),
    ({"from": TODAY.isoformat(), "to": (TODAY + timedelta(days=5)).isoformat()}, {"draft", "asked"}),
    ({"from": (TODAY + timedelta(days=20)).isoformat()}, {"blind"}),
    ({"blind": "no"}, EVERY - {"kept", "broken", "lost"}),
]


def test_what_each_filter_shows(world: World, book: dict[str, Promise]) -> None:
    viewer = world.viewer("owner")
    names = {row.pk: name for name, row in book.items()}
    for params, wanted in FILTERS:
        asked, wrong = read(params)
        assert not wrong
        found = {names[id] for id in matching(viewer, asked, today=TODAY).values_list("id", flat=True)}
        assert found == wanted, params


def test_filters_by_person_deal_and_account(world: World, book: dict[str, Promise]) -> None:
    def count(**asked: Any) -> int:
        return matching(world.viewer("engineer"), Filter(state="all", **asked), today=TODAY).count()

    # Whoever answered is the engineer of the promise: here the admin.
    assert count(engineer="me") == 4  # draft, asked, blind, broken
    assert count(engineer=str(world.admin.pk)) == 6
    assert count(owner="me") == count(owner=str(world.engineer.pk)) == 10
    assert count(deal=world.deal.pk) == count(account=world.account.pk) == 10
    assert count(account=world.account.pk + 1) == 0


@pytest.mark.parametrize(
    "name", ["state", "review", "blind", "engineer", "owner", "deal", "account", "from", "to", "q"]
)
@pytest.mark.parametrize("text", ["x' OR 1=1", "--", "99999999999999999999", "\x00"])
def test_what_is_not_understood_is_named_and_left_out(name: str, text: str) -> None:
    asked, wrong = read({name: text})
    assert set(wrong) == ({name} if not (name == "q" and any(c.isalnum() for c in text)) else set())
    if wrong:
        assert asked == Filter()


def test_pages_of_every_order_hold_each_promise_once(world: World, book: dict[str, Promise]) -> None:
    grow(world, [Event.ASK])
    for order in [sign + name for name in ORDERS for sign in ("", "-")]:
        check_pages(world.viewer("owner"), book, order)


def check_pages(viewer: Viewer, book: dict[str, Promise], order: str) -> None:
    asked = Filter(state="all" if "verdict" not in order else "open")
    seen, cursor = [], ""
    for _page in range(9):
        found = ledger(viewer, asked=asked, ask=Ask(order, cursor, 3), today=TODAY)
        seen += [row["id"] for row in found.rows]
        cursor = found.next
        if not cursor:
            break
    everything = set(Promise.objects.visible_to(viewer).values_list("id", flat=True))
    wanted = {book["asked"].pk, max(everything)} if "verdict" in order else everything
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted
    back = ledger(viewer, asked=asked, ask=Ask(order, "", 3), today=TODAY)
    assert [row["id"] for row in back.rows] == seen[:3]


def test_an_order_there_is_not_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        ledger(world.viewer("owner"), asked=Filter(), ask=Ask("words"), today=TODAY)


def test_the_ledger_shows_what_the_viewer_may_see(world: World) -> None:
    promise(world)
    change = {"confidential": True}
    deals.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    for actor, mode in product(ACTORS, Visibility):
        found = ledger(as_in(world.viewer(actor), mode), asked=Filter(), ask=Ask("due"), today=TODAY)
        assert len(found.rows) == (actor not in ("outsider", "viewer_only")), (actor, mode)
