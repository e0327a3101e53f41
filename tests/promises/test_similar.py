"""What is offered while a promise is written down."""

from __future__ import annotations

import pytest

from evener.capabilities.actions import create_capability
from evener.deals import actions as deals
from evener.promises import actions as promises
from evener.promises.rules import Answer, VerdictKind
from evener.promises.similar import similar
from evener.search.rules import stem, telling
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World, promise

SAID = "Every pump reports its running hours each minute"


def test_long_words_say_most_and_endings_nothing() -> None:
    assert telling("Your pumps report every minute") == ["report", "minute", "pumps", "every", "your"]
    assert [stem(word) for word in ("pumps", "reporting", "minute")] == ["pump", "reporti", "minut"]
    assert telling("It is on at 5") == []
    assert len(telling("one long sentence about quite different machines underneath several buildings")) == 5


@pytest.mark.parametrize(
    "asked", ["The pumps report running hours", "reports of PUMP hours", "Pump reporting by minute"]
)
def test_near_wording_is_found(world: World, asked: str) -> None:
    near = promise(world, words=SAID)
    promise(world, words="Nine sites stand on one invoice")
    assert similar(world.viewer("owner"), asked).promises == [near]


def test_what_has_most_in_common_stands_first(world: World) -> None:
    some = promise(world, words="Their pumps report leaks")
    most = promise(world, words=SAID)
    promise(world, words="Every colour is blue")
    found = similar(world.viewer("owner"), "pumps report their running hours").promises
    assert found == [most, some]
    assert similar(world.viewer("owner"), "pumps report their running hours", without=most.pk).promises == [some]
    assert similar(world.viewer("owner"), "").promises == []


def test_only_what_one_may_see(world: World) -> None:
    promise(world, words=SAID)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert similar(world.viewer("owner"), SAID).promises
    assert not similar(world.viewer("outsider"), SAID).promises


def test_the_form_says_what_was_said_and_what_the_catalogue_says(world: World, stored_queries: StoredQueries) -> None:
    engineer = world.viewer("engineer")
    values = {"name": "Pump reports", "status": "beta", "wording": "Pumps report every five minutes."}
    line = create_capability(by=engineer, at=NOW, values=values)
    row = promise(world, ask=True, words=SAID)
    no = Answer(VerdictKind.NO, reason="The battery lasts a season.", alternative="Every five minutes.")
    promises.give_verdict(by=engineer, at=NOW, promise_id=row.pk, answer=no)
    client = signed_in(world.owner)
    with stored_queries("similar promises"):
        answer = client.get("/promises/similar/?words=pumps+report+hours")
    text = words(answer)
    assert "Beta Pump reports Rest on it" in text
    assert "Pumps report every five minutes." in text
    assert f"Refused No {SAID}" in text
    assert "The battery lasts a season. Every five minutes." in text
    assert f'data-choose="promise-capability_id" value="{line.pk}"' in answer.content.decode()
    assert words(client.get("/promises/similar/?words=zeppelin")) == ""
    form = client.get(f"/promises/deal/{world.deal.pk}/new/").content.decode()
    assert 'hx-get="/promises/similar/"' in form
    assert f'hx-get="/promises/similar/?promise={row.pk}"' in client.get(f"/promises/{row.pk}/change/").content.decode()
