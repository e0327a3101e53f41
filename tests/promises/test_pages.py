"""The pages of promises: what each shows and offers, what its forms do, and what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.deals import actions as deals
from evener.deals.models import DealMember
from evener.deals.rules import Closing, Outcome, Part
from evener.people import actions as people
from evener.problems import NotAllowed, Refused
from evener.promises import actions
from evener.promises.models import Promise, Verdict
from evener.promises.rules import Answer, Event, Life, Review, State, VerdictKind
from tests.deals.web import part, post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise, viewer_of

TODAYS = Answer(VerdictKind.TODAY, note="Ships since 4.2")
HOURS = {"hours_low": "8", "hours_likely": "16", "hours_high": "40"}
NO = Answer(VerdictKind.NO, reason="No such interface", alternative="A nightly file")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def tab(world: World) -> str:
    return f"/promises/deal/{world.deal.pk}/"


def asked(world: World) -> Promise:
    return promise(world, ask=True)


def answered(world: World, answer: Answer) -> Promise:
    row = asked(world)
    actions.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=answer)
    row.refresh_from_db()
    return row


def fresh(row: Promise) -> Promise:
    return Promise.objects.get(pk=row.pk)


# Beginning


def test_a_promise_is_written_down_and_asked_about_at_once(world: World) -> None:
    client = signed_in(world.owner)
    sent = {
        "words": "Live in May",
        "due_on": "2026-05-31",
        "engineer_id": str(world.engineer.pk),
        "services_minor": "12k",
    }
    answer = post(client, f"{tab(world)}new/", **sent, ask="yes")
    row = Promise.objects.get()
    assert answer["Location"] == f"{tab(world)}#promise-{row.pk}"
    assert (row.state, row.services_minor, row.engineer_id) == (State.ASKED, 1_200_000, world.engineer.pk)
    post(client, f"{tab(world)}new/", words="Only a draft")
    assert Promise.objects.filter(state=State.DRAFT, words="Only a draft").exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "  "}, "Write what the customer would hear"),
        ({"words": "x", "services_minor": "a lot"}, "is not a number"),
        ({"words": "x", "services_minor": "$ 5"}, "Use the deal's currency, EUR."),
        ({"words": "x", "services_minor": "-5"}, "Services cannot be negative."),
        ({"words": "x", "due_on": "soon"}, "Write the date as 2026-03-31."),
        ({"words": "x", "engineer_id": "999999"}, "Choose one from the list."),
        ({"words": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(world: World, sent: dict[str, str], said: str) -> None:
    answer = post(signed_in(world.owner), f"{tab(world)}new/", told="The plant manager", **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="The plant manager"' in part(answer, "promise-told")
    assert not Promise.objects.exists()


def test_one_made_blind_is_recorded_in_one_line(world: World) -> None:
    client = signed_in(world.owner)
    post(client, f"{tab(world)}blind/", words="Nine sites on one invoice", told="Finance", made_on=TODAY.isoformat())
    row = Promise.objects.get()
    assert (row.state, row.blind, row.review) == (State.MADE, True, Review.NONE)
    shown = words(client.get(tab(world)))
    assert "Made Not reviewed Blind" in shown
    assert "no engineer has seen it" in shown


def test_a_blind_promise_of_tomorrow_is_refused_at_its_field(world: World) -> None:
    made_on = (TODAY + timedelta(days=2)).isoformat()
    answer = post(signed_in(world.owner), f"{tab(world)}blind/", words="Words", made_on=made_on)
    assert answer.status_code == 422
    assert "This day lies in the future." in words(answer)


# Verdicts


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ({"kind": "today"}, State.CLEARED),
        (
            {"kind": "with_work", "hours_low": "8", "hours_likely": "16", "hours_high": "40", "skill": "API"},
            State.CLEARED,
        ),
        ({"kind": "if", "conditions": "They bring servers"}, State.CLEARED),
        ({"kind": "no", "reason": "No interface", "alternative": "A file", "skill": "left over"}, State.REFUSED),
    ],
)
def test_each_kind_of_verdict(world: World, sent: dict[str, str], state: State) -> None:
    row = asked(world)
    answer = post(signed_in(world.engineer), f"/promises/{row.pk}/verdict/", version=str(row.version), **sent)
    assert answer.status_code == 302
    assert fresh(row).state == state
    verdict = Verdict.objects.get()
    assert verdict.skill == ("API" if sent["kind"] == "with_work" else "")
    assert verdict.due_at == row.verdict_due_at


def test_a_no_without_a_way_out_comes_back_with_what_was_typed(world: World) -> None:
    row = asked(world)
    sent = {"kind": "no", "reason": "No interface", "version": str(row.version)}
    answer = post(signed_in(world.engineer), f"/promises/{row.pk}/verdict/", **sent)
    assert answer.status_code == 422
    assert "Name the nearest thing we can do." in words(answer)
    assert "No interface" in part(answer, "verdict-reason")
    assert 'value="no" required checked' in answer.content.decode()


def test_over_the_limit_the_form_says_who_answers(world: World) -> None:
    row = asked(world)
    client = signed_in(world.engineer)
    assert "Over 80 hours" in words(client.get(f"/promises/{row.pk}/verdict/"))
    sent = {"kind": "with_work", "hours_low": "50", "hours_likely": "90", "hours_high": "120", "skill": "API"}
    answer = post(client, f"/promises/{row.pk}/verdict/", version=str(row.version), **sent)
    assert answer.status_code == 422
    assert "an architect answers" in words(answer)
    people.change_person(by=viewer_of(world.admin), at=NOW, user_id=world.engineer.pk, values={"is_architect": True})
    assert post(client, f"/promises/{row.pk}/verdict/", version=str(row.version), **sent).status_code == 302


def test_a_verdict_on_words_that_changed_meanwhile_is_not_taken_unseen(world: World) -> None:
    row = asked(world)
    values = {"words": "Live in April"}
    actions.change_promise(by=world.viewer("owner"), at=NOW, promise_id=row.pk, values=values, seen_version=None)
    client = signed_in(world.engineer)
    answer = post(client, f"/promises/{row.pk}/verdict/", kind="today", version=str(row.version))
    assert answer.status_code == 409
    assert "This promise changed while you wrote the verdict." in words(answer)
    assert "Live in April" in words(answer)
    assert fresh(row).state == State.ASKED
    again = post(client, f"/promises/{row.pk}/verdict/", kind="today", version=str(fresh(row).version))
    assert again.status_code == 302


def test_a_late_verdict_is_marked_for_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked(world)
    late = NOW + timedelta(hours=30)
    actions.give_verdict(by=world.viewer("engineer"), at=late, promise_id=row.pk, answer=NO)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    client = signed_in(world.owner)
    assert "Answered late" in words(client.get(tab(world)))
    actions.ask_verdict(by=world.viewer("owner"), at=late, promise_id=row.pk)
    shown = words(client.get(tab(world)))
    assert "1 earlier verdict" in shown
    assert "Answered late" in shown


def test_old_verdicts_stand_with_the_words_they_were_about(world: World) -> None:
    row = answered(world, TODAYS)
    change: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "promise_id": row.pk}
    actions.change_promise(**change, values={"words": "Live in April"}, seen_version=None)
    shown = words(signed_in(world.owner).get(f"/promises/{row.pk}/"))
    assert "Stale" in shown
    assert "The words were then: “Single sign-on works on the first day”" in shown
    actions.ask_verdict(**change)
    actions.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=NO)
    shown = words(signed_in(world.owner).get(f"/promises/{row.pk}/"))
    assert "About these words: “Single sign-on works on the first day”" in shown
    assert "A nightly file" in shown


# Changing


def test_changing_warns_before_a_verdict_goes_stale_and_can_ask_again(world: World) -> None:
    row = answered(world, TODAYS)
    client = signed_in(world.owner)
    form = words(client.get(f"/promises/{row.pk}/change/"))
    assert "There is a verdict on these words." in form
    assert "Save and ask again" in form
    sent = {"words": "Live in April", "version": str(row.version), "engineer_id": str(world.engineer.pk)}
    post(client, f"/promises/{row.pk}/change/", **sent)
    assert (fresh(row).stale, fresh(row).state) == (True, State.CLEARED)
    sent |= {"words": "Live in June", "version": str(fresh(row).version)}
    post(client, f"/promises/{row.pk}/change/", **sent, ask="yes")
    assert (fresh(row).stale, fresh(row).state) == (False, State.ASKED)


def test_a_change_of_people_alone_lets_the_verdict_stand(world: World) -> None:
    row = answered(world, TODAYS)
    sent = {"words": row.words, "due_on": str(row.due_on), "owner_id": str(world.teammate.pk)}
    post(signed_in(world.owner), f"/promises/{row.pk}/change/", version=str(row.version), **sent, ask="yes")
    assert (fresh(row).stale, fresh(row).state, fresh(row).owner_id) == (False, State.CLEARED, world.teammate.pk)


def test_two_people_changing_a_promise_see_each_other(world: World) -> None:
    row = promise(world)
    values = {"words": "Live in April"}
    actions.change_promise(by=world.viewer("teammate"), at=NOW, promise_id=row.pk, values=values, seen_version=None)
    sent = {"words": "Live in June", "version": str(row.version)}
    answer = post(signed_in(world.owner), f"/promises/{row.pk}/change/", **sent)
    assert answer.status_code == 409
    assert "Live in April" in words(answer)
    assert "Live in June" in part(answer, "promise-words")
    assert fresh(row).words == "Live in April"


# Asking


def test_asking_seats_the_engineer_so_that_they_see_the_deal(world: World) -> None:
    people.change_settings(by=viewer_of(world.admin), at=NOW, values={"visibility": "own"})
    other = people.make_person(
        by=viewer_of(world.admin),
        at=NOW,
        email="nils@example.com",
        name="Nils",
        role=world.engineer.role,  # type: ignore[arg-type]
    )
    row = promise(world)
    assert signed_in(other).get(f"/promises/{row.pk}/").status_code == 404
    post(signed_in(world.owner), f"/promises/{row.pk}/ask/", engineer_id=str(other.pk))
    assert DealMember.objects.get(deal=world.deal, user=other).part == Part.ENGINEER
    assert signed_in(other).get(f"/promises/{row.pk}/verdict/").status_code == 200


def test_handing_on_keeps_when_the_verdict_is_due(world: World) -> None:
    row = asked(world)
    post(signed_in(world.owner), f"/promises/{row.pk}/ask/", engineer_id=str(world.leader.pk))
    assert fresh(row).engineer_id == world.leader.pk
    assert fresh(row).verdict_due_at == row.verdict_due_at


# Saying, overriding, ending


def test_saying_what_nobody_stands_behind_is_warned_about_and_blind(world: World) -> None:
    row = asked(world)
    client = signed_in(world.owner)
    assert "Nobody stands behind these words as they are now." in words(client.get(f"/promises/{row.pk}/made/"))
    post(client, f"/promises/{row.pk}/made/", made_on=TODAY.isoformat(), told="The plant manager")
    assert (fresh(row).life, fresh(row).blind, fresh(row).told) == (Life.MADE, True, "The plant manager")


def test_an_override_names_the_leader_and_the_reason(world: World) -> None:
    row = answered(world, NO)
    client = signed_in(world.leader)
    assert post(client, f"/promises/{row.pk}/override/", reason=" ").status_code == 422
    post(client, f"/promises/{row.pk}/override/", reason="A night shift is agreed")
    assert fresh(row).state == State.OVERRIDDEN
    assert "Lena Leader overrode the review on 2 Mar: “A night shift is agreed”" in words(client.get(tab(world)))


@pytest.mark.parametrize(
    ("event", "note", "state"),
    [
        ("keep", "", State.KEPT),
        ("break", "Delivery slipped", State.BROKEN),
        ("release", "They changed plans", State.RELEASED),
        ("void", "Typed on the wrong deal", State.VOID),
    ],
)
def test_how_a_promise_ends(world: World, event: str, note: str, state: State) -> None:
    row = answered(world, TODAYS)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=row.pk, made_on=TODAY)
    client = signed_in(world.owner)
    shown = client.get(f"/promises/{row.pk}/end/?how={event}").content.decode()
    assert f'value="{event}" required checked' in shown
    if note:
        assert post(client, f"/promises/{row.pk}/end/", event=event, on=TODAY.isoformat()).status_code == 422
    assert post(client, f"/promises/{row.pk}/end/", event=event, on=TODAY.isoformat(), note=note).status_code == 302
    assert fresh(row).state == state
    assert post(client, f"/promises/{row.pk}/end/", event=event, on=TODAY.isoformat(), note=note).status_code == 409


def test_only_the_endings_open_to_it_are_offered(world: World) -> None:
    row = promise(world)
    form = signed_in(world.owner).get(f"/promises/{row.pk}/end/").content.decode()
    assert 'value="void"' in form
    assert 'value="keep"' not in form
    answer = post(signed_in(world.owner), f"/promises/{row.pk}/end/", event="keep", on=TODAY.isoformat())
    assert answer.status_code == 422


def test_promises_are_kept_after_the_sale(world: World) -> None:
    row = answered(world, TODAYS)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=row.pk, made_on=TODAY)
    won = Closing(Outcome.WON, "fit", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=won)
    client = signed_in(world.owner)
    shown = words(client.get(tab(world)))
    assert "It was kept" in shown
    assert "Record it in one line" not in shown
    assert post(client, f"{tab(world)}new/", words="One more").status_code == 409
    assert post(client, f"/promises/{row.pk}/end/", event="keep", on=TODAY.isoformat()).status_code == 302


# Who, and where it leads back to

EVERYBODY = ("owner", "engineer", "leader", "outsider", "viewer_only")
DOINGS = ("change", "ask", "verdict", "override", "made", "end")


def test_a_form_opens_exactly_where_the_card_offers_it(world: World) -> None:
    """Page, offer and rule cannot disagree, whoever looks at whatever stands there."""
    made = answered(world, TODAYS)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=made.pk, made_on=TODAY)
    rows = [promise(world), asked(world), answered(world, TODAYS), answered(world, NO), made]
    for who in EVERYBODY:
        client = signed_in(getattr(world, who))
        source = client.get(tab(world)).content.decode()
        for row in rows:
            for name in DOINGS:
                offered = f'href="/promises/{row.pk}/{name}/' in source
                status = client.get(f"/promises/{row.pk}/{name}/").status_code
                assert (status == 200) == offered, (who, row.state, name, status)
                assert status in (200, 403, 409)


def test_strangers_and_outsiders_of_a_confidential_deal(world: World, client: Client) -> None:
    row = asked(world)
    change = {"confidential": True}
    deals.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    pages = [tab(world), f"{tab(world)}new/", f"{tab(world)}blind/", f"/promises/{row.pk}/"]
    pages += [f"/promises/{row.pk}/{name}/" for name in DOINGS]
    for page in pages:
        assert client.get(page).status_code == 302, page
        for who in ("outsider", "viewer_only"):
            assert signed_in(getattr(world, who)).get(page).status_code == 404, (who, page)
            assert signed_in(getattr(world, who)).post(page).status_code in (404, 405), (who, page)


def test_a_form_leads_back_to_where_it_was_opened_and_nowhere_else(world: World) -> None:
    row = asked(world)
    client = signed_in(world.engineer)
    assert 'name="next" value="/"' in client.get(f"/promises/{row.pk}/verdict/?next=/").content.decode()
    form = client.get(f"/promises/{row.pk}/verdict/?next=//evil.example/").content.decode()
    assert 'value="//evil.example/"' not in form
    assert 'href="//evil.example/"' not in form
    sent = {"kind": "today", "version": str(row.version)}
    assert post(client, f"/promises/{row.pk}/verdict/", **sent, next="/")["Location"] == "/"
    again = asked(world)
    sent = {"kind": "today", "version": str(again.version), "next": "https://evil.example/"}
    assert post(client, f"/promises/{again.pk}/verdict/", **sent)["Location"] == f"/promises/{again.pk}/"


def test_an_answer_to_htmx_is_the_part_and_the_header(world: World) -> None:
    row = asked(world)
    answer = signed_in(world.engineer).get(f"/promises/{row.pk}/verdict/", headers={"HX-Request": "true"})
    source = answer.content.decode()
    assert "<html" not in source
    assert f'id="promise-{row.pk}"' in source
    assert 'id="deal-top"' in source


def test_words_are_shown_as_they_were_typed(world: World) -> None:
    row = promise(world, words="<script>alert(1)</script> & more")
    for path in (tab(world), f"/promises/{row.pk}/", "/promises/"):
        assert "<script>alert(1)" not in signed_in(world.owner).get(path).content.decode()


# The ledger's page


def test_the_ledger_says_what_it_left_out(world: World) -> None:
    answer = signed_in(world.owner).get("/promises/?state=nonsense&sort=words&cursor=x&from=soon")
    assert answer.status_code == 200
    shown = words(answer)
    for said in ("Choose open, all, or one state.", "There is no such order.", "Write a day like 2026-03-31."):
        assert said in shown


def test_an_empty_ledger_says_what_to_do(world: World) -> None:
    client = signed_in(world.owner)
    assert "Nothing is promised" in words(client.get("/promises/"))
    assert "No promise matches" in words(client.get("/promises/?stale=yes"))


def test_the_rates_come_with_their_parts(world: World) -> None:
    row = answered(world, TODAYS)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=row.pk, made_on=TODAY)
    actions.end(by=world.viewer("owner"), at=NOW, promise_id=row.pk, event=Event.KEEP, on=TODAY)
    shown = words(signed_in(world.owner).get("/promises/"))
    assert "Kept on time why? Of those that came due and ended." in shown
    assert "100 % 1 of 1" in shown


def test_a_view_of_the_ledger_is_kept(world: World) -> None:
    client = signed_in(world.owner)
    post(client, "/promises/views/", name="Stale ones", query="stale=yes")
    assert "Stale ones" in words(client.get("/promises/"))


def test_what_pages_cost_does_not_grow(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    rows = [promise(world)]
    for _round in range(2):
        with stored_queries("deal promises"):
            client.get(tab(world))
        with stored_queries("promise"):
            client.get(f"/promises/{rows[0].pk}/")
        with stored_queries("ledger"):
            client.get("/promises/?state=all&q=single&sort=-created")
        rows += [asked(world), answered(world, NO), answered(world, TODAYS)]


# Revising a verdict


def test_an_engineer_revises_a_verdict_and_the_old_one_stays(world: World) -> None:
    row = answered(world, TODAYS)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=row.pk, made_on=TODAY)
    client, path = signed_in(world.engineer), f"/promises/{row.pk}/verdict/"
    assert "Revise the verdict" in words(client.get(tab(world)))
    assert "Revise the verdict" not in words(signed_in(world.owner).get(tab(world)))
    sent = {"kind": "no", "reason": "The vendor withdrew it", "alternative": "A nightly file"}
    assert post(client, path, **sent, version=str(fresh(row).version)).status_code == 302
    now = fresh(row)
    assert (now.state, now.review, now.blind) == (State.MADE, Review.REFUSED, False)
    assert Verdict.objects.filter(promise=row).count() == 2
    assert now.verdict is not None
    assert now.verdict.due_at is None
    shown = words(client.get(f"/promises/{row.pk}/"))
    assert "engineering refused it" in words(client.get(tab(world)))
    assert "1 earlier verdict" in shown
    assert "Egon Engineer revised the verdict on" in shown
    assert "Verdict: from Today → to No" in shown
    with pytest.raises(Refused):
        deals.close_deal(
            by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=Closing(Outcome.WON, "fit", "", TODAY)
        )


def test_a_refusal_is_revised_to_a_yes_but_an_override_is_not(world: World) -> None:
    row = answered(world, NO)
    by = world.viewer("engineer")
    actions.give_verdict(by=by, at=NOW + timedelta(days=9), promise_id=row.pk, answer=TODAYS)
    assert (fresh(row).state, fresh(row).stale) == (State.CLEARED, False)
    actions.give_verdict(by=by, at=NOW + timedelta(days=9), promise_id=row.pk, answer=NO)
    actions.override(by=world.viewer("leader"), at=NOW, promise_id=row.pk, reason="We carry it")
    with pytest.raises(Refused, match="A leader carries this promise"):
        actions.give_verdict(by=by, at=NOW, promise_id=row.pk, answer=TODAYS)
    with pytest.raises(NotAllowed):
        actions.give_verdict(by=world.viewer("owner"), at=NOW, promise_id=row.pk, answer=TODAYS)
