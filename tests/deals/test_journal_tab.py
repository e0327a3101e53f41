"""The journal of a deal as people read it."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

import evener
from evener.deals import actions
from evener.journal.sentences import words as vocabulary
from evener.promises import actions as promises
from evener.promises.rules import Answer, Life, VerdictKind
from tests.deals.web import part, signed_in, words
from tests.world import NOW, World, promise


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def recorded() -> set[str]:
    """Every `what=` written in an action, read from the source."""
    found: set[str] = set()
    for path in Path(evener.__file__).parent.rglob("actions*/*.py"):
        found |= keys(path)
    for path in Path(evener.__file__).parent.glob("*/*.py"):
        found |= keys(path) if path.name in ("actions.py", "bulk.py") else set()
    return found


def keys(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.keyword)]
    values = [call.value for call in calls if call.arg == "what" and isinstance(call.value, ast.Constant)]
    return {value.value for value in values if isinstance(value.value, str) and "." in value.value}


def test_everything_recorded_has_a_sentence() -> None:
    found = recorded() | {f"promise.{life.value}" for life in Life if life != Life.UNSAID} | {"link.invite"}
    assert len(found) > 25
    assert found - set(vocabulary().sentences) == set()


def test_who_changed_what_from_what_to_what(world: World) -> None:
    by, id = world.viewer("owner"), world.deal.pk
    actions.change_deal(
        by=by, at=NOW, deal_id=id, values={"amount_minor": 100_00, "close_on": None}, seen_version=None, reason="Cut"
    )
    actions.change_deal(by=by.through("api"), at=NOW, deal_id=id, values={"confidential": True}, seen_version=None)
    text = words(signed_in(world.owner).get(f"/deals/{id}/journal/"))
    assert "Olga Owner changed Amount, Expected close" in text
    assert "Amount: from €125,000 → to €100" in text
    assert "Expected close: from 1 May to nothing" in text
    assert "“Cut”" in text
    assert "changed Confidential" in text
    assert "through the API" in text
    assert "from No → to Yes" in text
    assert "put Tia Teammate on the deal team: Sales" in text
    assert "opened the deal" in text


def test_promises_speak_too(world: World) -> None:
    asked = promise(world, ask=True)
    promises.give_verdict(
        by=world.viewer("engineer"),
        at=NOW,
        promise_id=asked.pk,
        answer=Answer(VerdictKind.NO, reason="No hardware", alternative="From May"),
    )
    text = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/journal/"))
    assert "asked engineering about “Single sign-on works on the first day”" in text
    assert "State: from Asked → to Refused" in text
    assert "Verdict: No" in text
    assert "Nearest yes: From May" in text


def test_a_promise_is_one_click_away_and_its_services_are_money(world: World) -> None:
    row = promise(world, services_minor=1_200_050)
    promises.change_promise(
        by=world.viewer("owner"), at=NOW, promise_id=row.pk, values={"services_minor": 900_000}, seen_version=None
    )
    client = signed_in(world.owner)
    page = client.get(f"/deals/{world.deal.pk}/journal/")
    assert "Services: €12,000.50" in words(page)
    assert "Services: from €12,000.50 → to €9,000" in words(page)
    link = f'<a href="/promises/{row.pk}/">wrote down the promise'
    assert link in page.content.decode()
    assert link not in client.get(f"/promises/{row.pk}/").content.decode()


def test_the_journal_is_read_page_by_page(world: World) -> None:
    by = world.viewer("owner")
    for number in range(60):
        actions.add_note(by=by, at=NOW, deal_id=world.deal.pk, text=f"Note {number}.")
    client, path = signed_in(world.owner), f"/deals/{world.deal.pk}/journal/"
    first = client.get(path)
    assert "“Note 59.”" in words(first)
    assert "“Note 9.”" not in words(first)
    older = part(first, "journal").split('rel="next" href="')[1].split('"')[0]
    second = words(client.get(older))
    assert "“Note 9.”" in second
    assert "opened the deal" in second
    assert "Older" not in second
    assert client.get(f"{path}?before=nonsense").status_code == 200
    assert client.get(f"{path}?before=1").status_code == 200


def test_words_of_other_people_stay_words(world: World) -> None:
    by = world.viewer("owner")
    actions.change_deal(
        by=by,
        at=NOW,
        deal_id=world.deal.pk,
        values={"about": "<img src=x>" * 40, "source": "%(name)s {{ x }}"},
        seen_version=None,
    )
    page = signed_in(world.owner).get(f"/deals/{world.deal.pk}/journal/").content.decode()
    assert "<img src=x>" not in page
    assert "%(name)s {{ x }}" in page


def test_a_name_with_percent_signs_breaks_no_sentence(world: World) -> None:
    by = world.viewer("owner")
    actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="Give 50% off %(fields)s", owner_id=None, due_on=None)
    assert "added the step “Give 50% off %(fields)s”" in words(
        signed_in(world.owner).get(f"/deals/{world.deal.pk}/journal/")
    )
