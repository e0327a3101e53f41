"""Today: what comes up for whom, what the one click does, and that it costs the same however much there is."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from evener.deals import actions as deals
from evener.deals.models import Deal, NextStep
from evener.deals.rules import Closing, Outcome
from evener.pages.asks import Nudge
from evener.pages.days import words as day_words
from evener.people import actions as people
from evener.people.rules import Viewer
from evener.promises import actions as promises
from evener.promises.models import Promise
from evener.promises.rules import Answer, VerdictKind
from evener.web.today import groups
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise, viewer_of

AT = NOW + timedelta(hours=1)
DAY = timedelta(days=1)
NO = Answer(VerdictKind.NO, reason="No such interface", alternative="A nightly file")
YES = Answer(VerdictKind.TODAY)
EVERYBODY = ("owner", "engineer", "teammate", "leader", "outsider", "viewer_only", "admin")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture(autouse=True)
def planned(request: pytest.FixtureRequest) -> None:
    """The world's deal has a step far ahead, so that it does not drift."""
    if "world" not in request.fixturenames:
        return
    world: World = request.getfixturevalue("world")
    add_step(world, what="Sign the frame contract", owner_id=world.engineer.pk, due_on=TODAY + 50 * DAY)


def add_step(world: World, **values: Any) -> NextStep:
    by = world.viewer("owner")
    given = {"what": "Call them", "owner_id": world.owner.pk, "due_on": TODAY, **values}
    return deals.add_step(by=by, at=NOW, deal_id=world.deal.pk, **given)


def today_of(world: World, who: str) -> str:
    return words(signed_in(getattr(world, who)).get("/"))


def who_is_told(world: World, said: str) -> set[str]:
    return {who for who in EVERYBODY if said in today_of(world, who)}


def click(world: World, who: str, label: str) -> Any:
    """Press the first button or follow the first link with this label, as the page offers it."""
    client = signed_in(getattr(world, who))
    source = client.get("/").content.decode()
    form = re.search(rf'<form method="post" action="([^"]+)"(?:(?!</form>).)*>{label}<', source, re.DOTALL)
    if form:
        return client.post(form.group(1), {"next": "/"}, follow=True)
    link = re.search(rf'<a class="btn btn-small" href="([^"]+)">{label}<', source)
    assert link, f"no {label} in {words(client.get('/'))}"
    return client.get(link.group(1).replace("&amp;", "&"))


# Steps


def test_a_step_of_mine_is_done_by_one_click(world: World) -> None:
    add_step(world, what="Send the offer", due_on=TODAY - 2 * DAY)
    assert who_is_told(world, "Send the offer") == {"owner"}
    assert "2 days late" in today_of(world, "owner")
    assert click(world, "owner", "Done").redirect_chain == [("/", 302)]
    assert "Send the offer" not in today_of(world, "owner")
    assert NextStep.objects.get(what="Send the offer").done_by_id == world.owner.pk


def test_a_step_far_ahead_does_not_come_up(world: World) -> None:
    add_step(world, what="Renewal talk", due_on=TODAY + 30 * DAY)
    assert "Renewal talk" not in today_of(world, "owner")


def test_what_nobody_owns_comes_up_for_the_team_and_its_leader(world: World) -> None:
    add_step(world, what="Ask the lawyers", owner_id=None)
    assert who_is_told(world, "Nobody owns this step on Pump monitoring") == {"owner", "engineer", "teammate", "leader"}
    click(world, "teammate", "Take it")
    assert NextStep.objects.get(what="Ask the lawyers").owner_id == world.teammate.pk
    assert who_is_told(world, "Nobody owns this step") == set()


def test_a_step_without_a_date_comes_up_too(world: World) -> None:
    add_step(world, what="Visit the plant", due_on=None)
    assert "has no date" in today_of(world, "teammate")
    assert click(world, "teammate", "Set a date").status_code == 200


# Deals


def another(world: World, **values: Any) -> Deal:
    given = {"name": "Drifting deal", "account_id": world.account.pk, "close_on": TODAY + 30 * DAY, **values}
    return deals.create_deal(by=world.viewer("owner"), at=NOW, values=given)


@pytest.mark.parametrize(
    ("values", "said", "label"),
    [
        ({"close_on": TODAY - DAY}, "It was to close on 1 Mar. No next step is planned.", "Move the date"),
        ({}, "No next step is planned.", "Plan a step"),
        ({"account_id": None}, "No next step is planned. It has no account.", "Plan a step"),
    ],
)
def test_a_deal_that_drifts_says_every_reason_at_once(
    world: World, values: dict[str, Any], said: str, label: str
) -> None:
    another(world, **values)
    assert who_is_told(world, said) == {"owner"}
    assert click(world, "owner", label).status_code == 200


