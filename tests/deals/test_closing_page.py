"""Closing a deal through the gate on its page, and opening it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.deals import actions
from evener.deals.models import Deal
from evener.deals.rules import COME_BACK
from evener.journal.models import Entry
from evener.people import actions as people
from evener.promises import actions as promises
from evener.promises.rules import Answer, VerdictKind
from evener.reviews.nudges import nudges
from tests.deals.web import part, post, signed_in, words
from tests.world import NOW, TODAY, World, promise


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def close(world: World, outcome: str, *, who: str = "owner", **values: Any) -> Any:
    given = {"outcome": outcome, "closed_on": TODAY.isoformat(), "version": str(now(world).version), **values}
    return post(signed_in(getattr(world, who)), f"/deals/{world.deal.pk}/close/", **given)


def now(world: World) -> Deal:
    return Deal.objects.get(pk=world.deal.pk)


def gate(world: World, mode: str) -> None:
    people.change_settings(by=world.viewer("admin"), at=NOW, values={"gate": mode})


@pytest.mark.parametrize(
    ("outcome", "reason"), [("won", "fit"), ("lost", "price"), ("no_decision", "budget"), ("disqualified", "no_fit")]
)
def test_each_outcome_has_its_reasons(world: World, outcome: str, reason: str) -> None:
    response = close(world, outcome, **{f"reason_{outcome}": reason})
    assert response["Location"] == f"/deals/{world.deal.pk}/"
    assert (now(world).outcome, now(world).outcome_reason) == (outcome, reason)


def test_a_reason_ticked_for_another_outcome_does_not_count(world: World) -> None:
    response = close(world, "won", reason_lost="other")
    assert response.status_code == 422
    assert "Choose the reason." in words(response)
    close(world, "won", reason_won="fit", reason_lost="price", return_on="2027-01-01")
    assert (now(world).outcome_reason, now(world).return_on) == ("fit", None)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"outcome": ""}, "Choose how the deal ended."),
        ({"outcome": "vanished"}, "not one of the available choices"),
        ({"reason_lost": "other"}, "Say in a sentence what the reason was."),
        ({"reason_lost": "price", "closed_on": "2026-05-01"}, "A deal cannot have closed in the future."),
        ({"reason_lost": "price", "closed_on": ""}, "Choose a date."),
        ({"reason_lost": "price", "return_on": "2026-01-01"}, "lies after the closing date"),
        ({"reason_lost": "nonsense"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_at_its_field(world: World, values: dict[str, str], error: str) -> None:
    response = close(
        world, **{"outcome": "lost", "note": "Kept words" if "other" not in values.values() else "", **values}
    )
    assert response.status_code == 422
    assert error in words(response)
    assert not now(world).is_closed


def test_the_gate_names_each_promise_and_what_settles_it(world: World) -> None:
    first = promise(world, ask=True)
    second = promise(world, words="It fits <in> a suitcase")
    response = signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/?outcome=won")
    text = words(response)
    assert "The gate is shut" in text
    assert "The verdict is still out. Remind the engineer who was asked." in text
    assert "No engineer has seen it. Ask engineering." in text
    source = part(response, "gate")
    assert f'href="/promises/{first.pk}/"' in source
    assert f'href="/promises/{second.pk}/"' in source
    assert "&lt;in&gt;" in source


def test_the_gate_holds_a_win_back(world: World) -> None:
    promise(world, ask=True)
    response = close(world, "won", reason_won="fit", note="They signed on Monday")
    assert response.status_code == 409
    text = words(response)
    assert "1 promise is not cleared" in text
    assert "They signed on Monday" in text
    assert not now(world).is_closed


def test_the_gate_asks_nothing_of_a_loss(world: World) -> None:
    promise(world, ask=True)
    assert close(world, "lost", reason_lost="price").status_code == 302


def test_a_cleared_promise_opens_the_gate(world: World) -> None:
    asked = promise(world, ask=True)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=asked.pk, answer=Answer(VerdictKind.TODAY))
    page = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/"))
    assert "The gate is open." in page
    assert close(world, "won", reason_won="fit").status_code == 302


def test_only_a_leader_is_offered_the_override(world: World) -> None:
    promise(world, ask=True)
    path = f"/deals/{world.deal.pk}/close/?outcome=won"
    assert b'name="gate_reason"' in signed_in(world.leader).get(path).content
    assert b'name="gate_reason"' not in signed_in(world.owner).get(path).content
    assert close(world, "won", reason_won="fit", gate_reason="I say so").status_code == 403
    assert close(world, "won", who="leader", reason_won="fit").status_code == 409
    assert close(world, "won", who="leader", reason_won="fit", gate_reason="By phone").status_code == 302
    text = words(signed_in(world.outsider).get(f"/deals/{world.deal.pk}/"))
    assert "Lena Leader overrode the gate: By phone" in text


def test_a_gate_that_only_warns(world: World) -> None:
    promise(world, ask=True)
    gate(world, "warn")
    text = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/?outcome=won"))
    assert "The gate warns" in text
    assert close(world, "won", reason_won="fit").status_code == 302
    assert "Not cleared" in words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/journal/"))


def test_a_gate_that_is_off(world: World) -> None:
    promise(world, ask=True)
    gate(world, "off")
    text = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/?outcome=won"))
    assert "The gate" not in text
    assert close(world, "won", reason_won="fit").status_code == 302


def test_a_deal_that_changed_meanwhile_is_looked_at_again(world: World) -> None:
    seen = str(now(world).version)
    actions.change_deal(
        by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, values={"source": "x"}, seen_version=None
    )
    response = close(world, "lost", reason_lost="price", version=seen)
    assert response.status_code == 409
    assert "This deal changed since you opened the form" in words(response)
    assert f'name="version" value="{now(world).version}"' in response.content.decode()


def test_a_day_to_come_back_is_proposed_and_may_be_emptied(world: World) -> None:
    form = signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/?outcome=no_decision").text
    proposed = TODAY + COME_BACK
    assert f'name="return_on" value="{proposed}"' in form
    close(world, "no_decision", reason_no_decision="budget", return_on="")
    assert now(world).return_on is None


def test_a_closed_deal_is_frozen_and_says_how_it_ended(world: World) -> None:
    close(world, "no_decision", reason_no_decision="budget", note="<After> summer", return_on="2026-09-01")
    for who in ("owner", "leader", "admin"):
        client = signed_in(getattr(world, who))
        for tab in ("", "people/", "notes/", "journal/"):
            main = part(client.get(f"/deals/{world.deal.pk}/{tab}"), "main")
            assert "/edit/" not in main
            assert "/steps/" not in main
        text = words(client.get(f"/deals/{world.deal.pk}/"))
        assert "No decision: Budget gone or frozen." in text
        assert "Olga Owner closed this deal on 2 Mar." in text
        assert "We come back on 1 Sep." in text
        assert "<After> summer" in text
        assert "Reopen" in text
    assert signed_in(world.owner).get(f"/deals/{world.deal.pk}/close/").status_code == 409


@pytest.mark.parametrize(("outcome", "reason"), [("lost", "price"), ("no_decision", "budget")])
def test_the_day_to_come_back_is_on_today(world: World, outcome: str, reason: str) -> None:
    close(world, outcome, return_on="2026-03-20", **{f"reason_{outcome}": reason})
    later = NOW + timedelta(days=18)
    found = [each for each in nudges(viewer=world.viewer("owner"), at=later, limit=5) if each.kind == "return"]
    assert "Pump monitoring" in str(found[0].what)
    assert not [each for each in nudges(viewer=world.viewer("owner"), at=NOW, limit=5) if each.kind == "return"]


def test_closing_twice_is_refused(world: World) -> None:
    version = str(now(world).version)
    close(world, "lost", reason_lost="price", version=version)
    assert close(world, "won", reason_won="fit", version=version).status_code == 409
    assert now(world).outcome == "lost"


def test_a_deal_is_opened_again_with_a_reason(world: World) -> None:
    close(world, "lost", reason_lost="price")
    client, path = signed_in(world.owner), f"/deals/{world.deal.pk}/reopen/"
    assert post(client, path, reason=" ").status_code == 422
    assert now(world).is_closed
    assert post(client, path, reason="They called back")["Location"] == f"/deals/{world.deal.pk}/"
    assert not now(world).is_closed
    text = words(client.get(f"/deals/{world.deal.pk}/journal/"))
    assert "opened the deal again" in text
    assert "They called back" in text
    assert "closed the deal: Lost" in text
    assert client.get(path)["Location"] == f"/deals/{world.deal.pk}/"
    assert post(client, path, reason="Again").status_code == 409
    assert Entry.objects.filter(what="deal.reopened").count() == 1
