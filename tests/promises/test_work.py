"""The hours of promises in the load, and the day they lead to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.capabilities import actions as capabilities
from evener.capabilities.rules import Status
from evener.capacity import queries as capacity
from evener.capacity.actions import make_skill, set_skill
from evener.capacity.models import WorkItem
from evener.capacity.rules import HOUR, WorkKind
from evener.deals import actions as deals
from evener.deals import queries as deal_queries
from evener.deals.actions.bulk_changes import DealChange, change_deals
from evener.deals.models import Stage
from evener.deals.rules import Closing, Outcome
from evener.promises import actions
from evener.promises.jobs import find_skills
from evener.promises.models import Promise
from evener.promises.rules import Answer, Event, Life, Review, Standing, VerdictKind, work_weight
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise

WORK = Answer(VerdictKind.WITH_WORK, 8, 16, 40, skill="radio")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def radio(world: World) -> int:
    made = make_skill(by=world.viewer("engineer"), at=NOW, name="Radio").pk
    engineer = world.viewer("engineer")
    set_skill(by=engineer, at=NOW, person_id=engineer.id, skill_id=made, level=2, wants=False)
    return made


def answered(world: World, answer: Answer = WORK, **values: object) -> Promise:
    row = promise(world, ask=True, **values)
    actions.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=answer)
    return Promise.objects.get(pk=row.pk)


def item(row: Promise) -> WorkItem | None:
    return WorkItem.objects.filter(kind=WorkKind.PROMISE, thing_id=row.pk).first()


def weight(row: Promise) -> int | None:
    found = item(row)
    return found.weight if found else None


def stage(world: World, prior: int) -> Stage:
    return deals.make_stage(by=world.viewer("admin"), at=NOW, name=f"At {prior}", position=prior, prior_won=prior)


CLEARED = Standing(review=Review.CLEARED)
MADE = Standing(life=Life.MADE, review=Review.CLEARED)


@pytest.mark.parametrize(
    ("at", "outcome", "weight"),
    [
        (CLEARED, Outcome.OPEN, 30),
        (MADE, Outcome.OPEN, 30),
        (Standing(life=Life.MADE, review=Review.CLEARED, stale=True), Outcome.OPEN, 30),
        (Standing(review=Review.CLEARED, stale=True), Outcome.OPEN, None),
        (Standing(review=Review.ASKED), Outcome.OPEN, None),
        (Standing(review=Review.REFUSED), Outcome.OPEN, None),
        (MADE, Outcome.WON, 100),
        (CLEARED, Outcome.WON, None),
        (MADE, Outcome.LOST, None),
        (Standing(life=Life.KEPT, review=Review.CLEARED), Outcome.WON, None),
    ],
)
def test_when_hours_count_and_how_much(at: Standing, outcome: Outcome, weight: int | None) -> None:
    assert work_weight(at, outcome, chance=30) == weight


def test_a_verdict_with_work_waits_in_the_load(world: World) -> None:
    skill = radio(world)
    row = answered(world)
    found = item(row)
    assert found
    assert (found.low_minutes, found.likely_minutes, found.high_minutes) == (8 * HOUR, 16 * HOUR, 40 * HOUR)
    assert (found.skill_id, found.due_on, found.weight) == (skill, row.due_on, world.deal.stage.prior_won)


def test_an_unknown_skill_is_left_open_and_said(world: World) -> None:
    row = answered(world)
    found = item(row)
    assert found and found.skill_id is None
    assert "nobody listed" in words(signed_in(world.owner).get(f"/promises/{row.pk}/date/"))
    skill = radio(world)
    find_skills(at=NOW + timedelta(days=1))
    now = item(row)
    assert now and (now.skill_id, now.registered_at) == (skill, found.registered_at)


def test_the_weight_follows_the_stage(world: World) -> None:
    row, other = answered(world), answered(world, Answer(VerdictKind.TODAY))
    late = stage(world, 85)
    owner = world.viewer("owner")
    deals.change_deal(by=owner, at=NOW, deal_id=world.deal.pk, values={"stage_id": late.pk}, seen_version=None)
    assert (weight(row), weight(other)) == (85, None)
    deals.change_stage(
        by=world.viewer("admin"), at=NOW, stage_id=late.pk, name=late.name, position=late.position, prior_won=60
    )
    assert weight(row) == 60


def test_the_weight_follows_deals_that_are_changed_together(world: World) -> None:
    row = answered(world)
    late = stage(world, 85)
    owner = world.viewer("owner")
    version = deal_queries.deal(owner, world.deal.pk).version
    change_deals(by=owner, at=NOW, changes=[DealChange(world.deal.pk, version, {"stage_id": late.pk})])
    assert weight(row) == 85


def test_it_is_gone_with_what_ends_it(world: World) -> None:
    owner = world.viewer("owner")
    row = answered(world)
    actions.change_promise(by=owner, at=NOW, promise_id=row.pk, values={"words": "Another thing"}, seen_version=None)
    assert item(row) is None  # stale, and nobody was told
    actions.ask_verdict(by=owner, at=NOW, promise_id=row.pk)
    actions.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=WORK)
    assert item(row)
    no = Answer(VerdictKind.NO, reason="Not built", alternative="Next year")
    actions.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=no)
    assert item(row) is None


def test_a_won_deal_makes_what_was_said_sure(world: World) -> None:
    owner = world.viewer("owner")
    said, unsaid = answered(world), answered(world)
    actions.make(by=owner, at=NOW, promise_id=said.pk, made_on=TODAY)
    won = Closing(Outcome.WON, "fit", "", TODAY)
    deals.close_deal(by=owner, at=NOW, deal_id=world.deal.pk, closing=won)
    assert (weight(said), weight(unsaid)) == (100, None)
    deals.reopen_deal(by=owner, at=NOW, deal_id=world.deal.pk, reason="They called")
    assert weight(said) == weight(unsaid) == world.deal.stage.prior_won
    deals.close_deal(by=owner, at=NOW, deal_id=world.deal.pk, closing=Closing(Outcome.LOST, "price", "", TODAY))
    assert not WorkItem.objects.exists()


def test_a_kept_promise_takes_no_more_time(world: World) -> None:
    owner, row = world.viewer("owner"), answered(world)
    actions.make(by=owner, at=NOW, promise_id=row.pk, made_on=TODAY)
    actions.end(by=owner, at=NOW, promise_id=row.pk, event=Event.KEEP, on=TODAY)
    assert item(row) is None


def test_a_catalogue_that_changes_takes_the_hours_of_what_was_not_said(world: World) -> None:
    engineer = world.viewer("engineer")
    line = capabilities.create_capability(by=engineer, at=NOW, values={"name": "Radio"})
    row, said = answered(world, capability_id=line.pk), answered(world, capability_id=line.pk)
    actions.make(by=world.viewer("owner"), at=NOW, promise_id=said.pk, made_on=TODAY)
    capabilities.change_capability(
        by=engineer, at=NOW, capability_id=line.pk, values={"status": Status.WILL_NOT}, seen_version=None
    )
    assert item(row) is None
    assert item(said)


def test_only_who_sees_the_deal_reads_its_name(world: World) -> None:
    row = answered(world)
    owner = world.viewer("owner")
    deals.change_deal(by=owner, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    thing = [(WorkKind.PROMISE.value, row.pk)]
    assert capacity.titles(owner, thing)[thing[0]].title == row.words
    assert capacity.titles(world.viewer("outsider"), thing) == {}


def test_the_page_of_a_promise_says_the_chance_of_its_day(world: World, stored_queries: StoredQueries) -> None:
    radio(world)
    row = answered(world)
    client = signed_in(world.owner)
    assert f'hx-get="/promises/{row.pk}/date/"' in client.get(f"/promises/{row.pk}/").content.decode()
    with stored_queries("promise date"):
        page = client.get(f"/promises/{row.pk}/date/")
    assert "%" in words(page)
    assert "You can say" in words(page)
    assert "Nothing stands before it" in words(page)
    plain = promise(world)
    assert "no engineer answered" in words(client.get(f"/promises/{plain.pk}/date/"))
    assert "/date/" not in client.get(f"/promises/{plain.pk}/").content.decode()


def test_the_form_answers_while_it_is_typed(world: World, stored_queries: StoredQueries) -> None:
    skill = radio(world)
    client = signed_in(world.owner)
    query = {"rough-low": "8", "rough-likely": "16", "rough-high": "40", "rough-skill_id": str(skill)}
    with stored_queries("date asked"):
        found = client.get("/promises/date/", query | {"due_on": str(TODAY + timedelta(days=60))})
    assert "You can say it." in words(found)
    assert "You can say" in words(client.get("/promises/date/", query))
    assert "more than 0 hours" in words(client.get("/promises/date/", query | {"rough-low": "0"}))
    assert "Over 20,000 hours" in words(client.get("/promises/date/", query | {"rough-high": "1000000"}))
    assert "Choose the skill" in words(client.get("/promises/date/", {"rough-likely": "8"}))
    assert "Say how many hours" in words(client.get("/promises/date/", {}))


def test_without_javascript_the_form_comes_back_with_the_answer(world: World) -> None:
    skill = radio(world)
    client = signed_in(world.owner)
    sent = {"look": "date", "due_on": str(TODAY), "rough-likely": "16", "rough-skill_id": str(skill)}
    page = client.post(f"/promises/deal/{world.deal.pk}/new/", sent)
    assert page.status_code == 200
    assert "You can say" in words(page)
    assert "Write what the customer would hear" not in words(page)
    assert not Promise.objects.exists()
    row = answered(world)
    page = client.post(f"/promises/{row.pk}/change/", sent | {"words": "Quite another thing"})
    assert "You can say" in words(page)
    assert "Quite another thing" in page.content.decode()
    assert Promise.objects.get(pk=row.pk).words == row.words


def test_the_form_of_a_verdict_offers_the_skills_there_are(world: World) -> None:
    radio(world)
    row = promise(world, ask=True)
    page = signed_in(world.engineer).get(f"/promises/{row.pk}/verdict/")
    assert '<option value="Radio">' in page.content.decode()


def test_a_verdict_beyond_all_measure_is_refused(world: World) -> None:
    from_engineering = {"kind": "with_work", "hours_low": "1", "hours_likely": "2", "hours_high": "30000", "skill": "x"}
    row = promise(world, ask=True)
    page = signed_in(world.engineer).post(f"/promises/{row.pk}/verdict/", from_engineering | {"version": "2"})
    assert page.status_code == 422
    assert item(row) is None