def test_a_quiet_deal_comes_up_after_the_days_the_organisation_sets(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW + timedelta(days=15)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "Quiet for 15 days." in today_of(world, "owner")
    people.change_settings(by=viewer_of(world.admin), at=NOW, values={"quiet_days": 20})
    assert "Quiet for" not in today_of(world, "owner")


def test_a_deal_nobody_owns_comes_up_for_its_team_leaders_and_admins(world: World) -> None:
    change = {"owner_id": None}
    deals.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    assert who_is_told(world, "Nobody owns this deal.") == {"owner", "engineer", "teammate", "leader", "admin"}
    assert click(world, "teammate", "Name an owner").status_code == 200


def test_the_day_to_come_back_to_a_deal(world: World) -> None:
    closing = Closing(Outcome.NO_DECISION, "budget", "", TODAY - 30 * DAY, return_on=TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    assert who_is_told(world, "Come back to Pump monitoring, Nordhafen Pumps") == {"owner"}
    assert "They decided nothing then: budget gone or frozen." in today_of(world, "owner")
    assert click(world, "owner", "Look at it").status_code == 200


# Promises


def test_a_verdict_asked_of_me(world: World) -> None:
    row = promise(world, ask=True)
    assert who_is_told(world, "Answer: “Single sign-on") == {"engineer"}
    assert "Olga Owner asked you, for Pump monitoring, Nordhafen Pumps." in today_of(world, "engineer")
    form = click(world, "engineer", "Give a verdict")
    assert 'name="next" value="/"' in form.content.decode()
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=YES)
    assert "Answer:" not in today_of(world, "engineer")


def test_a_verdict_asked_of_nobody(world: World) -> None:
    owner = world.viewer("owner")
    change = {"lead_engineer_id": None}
    deals.change_deal(by=owner, at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    promise(world, ask=True)
    assert who_is_told(world, "nobody is to answer") == {"owner", "engineer", "teammate", "leader"}
    assert click(world, "owner", "Choose an engineer").status_code == 200
    assert click(world, "engineer", "Give a verdict").status_code == 200


def test_a_stale_verdict_is_asked_about_again_by_one_click(world: World) -> None:
    row = promise(world, ask=True)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=YES)
    values = {"words": "Live in April"}
    promises.change_promise(by=world.viewer("owner"), at=NOW, promise_id=row.pk, values=values, seen_version=None)
    assert who_is_told(world, "It changed since the verdict.") == {"owner"}
    click(world, "owner", "Ask again")
    row.refresh_from_db()
    assert (row.state, row.engineer_id) == ("asked", world.engineer.pk)
    assert who_is_told(world, "It changed since the verdict.") == set()


def test_a_refused_promise_waits_for_the_sales_owner(world: World) -> None:
    row = promise(world, ask=True)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=NO)
    said = "Engineering refused it. Pump monitoring, Nordhafen Pumps. The nearest we can do: A nightly file"
    assert who_is_told(world, said) == {"owner"}
    assert click(world, "owner", "Decide").status_code == 200


def test_a_promise_said_blind_is_asked_about_by_one_click(world: World) -> None:
    values = {"words": "Nine sites on one invoice"}
    promises.record_blind(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values, made_on=TODAY)
    assert who_is_told(world, "Said before any engineer saw it.") == {"owner"}
    click(world, "owner", "Ask for a verdict")
    assert Promise.objects.get().state == "made"
    assert who_is_told(world, "Answer: “Nine sites") == {"engineer"}


def test_a_promise_to_keep(world: World) -> None:
    row = promise(world, due_on=TODAY - DAY, owner_id=world.teammate.pk)
    promises.make(by=world.viewer("owner"), at=NOW, promise_id=row.pk, made_on=TODAY - DAY)
    assert who_is_told(world, "Keep: “Single sign-on") == {"teammate"}
    assert "1 day late" in today_of(world, "teammate")
    assert 'value="keep" required checked' in click(world, "teammate", "It was kept").content.decode()
    change = {"owner_id": None}
    promises.change_promise(by=world.viewer("owner"), at=NOW, promise_id=row.pk, values=change, seen_version=None)
    assert who_is_told(world, "nobody is to keep it") == {"owner", "engineer", "teammate", "leader"}
    assert click(world, "owner", "Name somebody").status_code == 200


