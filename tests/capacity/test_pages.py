"""Load, weeks, leave and skills in a browser without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest

from evener.capacity import actions
from evener.capacity.export import tables
from evener.capacity.forms import DAYS, WeekForm
from evener.capacity.models import Absence, PersonSkill, Skill, WorkingWeek
from evener.deals.actions import change_deal, close_deal, reopen_deal
from evener.deals.rules import Closing, Outcome
from evener.engineering import actions as requests
from evener.engineering.titles import titles
from evener.people.rules import Viewer
from tests.deals.web import part, post, signed_in, words
from tests.engineering.asked import DAY, HOUR, a_kind, asked
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
WEEK = {**dict.fromkeys(DAYS[:5], "8"), "sat": "0", "sun": "0", "focus_minutes": "0", "version": "0"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + HOUR)


def person(world: World, path: str = "") -> str:
    return f"/capacity/people/{world.engineer.pk}/{path}"


def accepted(world: World, **changes: Any) -> Any:
    row = asked(world, **changes)
    return requests.accept(by=world.viewer("engineer"), at=NOW, request_id=row.pk)


def test_a_cell_leads_to_the_work_behind_it(world: World) -> None:
    accepted(world, needed_by=TODAY + 4 * DAY)
    asked(world)
    client = signed_in(world.owner)
    source = part(client.get("/capacity/"), "results")
    cell = re.search(r'<td class="heat heat-1"><a href="([^"]+)#week-work"', source)
    assert cell, "a little over four of forty hours"
    assert "Waiting for somebody, in hours" in words(client.get("/capacity/"))
    shown = words(client.get(cell.group(1).replace("&amp;", "&")))
    assert f"{a_kind().name}: Whether we are on the short list Pump monitoring" in shown
    assert "4.3 h of expected work, 40 h that can be planned." in shown
    assert "Nothing is registered for this week." in words(client.get(f"{person(world)}?week=2026-05-04"))
    assert client.get(f"{person(world)}?week=nonsense").status_code == 200


def test_work_on_a_confidential_deal_counts_without_a_name(world: World) -> None:
    accepted(world, needed_by=TODAY + 4 * DAY)
    values: dict[str, Any] = {"values": {"confidential": True}, "seen_version": None}
    change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, **values)
    hidden = words(signed_in(world.outsider).get(person(world)))
    assert "4.3 h of expected work" in hidden and "Work you may not see" in hidden
    assert "short list" not in hidden and "Pump monitoring" not in hidden
    assert "short list" in words(signed_in(world.teammate).get(person(world)))


def test_work_goes_when_its_deal_closes_and_comes_back(world: World) -> None:
    accepted(world, needed_by=TODAY + 4 * DAY)
    by = {"by": world.viewer("leader"), "at": NOW, "deal_id": world.deal.pk}
    close_deal(**by, closing=Closing(Outcome.LOST, "price", "", TODAY))  # type: ignore[arg-type]
    client = signed_in(world.owner)
    assert "0 h of expected work" in words(client.get(person(world)))
    reopen_deal(**by, reason="They called")  # type: ignore[arg-type]
    assert "4.3 h of expected work" in words(client.get(person(world)))


def test_a_week_is_kept_and_what_is_wrong_is_said(world: World) -> None:
    client = signed_in(world.engineer)
    wrong = post(client, person(world, "week/"), **{**WEEK, "mon": "25"})
    assert wrong.status_code == 422
    assert "A day has between 0 and 24 hours." in words(wrong)
    assert 'value="25"' in wrong.content.decode()
    text = post(client, person(world, "week/"), **{**WEEK, "tue": "eight"})
    assert text.status_code == 422 and "Write hours as 8 or 7.5." in words(text)
    assert 'value="eight"' in text.content.decode()
    region = post(client, person(world, "week/"), **WEEK, country="NO", region="QQ")
    assert "This country has no such region." in words(region)
    unknown = post(client, person(world, "week/"), **WEEK, country="XX")
    assert unknown.status_code == 422 and not WorkingWeek.objects.exists()
    post(client, person(world, "week/"), **{**WEEK, "fri": "4,5"}, country="NO")
    week = WorkingWeek.objects.get()
    assert (week.minutes, week.country) == ([480] * 4 + [270, 0, 0], "NO")
    again = post(client, person(world, "week/"), **WEEK)
    assert again.status_code == 409
    assert "Somebody changed this week while you were at it." in words(again)
    assert post(signed_in(world.owner), person(world, "week/"), **WEEK).status_code == 403


def test_countries_stand_by_their_names(world: World) -> None:
    names = [str(name) for _code, name in WeekForm(week=None).fields["country"].choices]  # type: ignore[attr-defined]
    assert names[0] == "Nowhere"
    assert "Norway" in names and "Åland Islands" in names
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Norway")


def test_leave_is_kept_and_what_is_wrong_is_said(world: World) -> None:
    client = signed_in(world.engineer)
    wrong = post(client, person(world, "leave/"), first_on="2026-03-20", last_on="2026-03-19")
    assert wrong.status_code == 422
    assert "Leave ends on the day it begins, or later." in words(wrong)
    assert 'value="2026-03-20"' in wrong.content.decode()
    post(client, person(world, "leave/"), first_on="2026-03-20", last_on="2026-03-24")
    over = post(client, person(world, "leave/"), first_on="2026-03-24", last_on="2026-03-30")
    assert over.status_code == 422 and "stands there already" in words(over)
    leave = Absence.objects.get()
    assert "20 Mar – 24 Mar" in words(client.get(person(world)))
    post(client, person(world, f"leave/{leave.pk}/remove/"))
    assert not Absence.objects.exists()


def test_skills_are_named_and_had(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.engineer)
    assert "No skill has a name yet" in words(client.get("/capacity/skills/"))
    empty = post(client, "/capacity/skills/", name="", about="Cellars")
    assert empty.status_code == 422 and "Give the skill a name." in words(empty)
    assert 'value="Cellars"' in empty.content.decode()
    for name in ("Radio", "Data"):
        post(client, "/capacity/skills/", name=name)
        with stored_queries("skills"):
            client.get("/capacity/skills/")
    radio = Skill.objects.get(name="Radio")
    twice = post(client, f"/capacity/skills/{radio.pk}/", name="Data")
    assert twice.status_code == 422 and "There is a skill of this name." in words(twice)
    nothing = post(client, person(world, "skill/"), skill_id="", level="2")
    assert nothing.status_code == 422
    post(client, person(world, "skill/"), skill_id=str(radio.pk), level="3", wants="")
    assert PersonSkill.objects.get().level == 3
    assert "Radio Teaches it" in words(client.get(person(world)))
    assert "People have this skill." in words(post(client, f"/capacity/skills/{radio.pk}/remove/"))
    assert signed_in(world.owner).get(f"/capacity/skills/{radio.pk}/").status_code == 403


def test_load_and_person_take_as_many_statements_however_much_there_is(
    world: World, stored_queries: StoredQueries
) -> None:
    client, who = signed_in(world.owner), world.viewer("engineer")
    client.get("/capacity/")
    for number in range(3):
        accepted(world)
        asked(world)
        call: dict[str, Any] = {"by": who, "at": NOW, "person_id": world.engineer.pk}
        actions.add_leave(**call, first_on=TODAY + 30 * number * DAY, last_on=TODAY + 30 * number * DAY)
        if number:
            with stored_queries("load"):
                client.get("/capacity/")
            with stored_queries("person's load"):
                client.get(person(world))


def test_the_load_of_a_team(world: World) -> None:
    client = signed_in(world.owner)
    assert "Egon Engineer" in part(client.get(f"/capacity/?team={world.north.pk}"), "results")
    assert "Nobody does engineering work here yet" in words(client.get(f"/capacity/?team={world.south.pk}"))


def test_every_table_of_the_room_is_exported() -> None:
    assert [table.name for table in tables()] == ["skills", "people_skills", "working_weeks", "leave", "work"]


def test_titles_are_for_those_who_may_see(world: World) -> None:
    row = accepted(world)
    viewer: Viewer = world.viewer("outsider")
    assert titles(viewer=viewer, kind="request", ids=[row.pk])[row.pk].deal == "Pump monitoring"
    assert titles(viewer=viewer, kind="chunk", ids=[row.pk]) == {}
