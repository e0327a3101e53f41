"""Skills, working weeks, leave and load as JSON. Times are whole minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from evener.capacity import actions, dates, queries
from evener.capacity.models import Absence, PersonSkill, Skill
from evener.capacity.rules import SHOWN_WEEKS, USUAL_WEEK, WorkKind
from evener.people.queries import person
from evener.rest.answers import answer, gone, list_of, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import LEFT_OUT, Day, Flag, Id, Line, Number, PathId, QueryId, Small, Word

routes = Routes("Capacity")

SKILL = ("id", "name", "about")
LEAVE = ("id", "first_on", "last_on")
COUNTRY = Field("", max_length=2, description="ISO 3166 code of the country whose holidays are kept.")
REGION = Field("", max_length=6, description="ISO 3166-2 code of a region of it.")


class SkillShown(Shown):
    id: int
    name: str
    about: str


class SkillList(ListOf[SkillShown]):
    pass


class NewSkill(Given):
    name: Word
    about: Line = ""


class SkillChange(Given):
    name: Word = LEFT_OUT
    about: Line = LEFT_OUT


class PersonSkillShown(Shown):
    skill_id: int
    name: str
    level: int | None = Field(description="1 with help, 2 alone, 3 teaches it; null: wants to learn it.")
    wants: bool


class PersonSkillList(ListOf[PersonSkillShown]):
    pass


class PersonSkillGiven(Given):
    level: Small | None = Field(description="1 with help, 2 alone, 3 teaches it; null: none of it.")
    wants: Flag = Field(False, description="Wants to learn it.")


class WeekShown(Shown):
    minutes: list[int] = Field(description="Of Monday to Sunday.")
    focus_minutes: int = Field(description="Of a week, kept free of requests.")
    country: str
    region: str
    version: int = Field(description="0: the usual week, nothing was said.")


class WeekGiven(Given):
    minutes: list[Number] = Field(min_length=7, max_length=7, description="Of Monday to Sunday.")
    focus_minutes: Number = 0
    country: Word = COUNTRY
    region: Word = REGION
    version: Number | None = Field(default_factory=lambda: None, description="Refused when it is another by now.")


class LeaveShown(Shown):
    id: int
    first_on: date
    last_on: date


class LeaveList(ListOf[LeaveShown]):
    pass


class NewLeave(Given):
    first_on: Day
    last_on: Day


class CellShown(Shown):
    week: date = Field(description="Its Monday.")
    load_minutes: int = Field(description="Expected work.")
    free_minutes: int = Field(description="What can be planned.")


class LoadRowShown(Shown):
    person_id: int
    name: str
    weeks: list[CellShown]


class LoadShown(ListOf[LoadRowShown]):
    pass


class BeforeShown(Shown):
    kind: WorkKind
    title: str | None = Field(description="Null where you may not see it.")
    hours: float = Field(description="Expected, its chance counted in.")


class PointShown(Shown):
    day: date
    chance: float


class DateShown(Shown):
    """When work is done. Chances are from 0 to 1; `docs/algorithms/dates.md` says how they are made."""

    skill: str
    due_on: date | None
    cannot: str = Field(description="Why nothing can be told; empty where it can.")
    p50: date | None = Field(description="Met in half of all cases; null: not within two years.")
    p85: date | None
    chance: float | None = Field(description="Of being done by `due_on`, the day included.")
    beyond: float = Field(description="Share of cases not done within two years.")
    hours: float = Field(description="Expected hours of the work itself.")
    before_count: int
    before_hours: float
    before: list[BeforeShown] = Field(description="What takes the most of what stands before it, at most ten.")
    people: int = Field(description="Who has the skill.")
    week_hours: float = Field(description="Hours these people have for it in a usual week.")
    share: float = Field(description="Of their time; the rest goes to what else waits for them.")
    ratio_tasks: int = Field(description="Finished tasks here that the ratios come from; 0: another firm's.")
    curve: list[PointShown]


class DateAsked(Given):
    """A rough estimate, asked before anything is written down."""

    skill_id: Id
    low: Number = Field(description="Minutes with 10 %.")
    likely: Number = Field(description="Minutes as likely as not; at most 20,000 hours.")
    high: Number = Field(description="Minutes with 90 %.")
    due_on: Day | None = Field(default_factory=lambda: None, description="The day that would be promised.")


class LoadAsked(BaseModel):
    team_id: QueryId | None = None


@routes.on("GET", "/skills", gives=SkillList, summary="Every skill by name")
def skills(request: Call) -> HttpResponse:
    return list_of(list(Skill.objects.order_by("name", "id").values(*SKILL)))


@routes.on("POST", "/skills", gives=SkillShown, summary="Name a skill")
def create_skill(request: Call, body: NewSkill) -> HttpResponse:
    skill = actions.make_skill(by=request.viewer, at=request.at, name=body.name, about=body.about)
    return made(_skill(skill), at="/skills")


@routes.on("PATCH", "/skills/{skill_id}", gives=SkillShown, summary="Call a skill otherwise")
def change_skill(request: Call, skill_id: PathId, body: SkillChange) -> HttpResponse:
    now = _skill(queries.skill(skill_id)) | body.values()
    skill = actions.rename_skill(
        by=request.viewer, at=request.at, skill_id=skill_id, name=now["name"], about=now["about"]
    )
    return answer(_skill(skill))


@routes.on("DELETE", "/skills/{skill_id}", summary="Take away a skill nobody has and no work needs")
def remove_skill(request: Call, skill_id: PathId) -> HttpResponse:
    actions.remove_skill(by=request.viewer, at=request.at, skill_id=skill_id)
    return gone()


def _skill(skill: Skill) -> dict[str, Any]:
    return {name: getattr(skill, name) for name in SKILL}


@routes.on("GET", "/people/{person_id}/skills", gives=PersonSkillList, summary="What somebody can")
def skills_of_person(request: Call, person_id: PathId) -> HttpResponse:
    person(person_id)
    return list_of([_person_skill(row) for row in queries.skills_of(person_id)])


@routes.on("PUT", "/people/{person_id}/skills/{skill_id}", gives=PersonSkillList, summary="Say what somebody can")
def set_skill(request: Call, person_id: PathId, skill_id: PathId, body: PersonSkillGiven) -> HttpResponse:
    """One's own, or those of people one leads. Neither a level nor a wish takes it away."""
    actions.set_skill(
        by=request.viewer, at=request.at, person_id=person_id, skill_id=skill_id, level=body.level, wants=body.wants
    )
    return list_of([_person_skill(row) for row in queries.skills_of(person_id)])


