"""Keeping weeks, leave and skills: who may, what is refused, what the journal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.capacity import actions, queries
from evener.capacity.actions.work import skill_named
from evener.capacity.models import Absence, PersonSkill, Skill, WorkingWeek, WorkItem
from evener.capacity.rules import HOUR, USUAL_WEEK, WorkKind
from evener.journal.models import Entry
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def set_week(world: World, who: str = "engineer", **changes: Any) -> WorkingWeek:
    values = {"minutes": list(USUAL_WEEK), "focus_minutes": 4 * HOUR, "country": "NO", "region": "", **changes}
    return actions.set_week(by=world.viewer(who), at=NOW, person_id=world.engineer.pk, **values)


def add_leave(world: World, first: int, last: int, who: str = "engineer") -> Absence:
    days = {"first_on": TODAY + DAY * first, "last_on": TODAY + DAY * last}
    return actions.add_leave(by=world.viewer(who), at=NOW, person_id=world.engineer.pk, **days)


def test_ones_own_week_and_that_of_people_one_leads(world: World) -> None:
    set_week(world)
    entry = Entry.objects.get(what="person.week")
    assert {name: new for name, _old, new in entry.changes}["holidays"] == "NO"
    assert set_week(world, "leader", focus_minutes=0).version == 2
    assert set_week(world, "admin", focus_minutes=HOUR).version == 3
    for who in ("owner", "outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            set_week(world, who)
    with pytest.raises(NotThere):
        actions.set_week(
            by=world.viewer("admin"), at=NOW, person_id=999_999, minutes=list(USUAL_WEEK), focus_minutes=0
        )  # fmt: skip


def test_the_same_week_again_changes_nothing(world: World) -> None:
    set_week(world)
    assert set_week(world).version == 1
    assert Entry.objects.filter(what="person.week").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": [25 * HOUR] + [0] * 6}, "minutes"),
        ({"minutes": [-60] + [0] * 6}, "minutes"),
        ({"minutes": [12 * HOUR] * 7}, "minutes"),
        ({"minutes": [8 * HOUR] * 5}, "minutes"),
        ({"focus_minutes": 41 * HOUR}, "focus_minutes"),
        ({"minutes": [0] * 7}, "focus_minutes"),
        ({"country": "XX"}, "country"),
        ({"country": "DE", "region": "QQ"}, "region"),
    ],
)
def test_an_impossible_week_is_named_and_nothing_is_written(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        set_week(world, **changes)
    assert set(problem.value.fields) == {field}
    assert not WorkingWeek.objects.exists()


def test_a_week_of_no_hours_leaves_no_time(world: World) -> None:
    set_week(world, minutes=[0] * 7, focus_minutes=0)
    row = next(row for row in queries.load(today=TODAY, count=2).rows if row.worker.id == world.engineer.pk)
    assert [cell.free for cell in row.cells] == [0, 0]


def test_two_who_change_the_same_week(world: World) -> None:
    set_week(world, seen_version=0)
    with pytest.raises(Conflict):
        set_week(world, "leader", focus_minutes=0, seen_version=0)
    assert WorkingWeek.objects.get().focus_minutes == 4 * HOUR


def test_holidays_and_leave_take_time_away(world: World) -> None:
    set_week(world, focus_minutes=0)  # Thursday, 2 April 2026 is a holiday in Norway, and so is Good Friday
    holy = queries.calendars([world.engineer.pk], first=TODAY, last=TODAY + 60 * DAY)[world.engineer.pk]
    assert holy.week_minutes(TODAY + 28 * DAY) == 3 * 8 * HOUR
    add_leave(world, 7, 8)
    away = queries.calendars([world.engineer.pk], first=TODAY, last=TODAY + 60 * DAY)[world.engineer.pk]
    assert away.week_minutes(TODAY + 7 * DAY) == 3 * 8 * HOUR


def test_leave_does_not_overlap_leave(world: World) -> None:
    leave = add_leave(world, 10, 14)
    for first, last in ((14, 20), (1, 10), (11, 12), (1, 30)):
        with pytest.raises(Invalid) as problem:
            add_leave(world, first, last)
        assert "stands there already" in str(problem.value.fields["first_on"])
    add_leave(world, 15, 15)
    with pytest.raises(Invalid):
        add_leave(world, 30, 29)
    actions.remove_leave(by=world.viewer("leader"), at=NOW, person_id=world.engineer.pk, leave_id=leave.pk)
    add_leave(world, 12, 14)
    with pytest.raises(NotThere):
        actions.remove_leave(by=world.viewer("leader"), at=NOW, person_id=world.owner.pk, leave_id=leave.pk)
    with pytest.raises(NotAllowed):
        add_leave(world, 40, 41, who="owner")


def skill(world: World, name: str = "Radio") -> Skill:
    return actions.make_skill(by=world.viewer("engineer"), at=NOW, name=name, about="Out of cellars")


def test_naming_skills(world: World) -> None:
    radio = skill(world)
    for name in ("Radio", " RADIO ", "Rádio"):
        with pytest.raises(Invalid):
            skill(world, name)
    with pytest.raises(Invalid):
        skill(world, "  ")
    with pytest.raises(NotAllowed):
        actions.make_skill(by=world.viewer("owner"), at=NOW, name="Golf")
    actions.rename_skill(by=world.viewer("leader"), at=NOW, skill_id=radio.pk, name="Radio links", about="")
    assert skill_named("radio LINKS") == radio.pk
    assert skill_named("") is None
    actions.remove_skill(by=world.viewer("engineer"), at=NOW, skill_id=radio.pk)
    assert not Skill.objects.exists()


def test_what_somebody_can(world: World) -> None:
    radio = skill(world)
    call: dict[str, Any] = {"at": NOW, "person_id": world.engineer.pk, "skill_id": radio.pk}
    actions.set_skill(by=world.viewer("engineer"), **call, level=2, wants=False)
    assert queries.levels([world.engineer.pk]) == {world.engineer.pk: {radio.pk: 2}}
    with pytest.raises(Refused, match="People have this skill"):
        actions.remove_skill(by=world.viewer("engineer"), at=NOW, skill_id=radio.pk)
    with pytest.raises(Invalid):
        actions.set_skill(by=world.viewer("engineer"), **call, level=4, wants=False)
    with pytest.raises(NotAllowed):
        actions.set_skill(by=world.viewer("owner"), **call, level=3, wants=False)
    actions.set_skill(by=world.viewer("engineer"), **call, level=None, wants=True)
    assert queries.wanted([world.engineer.pk]) == {world.engineer.pk: frozenset({radio.pk})}
    actions.set_skill(by=world.viewer("engineer"), **call, level=None, wants=False)
    assert not PersonSkill.objects.exists()


def test_a_skill_that_work_needs_stays(world: World) -> None:
    radio = skill(world)
    actions.register_work(at=NOW, kind=WorkKind.CHUNK, thing_id=1, minutes=(60, 60, 60), skill_id=radio.pk)
    with pytest.raises(Refused, match="Work needs this skill"):
        actions.remove_skill(by=world.viewer("engineer"), at=NOW, skill_id=radio.pk)


def test_work_keeps_the_place_it_came_to_first(world: World) -> None:
    call: dict[str, Any] = {"kind": WorkKind.CHUNK, "thing_id": 7, "minutes": (60, 120, 240)}
    actions.register_work(at=NOW, **call)
    actions.register_work(at=NOW + DAY, **call, weight=250, person_id=world.engineer.pk)
    item = WorkItem.objects.get()
    assert (item.registered_at, item.weight, item.person_id) == (NOW, 100, world.engineer.pk)
    with pytest.raises(Invalid):
        actions.register_work(at=NOW, kind=WorkKind.CHUNK, thing_id=8, minutes=(0, 0, 0))
    actions.settle_work(kind=WorkKind.CHUNK, things=[7])
    assert not WorkItem.objects.exists()
