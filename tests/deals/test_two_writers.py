"""Several people at once, on real transactions: nothing lost, nothing counted twice, no lock error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from evener.deals import actions
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.problems import Conflict, Refused
from evener.promises import actions as promise_actions
from evener.promises.models import Promise
from tests.world import NOW, TODAY, World, promise

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """Run every task in a thread of its own, begun together; exceptions are results."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return task()
        except (Conflict, Refused) as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_of_two_changes_to_one_field_one_wins_and_one_is_told(world: World) -> None:
    by, seen = world.viewer("owner"), world.deal.version

    def change(amount: int) -> Callable[[], object]:
        return lambda: actions.change_deal(
            by=by, at=NOW, deal_id=world.deal.pk, values={"amount_minor": amount}, seen_version=seen
        )

    results = at_once(change(100), change(200))
    assert sum(isinstance(result, Conflict) for result in results) == 1
    winner = next(result for result in results if isinstance(result, Deal))
    assert Deal.objects.get(pk=world.deal.pk).amount_minor == winner.amount_minor


def test_a_deal_is_closed_once(world: World) -> None:
    by = world.viewer("owner")

    def close(outcome: Outcome, reason: str) -> Callable[[], object]:
        closing = Closing(outcome, reason, "", TODAY)
        return lambda: actions.close_deal(by=by, at=NOW, deal_id=world.deal.pk, closing=closing)

    results = at_once(close(Outcome.LOST, "price"), close(Outcome.NO_DECISION, "budget"))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Entry.objects.filter(what="deal.closed").count() == 1
    assert not Tally.objects.filter(what="deal").exclude(count=0).exists()


def test_a_win_and_a_change_of_words_cannot_slip_past_each_other(world: World) -> None:
    """Either the promise changed first and the gate holds, or the deal closed first and the change is refused."""
    made = promise(world)
    leader, by = world.viewer("leader"), world.viewer("owner")
    promise_actions.override(by=leader, at=NOW, promise_id=made.pk, reason="Agreed with delivery")
    won = Closing(Outcome.WON, "fit", "", TODAY)
    results = at_once(
        lambda: actions.close_deal(by=by, at=NOW, deal_id=world.deal.pk, closing=won),
        lambda: promise_actions.change_promise(
            by=by, at=NOW, promise_id=made.pk, values={"words": "Twice as much"}, seen_version=None
        ),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    deal, stands = Deal.objects.get(pk=world.deal.pk), Promise.objects.get(pk=made.pk)
    assert (deal.outcome == "won") != stands.stale


def test_many_new_deals_at_once_are_all_counted(world: World) -> None:
    by = world.viewer("owner")

    def create(number: int) -> Callable[[], object]:
        values = {"name": f"Deal {number}", "amount_minor": 100, "currency": "EUR"}
        return lambda: actions.create_deal(by=by, at=NOW, values=values)

    at_once(*(create(number) for number in range(8)))
    assert Deal.objects.count() == 9
    assert sum(Tally.objects.filter(what="deal").values_list("count", flat=True)) == 9
