"""The gap report: what is counted, who sees what, and how it is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.capabilities.actions import create_capability
from evener.capabilities.models import Capability
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.people import actions as people
from evener.promises import actions as promises
from evener.promises import gaps
from evener.promises.engine import Weighed
from evener.promises.models import Promise
from evener.promises.rules import Answer, Event, VerdictKind
from tests.deals.web import post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World

NO = Answer(VerdictKind.NO, reason="Not built", alternative="By hand")
WORK = Answer(VerdictKind.WITH_WORK, hours_low=1, hours_likely=2, hours_high=3, skill="Radio")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def line(world: World, name: str, status: str = "beta") -> Capability:
    return create_capability(by=world.viewer("engineer"), at=NOW, values={"name": name, "status": status})


def deal(world: World, name: str, amount: int, *, who: str = "owner", **values: Any) -> Deal:
    given = {"name": name, "amount_minor": amount * 100, "currency": "EUR", **values}
    return deals.create_deal(by=world.viewer(who), at=NOW, values=given)


def ask(world: World, deal: Deal, text: str, answer: Answer | None = None, **values: Any) -> Promise:
    by = world.viewer("admin")
    row = promises.draft_promise(by=by, at=NOW, deal_id=deal.pk, values={"words": text, **values}, ask=bool(answer))
    if answer:
        promises.give_verdict(by=by, at=NOW, promise_id=row.pk, answer=answer)
    return row


def report(world: World, who: str = "owner", which: str = gaps.OPEN) -> gaps.Gaps:
    return gaps.gaps(world.viewer(who), which=which, today=TODAY)


def scored(found: gaps.Gaps) -> list[tuple[str, float]]:
    return [(row.name, round(row.score.value * 100, 1)) for row in found.rows]


def example(world: World) -> list[Deal]:
    """That of docs/algorithms/gaps.md."""
    offline, sso = line(world, "offline"), line(world, "sso", "will_not")
    a, b, c, d = (deal(world, name, amount) for name, amount in zip("ABCD", (1000, 3000, 5000, 1000), strict=True))
    ask(world, a, "It runs offline", capability_id=offline.pk, deal_breaker=True)
    ask(world, a, "Offline for a day", capability_id=offline.pk)
    ask(world, a, "One sign-in", capability_id=sso.pk)
    ask(world, b, "Offline", capability_id=offline.pk)
    ask(world, c, "One sign-in for all", capability_id=sso.pk, deal_breaker=True)
    ask(world, d, "Export to SAP!", NO)
    return [a, b, c, d]


def test_the_documents_example(world: World) -> None:
    example(world)
    shipped = line(world, "alarms", "shipped")
    ask(world, world.deal, "Alarms", capability_id=shipped.pk)
    ask(world, world.deal, "Nobody answered yet")
    ask(world, world.deal, "We can today", Answer(VerdictKind.TODAY))
    found = report(world)
    assert scored(found) == [("sso", 62.0), ("offline", 38.0), ("Export to SAP!", 7.0)]
    assert found.total == Weighed(4, 1_000_000, 2, 600_000)
    assert found.rows[1].weighed == Weighed(2, 400_000, 1, 100_000)


def test_the_weight_is_the_organisations(world: World) -> None:
    example(world)
    people.change_settings(by=world.viewer("admin"), at=NOW, values={"gap_weight": 0})
    assert scored(report(world)) == [("sso", 55.0), ("offline", 45.0), ("Export to SAP!", 17.5)]


def test_same_words_are_one_gap_and_a_better_verdict_closes_it(world: World) -> None:
    first, other = deal(world, "A", 10), deal(world, "B", 20)
    row = ask(world, first, "Export to SAP", NO)
    ask(world, other, "export to  SAP!", WORK)
    [gap] = report(world).rows
    assert (gap.name, gap.weighed.deals, gap.capability) == ("export to  SAP!", 2, None)
    promises.give_verdict(by=world.viewer("admin"), at=NOW, promise_id=row.pk, answer=Answer(VerdictKind.TODAY))
    [gap] = report(world).rows
    assert gap.weighed.deals == 1


def test_other_currencies_count_by_number(world: World) -> None:
    offline = line(world, "offline")
    dollars = deal(world, "A", 9000, currency="USD")
    ask(world, dollars, "Offline", capability_id=offline.pk)
    [gap] = report(world).rows
    assert (gap.weighed, gap.other) == (Weighed(1, 0, 0, 0), {"USD": 900_000})
    assert gap.score.asks.by_money is None and gap.score.value == pytest.approx(0.4)


def test_what_ended_or_closed_counts_no_more(world: World) -> None:
    a, b, c, _d = example(world)
    row = Promise.objects.filter(deal=c).get()
    promises.end(by=world.viewer("admin"), at=NOW, promise_id=row.pk, event=Event.VOID, on=TODAY, note="Mistake")
    for each in (a, b):
        closing = Closing(Outcome.LOST, "missing", "", TODAY)
        deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=each.pk, closing=closing)
    assert scored(report(world)) == [("Export to SAP!", 40.0)]
    lost = report(world, which="lost")
    assert [row.name for row in lost.rows] == ["offline", "sso"]
    assert lost.total.deals == 2
    assert gaps.gaps(world.viewer("owner"), which="lost", today=TODAY + timedelta(days=400)).rows == []


def test_only_deals_one_sees(world: World) -> None:
    offline = line(world, "offline")
    secret = deal(world, "Secret", 10, confidential=True)
    ask(world, secret, "Offline", capability_id=offline.pk)
    ask(world, secret, "Export", NO)
    assert len(report(world).rows) == 2
    assert report(world, "outsider") == gaps.Gaps([], Weighed(0, 0, 0, 0), "EUR", 60, capped=False, more=0)


def test_the_page_answers_why(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    assert "Nothing is missing here" in words(client.get("/promises/gaps/"))
    example(world)
    with stored_queries("gaps"):
        text = words(client.get("/promises/gaps/"))
    assert "sso Will not 62.0 % why? Deal breakers: 1 of 2 deals 50.0 % Deal breakers: €5,000 of €6,000 83.3 %" in text
    assert "Score: 60 % of the first, 40 % of the second 62.0 %" in text
    assert "3 gaps" in text and "Not in the catalogue" in text
    assert "Choose the deals from the list" in words(client.get("/promises/gaps/?deals=all"))


def test_the_file_holds_the_same_and_no_formula(world: World) -> None:
    ask(world, world.deal, "=1+1", NO)
    answer = signed_in(world.owner).get("/promises/gaps/?format=csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert rows[0].startswith("gap,status,score,deals,money EUR")
    assert rows[1] == "'=1+1,,0.4000,1,125000.00,0,0.00,"


def test_a_deal_breaker_is_marked_where_the_promise_is_written(world: World) -> None:
    client = signed_in(world.owner)
    post(client, f"/promises/deal/{world.deal.pk}/new/", words="It runs offline", deal_breaker="on")
    row = Promise.objects.get()
    assert row.deal_breaker
    assert "Deal breaker : without it the customer does not buy" in words(client.get(f"/promises/{row.pk}/"))
    changed = promises.change_promise(
        by=world.viewer("owner"), at=NOW, promise_id=row.pk, values={"deal_breaker": False}, seen_version=None
    )
    assert not changed.deal_breaker and not changed.stale
    assert "Deal breaker" in words(client.get(f"/deals/{world.deal.pk}/journal/"))
