"""Evaluations in a browser without JavaScript: the tab, one evaluation, the list, Today, the palette."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.evaluations import actions
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import Course
from tests.deals.web import part, post, signed_in, words
from tests.evaluations.test_actions import planned, ready, running, who
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def test_planned_on_its_deal(world: World) -> None:
    client, tab = signed_in(world.owner), f"/evaluations/deal/{world.deal.pk}/"
    assert "Nothing is evaluated yet" in words(client.get(tab))
    given = {"name": "Pilot", "decision": "Whether they buy", "starts_on": "2026-03-02", "weight": "100"}
    wrong = post(client, f"{tab}new/", **given, ends_on="2026-06-30")
    assert wrong.status_code == 422 and "longer than eight weeks" in words(wrong)
    post(client, f"{tab}new/", **given, owner_id=str(world.engineer.pk))
    row = Evaluation.objects.get()
    assert row.ends_on == TODAY + timedelta(days=14)
    assert "Pilot Draft No criteria 2 Mar – 16 Mar" in words(client.get(tab))
    assert "Proof" in part(client.get(f"/deals/{world.deal.pk}/"), "deal-tabs")


def test_from_criteria_to_the_technical_win(world: World, stored_queries: StoredQueries) -> None:
    nora = add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    row = planned(world, decider_id=nora.pk)
    client, here = signed_in(world.engineer), f"/evaluations/{row.pk}/"
    assert "Give it" not in words(client.get(here))
    wrong = post(client, f"{here}criteria/", text="Fast")
    assert wrong.status_code == 422 and "how it is measured" in words(wrong)
    post(client, f"{here}criteria/", text="Fast", measure="A clock", must="on")
    criterion = Criterion.objects.get()
    post(client, f"{here}agree/", contact_id=str(nora.pk), agreed_on="2026-03-02", version="1")
    assert "Agreed with Nora on 2 Mar" in words(client.get(here))
    assert "Nothing stands against it." in words(client.get(f"{here}start/"))
    post(client, f"{here}start/", version="2")
    no_evidence = post(client, f"{here}criteria/{criterion.pk}/result/", result="meets", evidence=" ", version="1")
    assert no_evidence.status_code == 422 and "without evidence" in words(no_evidence)
    post(client, f"{here}criteria/{criterion.pk}/result/", result="meets", evidence="0.8 s", version="1")
    post(client, f"{here}ask/", text="Offline too?", raised_by="Nora")
    question = Question.objects.get()
    assert "Nora asked" in words(client.get(here))
    post(client, f"{here}questions/{question.pk}/answer/", answer="For a day.", version="1")
    post(client, f"{here}note/", text="They like it.")
    post(client, f"{here}win/", contact_id=str(nora.pk), on="2026-03-02", how="A mail", version="3")
    post(client, f"{here}end/", how="succeeded", on="2026-03-02", version="4")
    with stored_queries("evaluation page"):
        page = words(client.get(here))
    for said in ("Succeeded", "Meets", "0.8 s", "For a day.", "2 Mar · Nora A mail", "noted on", "They like it."):
        assert said in page, said
    with stored_queries("proof tab"):
        tab = words(client.get(f"/evaluations/deal/{world.deal.pk}/"))
    assert "Succeeded 1 of 1" in tab and "Nora: A mail" in words(client.get(f"/deals/{world.deal.pk}/"))
    journal = words(client.get(f"/deals/{world.deal.pk}/journal/"))
    assert "recorded a result of “Pilot at line 2”" in journal and "agreed “Pilot at line 2” with" in journal


def test_warnings_stand_above_the_start_and_stay(world: World) -> None:
    row = planned(world)
    client, here = signed_in(world.owner), f"/evaluations/{row.pk}/"
    page = words(client.get(f"{here}start/"))
    assert "This should not start yet: There are no success criteria." in page
    assert "Nobody at the customer is named who decides." in page
    refused = post(client, f"{here}start/", version="1")
    assert refused.status_code == 422 and "say in writing why" in words(refused)
    post(client, f"{here}start/", reason="Their director asked.", version="1")
    assert "It started despite this:" in words(client.get(here))
    assert "“Their director asked.”" in words(client.get(here))


def test_a_stale_form_loses_nothing(world: World) -> None:
    row, criterion, _nora = running(world)
    client, here = signed_in(world.engineer), f"/evaluations/{row.pk}/"
    given = {"result": "meets", "evidence": "0.8 s"}
    post(client, f"{here}criteria/{criterion.pk}/result/", **given, version="1")
    again = post(client, f"{here}criteria/{criterion.pk}/result/", result="partially", evidence="Mine", version="1")
    assert again.status_code == 409
    assert "Somebody changed this" in words(again) and "Mine" in words(again) and "0.8 s" in words(again)
    actions.change_evaluation(**who(world, row, "leader"), values={"environment": "Theirs"}, seen_version=None)
    clash = post(client, f"{here}edit/?field=environment", environment="Ours", version=str(row.version))
    assert clash.status_code == 409 and "Theirs" in words(clash) and "Ours" in words(clash)
    saved = post(client, f"{here}edit/?field=name", name="Pilot 2", version=str(row.version))
    assert saved["Location"] == f"{here}#fact-name"
    assert client.get(f"{here}edit/?field=colour").status_code == 404


def test_the_list_is_narrowed_and_says_what_was_left_out(
    world: World, stored_queries: StoredQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(world.owner)
    assert "No evaluation goes on" in words(client.get("/evaluations/"))
    running(world, name="Line two")
    ended, _criterion, _nora = running(world, name="Old trial", owner_id=world.leader.pk)
    actions.end(**who(world, ended), how=Course.STOPPED, on=TODAY, note="Too early")
    with stored_queries("evaluations list"):
        text = words(client.get("/evaluations/"))
    assert "Line two Running" in text and "Old trial" not in text and "1 evaluation" in text
    for query, found in (
        ("?status=all", ["Line two", "Old trial"]), ("?status=stopped", ["Old trial"]), ("?q=line", ["Line two"]),
        (f"?owner={world.engineer.pk}", ["Line two"]), ("?owner=nobody", []), ("?stalled=yes", []),
    ):  # fmt: skip
        shown = words(client.get(f"/evaluations/{query}"))
        assert [name for name in ("Line two", "Old trial") if f"{name} " in shown] == found, query
    wrong = words(client.get("/evaluations/?status=soon&owner=y&sort=colour&q=!!!&stalled=x"))
    for said in ("one of the statuses", "the owner from the list", "no such order", "Look for a word"):
        assert said in wrong
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=15))
    assert "Line two Running Stalled" in words(signed_in(world.owner).get("/evaluations/?stalled=yes"))


def test_today_says_what_an_evaluation_wants(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(world, name="Without anything")
    row, criterion, _nora = running(world, name="Line two")
    actions.raise_question(**who(world, row), text="Offline too?", raised_by="Nora")

    def today(days: int) -> str:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=days))
        return words(signed_in(world.engineer).get("/"))

    first = today(1)
    assert "Without anything It starts without anything to measure it by." in first
    assert "Answer: “Offline too?” Nora asked during “Line two”" in first
    assert "Line two It ends. Pump monitoring" in today(13)
    assert "1 criterion has no result" in today(15)
    actions.change_evaluation(**who(world, row), values={"ends_on": TODAY + timedelta(days=50)}, seen_version=None)
    assert "Line two Nothing was recorded, asked or noted for two weeks." in today(16)
    actions.record_result(
        **(who(world, row) | {"at": NOW + timedelta(days=16)}), criterion_id=criterion.pk, result="meets", evidence="x"
    )
    assert "Nothing was recorded" not in today(16)
    assert "Line two" not in words(signed_in(world.outsider).get("/"))


def test_the_win_of_a_deal_without_an_evaluation(world: World) -> None:
    nora = add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    client, tab = signed_in(world.owner), f"/evaluations/deal/{world.deal.pk}/"
    wrong = post(client, f"{tab}win/", on="2026-03-02", how="")
    assert wrong.status_code == 422 and "how we know" in words(wrong)
    post(client, f"{tab}win/", on="2026-03-02", how="On the phone", contact_id=str(nora.pk))
    assert "2 Mar · Nora On the phone" in words(client.get(tab))
    post(client, f"{tab}win/", reason="She left.")
    assert Deal.objects.get(pk=world.deal.pk).technical_win_on is None


def test_what_is_confidential_is_not_there(world: World) -> None:
    row, _criterion, _nora = ready(world, name="Secret pilot")
    by = world.viewer("owner")
    deals.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    outsider = signed_in(world.outsider)
    assert outsider.get(f"/evaluations/{row.pk}/").status_code == 404
    assert "Secret pilot" not in words(outsider.get("/evaluations/?status=all"))
    assert "Secret pilot" not in outsider.get("/search/?q=secret").content.decode()
    assert f"/evaluations/{row.pk}/" in signed_in(world.owner).get("/search/?q=secret").content.decode()