def _person_skill(row: PersonSkill) -> dict[str, Any]:
    return {"skill_id": row.skill_id, "name": row.skill.name, "level": row.level, "wants": row.wants}


@routes.on("GET", "/people/{person_id}/week", gives=WeekShown, summary="Somebody's working week")
def week(request: Call, person_id: PathId) -> HttpResponse:
    person(person_id)
    return answer(_week(person_id))


@routes.on("PUT", "/people/{person_id}/week", gives=WeekShown, summary="Change a working week")
def set_week(request: Call, person_id: PathId, body: WeekGiven) -> HttpResponse:
    actions.set_week(
        by=request.viewer, at=request.at, person_id=person_id, minutes=body.minutes, focus_minutes=body.focus_minutes,
        country=body.country, region=body.region, seen_version=body.version,
    )  # fmt: skip
    return answer(_week(person_id))


def _week(person_id: int) -> dict[str, Any]:
    found = queries.week_of(person_id)
    if found is None:
        return {"minutes": list(USUAL_WEEK), "focus_minutes": 0, "country": "", "region": "", "version": 0}
    names = ("minutes", "focus_minutes", "country", "region", "version")
    return {name: getattr(found, name) for name in names}


@routes.on("GET", "/people/{person_id}/leave", gives=LeaveList, summary="Leave that is not over")
def leave(request: Call, person_id: PathId) -> HttpResponse:
    person(person_id)
    return list_of([_leave(row) for row in queries.leave_of(person_id, since=request.viewer.today(request.at))])


@routes.on("POST", "/people/{person_id}/leave", gives=LeaveShown, summary="Write down leave")
def create_leave(request: Call, person_id: PathId, body: NewLeave) -> HttpResponse:
    """Both days included."""
    row = actions.add_leave(
        by=request.viewer, at=request.at, person_id=person_id, first_on=body.first_on, last_on=body.last_on
    )
    return made(_leave(row), at=f"/people/{person_id}/leave")


@routes.on("DELETE", "/people/{person_id}/leave/{leave_id}", summary="Take leave off")
def remove_leave(request: Call, person_id: PathId, leave_id: PathId) -> HttpResponse:
    actions.remove_leave(by=request.viewer, at=request.at, person_id=person_id, leave_id=leave_id)
    return gone()


def _leave(row: Absence) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LEAVE}


@routes.on("GET", "/load", gives=LoadShown, summary="Who is how busy, by week")
def load(request: Call, asked: Query[LoadAsked]) -> HttpResponse:
    """Expected work and the time that can be planned, for twelve weeks from this one."""
    found = queries.load(today=request.viewer.today(request.at), count=SHOWN_WEEKS, team_id=asked.team_id)
    return list_of(
        [
            {
                "person_id": row.worker.id,
                "name": row.worker.name,
                "weeks": [
                    {"week": week, "load_minutes": round(cell.load), "free_minutes": cell.free}
                    for week, cell in zip(found.weeks, row.cells, strict=True)
                ],
            }
            for row in found.rows
        ]
    )


@routes.on("POST", "/capacity/date", gives=DateShown, status=200, summary="Can we promise this date?")
def date_asked(request: Call, body: DateAsked) -> HttpResponse:
    """When work of this size would be done behind everything that waits. Nothing is written and nothing is moved."""
    found = dates.can_we(
        request.viewer,
        today=request.viewer.today(request.at),
        minutes=(body.low, body.likely, body.high),
        skill_id=body.skill_id,
        due_on=body.due_on,
    )
    return answer(date_shown(found))


def date_shown(found: dates.DateAnswer) -> dict[str, Any]:
    """As `DateShown` has it."""
    names = ("skill", "due_on", "p50", "p85", "chance", "beyond", "hours", "before_count", "before_hours")
    return {name: getattr(found, name) for name in names} | {
        "cannot": str(found.cannot),
        "before": [
            {"kind": each.kind, "title": each.titled.title if each.titled else None, "hours": each.hours}
            for each in found.before
        ],
        "people": found.pool.people if found.pool else 0,
        "week_hours": found.pool.week_hours if found.pool else 0.0,
        "share": found.pool.share if found.pool else 0.0,
        "ratio_tasks": found.tasks,
        "curve": [{"day": day, "chance": chance} for day, chance in found.curve],
    }