def test_nothing_of_a_closed_deal_comes_up_but_what_was_said(world: World) -> None:
    add_step(world, what="Call them")
    said, unsaid = promise(world, due_on=TODAY, words="Said"), promise(world, due_on=TODAY, words="Unsaid")
    for row in (said, unsaid):
        promises.override(by=world.viewer("leader"), at=NOW, promise_id=row.pk, reason="Agreed")
    promises.make(by=world.viewer("owner"), at=NOW, promise_id=said.pk, made_on=TODAY)
    won = Closing(Outcome.WON, "fit", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=won)
    assert "Call them" not in today_of(world, "owner") and "Said" not in today_of(world, "owner")
    assert "Look back together" in today_of(world, "owner")
    assert "Keep: “Said”" in today_of(world, "engineer")
    assert "Unsaid" not in today_of(world, "engineer")


def test_what_is_confidential_never_leaks(world: World) -> None:
    """Not even to somebody who was given a step and taken off the deal team since."""
    add_step(world, what="Secret step", owner_id=world.outsider.pk)
    deals.remove_member(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, user_id=world.outsider.pk)
    add_step(world, what="Secret loose step", owner_id=None)
    promise(world, words="Secret words", ask=True)
    change = {"confidential": True}
    deals.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    for who in ("outsider", "viewer_only"):
        assert "Secret" not in today_of(world, who)


# The page


def test_strangers_sign_in_first(world: World, client: Client) -> None:
    assert client.get("/").status_code == 302


def test_when_nothing_needs_me_it_says_so(world: World) -> None:
    assert "Nothing needs you" in today_of(world, "viewer_only")


def test_a_new_company_is_told_how_to_start(db: None) -> None:
    admin = people.found_organisation(at=NOW, name="New", email="a@example.com", person="Ada")
    shown = words(signed_in(admin).get("/"))
    for said in ("Welcome to Evener", "Bring your pipeline", "Invite the people who sell"):
        assert said in shown


def test_a_flood_is_capped_and_all_of_it_is_one_click_away(world: World) -> None:
    for number in range(9):
        add_step(world, what=f"Step {number}", due_on=TODAY - number * DAY)
    client = signed_in(world.owner)
    shown = words(client.get("/"))
    assert "and 3 more: next steps of yours" in shown
    assert shown.index("Step 8") < shown.index("Step 7")  # the longest late comes first
    assert "Step 0" not in shown
    everything = words(client.get("/?all=step"))
    assert all(f"Step {number}" in everything for number in range(9))


def nudge(kind: str, *, due: datetime | None = None, late: bool = False, unowned: bool = False) -> Nudge:
    return Nudge(
        kind=kind, what=kind, why="", url="/", due=due, when="", late=late, action="Do", action_url="/",
        unowned=unowned, more="things",
    )  # fmt: skip


def test_groups_are_now_soon_and_nobodys(world: World) -> None:
    viewer: Viewer = world.viewer("owner")
    found = groups(
        [
            nudge("someday"), nudge("soon", due=AT + 3 * DAY), nudge("late", due=AT - DAY, late=True),
            nudge("today", due=AT), nudge("loose", unowned=True, due=AT - DAY, late=True),
        ],
        today=TODAY, viewer=viewer, shown=6, limit=50,
    )  # fmt: skip
    assert [(group.key, [one.kind for one in group.nudges]) for group in found] == [
        ("now", ["late", "today"]),
        ("soon", ["soon", "someday"]),
        ("unowned", ["loose"]),
    ]


def test_as_many_as_were_sought_means_there_may_be_more(world: World) -> None:
    found = groups(
        [nudge("late", due=AT, late=True)] * 50, today=TODAY, viewer=world.viewer("owner"), shown=6, limit=50
    )
    assert (found[0].count, found[0].more[0].text) == ("50+", "and more than 44 more things")


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (TODAY - 2 * DAY, "2 days late"),
        (TODAY - DAY, "1 day late"),
        (TODAY, "today"),
        (TODAY + DAY, "tomorrow"),
        (TODAY + 3 * DAY, "by 5 Mar"),
    ],
)
def test_days_in_words(due: date, said: str) -> None:
    assert day_words(due, today=TODAY) == said


def test_what_today_costs_does_not_grow(world: World, stored_queries: StoredQueries) -> None:
    clients = {who: signed_in(getattr(world, who)) for who in ("owner", "leader", "engineer")}
    for _round in range(3):
        if _round:
            for who, client in clients.items():
                with stored_queries(f"today {who}"):
                    client.get("/")
        for number in range(3):
            add_step(world, what=f"Mine {number}")
            add_step(world, what=f"Nobody's {number}", owner_id=None)
            another(world, name=f"Deal {number}")
            promise(world, words=f"Promise {number}", ask=True)
