"""Answers and metrics: who may write them, what they rest on, and when they are read again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from evener.deals import actions as deals
from evener.deals.rules import Closing, Outcome
from evener.discovery import actions as discovery
from evener.discovery.models import Answer, Question
from evener.journal.models import Entry
from evener.pages.everything import find_everything
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.pursuit import actions, queries
from evener.pursuit.models import Metric, PlanAnswer
from evener.pursuit.nudges import nudges
from evener.pursuit.rules import LONGEST_ANSWER, QUARTER, PlanQuestion
from evener.upkeep.doctor.findings import Level
from evener.upkeep.doctor.plans import readings_due
from tests.pursuit.test_steps import carla
from tests.world import NOW, TODAY, World, see


def write(
    world: World, question: str = "mission", who: str = "owner", seen: int | None = None, **values: Any
) -> PlanAnswer:
    return actions.write_answer(
        by=world.viewer(who), at=NOW, deal_id=world.deal.pk, question=question, values=values, seen_version=seen
    )


def known(world: World) -> Answer:
    """Something discovery knows of the deal."""
    by = world.viewer("engineer")
    rows = [{"key": "users", "group": "scale", "text": "How many pumps?", "why": "It sizes it.", "before": 50}]
    playbook = discovery.create_playbook(by=by, at=NOW, values={"name": "Platform"}, questions=rows)
    discovery.publish(by=by, at=NOW, playbook_id=playbook.pk)
    discovery.choose_playbook(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, playbook_id=playbook.pk)
    return tell(world, "41")


def tell(world: World, value: str) -> Answer:
    return discovery.give_answer(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, question_id=Question.objects.get().pk, value=value,
        source="told",
    )  # fmt: skip


def metric(world: World, **more: Any) -> Metric:
    values = {
        "kind": "save", "name": "Unplanned stops", "unit": "a year", "baseline_minor": 41_000, "target_minor": 20_000,
        "by_when": TODAY + timedelta(days=200), "how": "41 stops at 2,900 each",
    } | more  # fmt: skip
    return actions.add_metric(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)


def won(world: World, day: date = TODAY) -> None:
    closing = Closing(Outcome.WON, "fit", "", day)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)


def test_an_answer_rests_on_what_discovery_knows(world: World) -> None:
    answer = known(world)
    write(world, text=" Fewer stops. ", cites=[answer.pk], seen=0)
    given = queries.answer(world.deal.pk, "mission")
    assert given.text == "Fewer stops." and [each.pk for each in given.cited] == [answer.pk]
    tell(world, "43")  # answered anew: the citation stays, and shows it
    assert queries.answer(world.deal.pk, "mission").cited[0].ended_at is not None
    write(world, text="Fewer stops.", cites=[], seen=1)
    assert not queries.answer(world.deal.pk, "mission").cited
    entry = Entry.objects.filter(what="plan.answered").order_by("id")[0]
    assert (entry.thread_kind, entry.changes[0]) == ("deal", ["answer", None, "Fewer stops."])


def test_two_who_answer_at_once(world: World) -> None:
    write(world, text="Fewer stops.", seen=0)
    with pytest.raises(Conflict) as conflict:
        write(world, who="teammate", text="More pumps.", seen=0)
    assert conflict.value.clashes[0].theirs == "Fewer stops." and conflict.value.version == 1
    write(world, who="teammate", text="More pumps.", seen=1)
    write(world, text="More pumps.", shared=True, seen=1)  # the same words: nothing to fight over
    row = PlanAnswer.objects.get()
    assert (row.text, row.shared, row.version) == ("More pumps.", True, 3)
    assert write(world, text="").shared is False  # taken back, and no longer shown


def test_what_cannot_be_answered(world: World) -> None:
    answer = known(world)
    other = deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Other"})
    for values in ({"text": "x" * (LONGEST_ANSWER + 1)}, {"text": "a\x00b"}, {"cites": [answer.pk + 1]}, {"no": 1}):
        with pytest.raises(Invalid):
            write(world, **values)
    with pytest.raises(Invalid, match="this deal"):
        actions.write_answer(
            by=world.viewer("owner"), at=NOW, deal_id=other.pk, question="plan",
            values={"text": "x", "cites": [answer.pk]}, seen_version=None,
        )  # fmt: skip
    with pytest.raises(NotThere):
        write(world, question="why", text="x")
    with pytest.raises(NotAllowed):
        write(world, who="outsider", text="x")
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        write(world, who="outsider", text="x")
    won(world)
    with pytest.raises(Refused):
        write(world, text="x")


def test_found_by_its_words(world: World) -> None:
    write(world, text="Halve the unplanned stops of line 2")
    hits = find_everything("unplanned halve", viewer=world.viewer("owner"), limit=5)
    assert [(hit.name, hit.url) for hit in hits] == [("Pump monitoring", f"/pursuit/deal/{world.deal.pk}/")]
    see(Visibility.OWN, by=world.viewer("admin"))
    assert not find_everything("unplanned", viewer=world.viewer("outsider"), limit=5)


def test_a_metric_from_baseline_to_target(world: World) -> None:
    them = carla(world)
    row = metric(world, said_by_id=them.pk)
    by, at = world.viewer("owner"), NOW
    for value, on in ((35_000, TODAY), (30_500, TODAY - timedelta(days=9))):
        actions.add_reading(by=by, at=at, metric_id=row.pk, value_minor=value, on=on)
    measured = queries.metrics(world.deal.pk)[0]
    assert measured.progress == 28 and [each.value_minor for each in measured.readings] == [30_500, 35_000]
    assert queries.last_read(world.deal.pk)[0].progress == 28
    with pytest.raises(Invalid, match="future"):
        actions.add_reading(by=by, at=at, metric_id=row.pk, value_minor=1, on=TODAY + timedelta(days=9))
    with pytest.raises(Invalid, match="There are readings in a year"):
        actions.change_metric(by=by, at=at, metric_id=row.pk, values={"unit": "EUR"}, seen_version=None)
    with pytest.raises(Conflict):
        actions.change_metric(by=by, at=at, metric_id=row.pk, values={"name": "Stops"}, seen_version=9)
    changed = actions.change_metric(by=by, at=at, metric_id=row.pk, values={"said_by_id": None}, seen_version=1)
    assert changed.said_by is None
    said = Entry.objects.get(what="metric.changed").changes
    assert said == [["said_by", "Carla Ochoa", None]]
    actions.remove_metric(by=by, at=at, metric_id=row.pk)
    assert not queries.metrics(world.deal.pk)


def test_followed_after_the_sale(world: World) -> None:
    row, none = metric(world), metric(world, name="Stops of line 3", by_when=None)
    won(world)
    row.refresh_from_db()
    none.refresh_from_db()
    assert (row.read_on, none.read_on) == (TODAY + QUARTER, TODAY + QUARTER)
    later = NOW + QUARTER
    found = nudges(viewer=world.viewer("owner"), at=later, limit=20)
    assert [each.what for each in found] == ["Read: Unplanned stops", "Read: Stops of line 3"]
    assert not nudges(viewer=world.viewer("owner"), at=NOW, limit=20)
    by, day = world.viewer("owner"), (later - timedelta(days=1)).date()
    made = actions.add_reading(by=by, at=later, metric_id=row.pk, value_minor=30_000, on=day, note="Their report")
    row.refresh_from_db()
    assert row.read_on == day + QUARTER
    actions.remove_reading(by=by, at=later, metric_id=row.pk, reading_id=made.pk)
    row.refresh_from_db()
    assert row.read_on == TODAY + QUARTER
    with pytest.raises(Refused):  # what was agreed does not bend
        actions.change_metric(by=by, at=later, metric_id=row.pk, values={"name": "Less"}, seen_version=None)
    deals.reopen_deal(by=by, at=later, deal_id=world.deal.pk, reason="Not signed after all")
    none.refresh_from_db()
    assert none.read_on is None


def test_the_doctor_knows_when_metrics_are_due(world: World) -> None:
    row = metric(world)
    Metric.objects.update(read_on=None)
    assert [each.level for each in readings_due(NOW, mend=False)] == [Level.ERROR]
    assert "1 metrics said" in str(list(readings_due(NOW, mend=True)))
    row.refresh_from_db()
    assert row.read_on == row.by_when
    assert [each.level for each in readings_due(NOW, mend=False)] == [Level.OK]


def test_a_lost_deal_is_not_read(world: World) -> None:
    row = metric(world)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    row.refresh_from_db()
    assert row.read_on is None


def test_the_whole_plan(world: World) -> None:
    write(world, text="Fewer stops.")
    metric(world)
    plan = queries.plan(world.viewer("owner"), world.deal.pk)
    assert plan.text(PlanQuestion.MISSION) == "Fewer stops." and plan.text(PlanQuestion.PLAN) == ""
    assert len(plan.answers) == 5 and len(plan.metrics) == 1 and not plan.steps
