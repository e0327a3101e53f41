"""Reading calendars, skills, leave and load. Everybody here may know who is busy; what with is named only to those who
may see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.capacity.asks import Titled
from evener.capacity.calendars import holidays_between
from evener.capacity.models import Absence, PersonSkill, Skill, WorkingWeek, WorkItem
from evener.capacity.rules import (
    LEVEL_NAMES,
    WORKING_ROLES,
    Ahead,
    Calendar,
    Leave,
    Span,
    WorkKind,
    expected_minutes,
    spread,
    weeks_from,
)
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import NotThere, Text

# How far calendars are read: load is seldom spread further.
AHEAD = timedelta(days=7 * 26)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who does engineering work."""

    id: int
    name: str
    team_id: int | None
    team: str
    time_zone: str


def workers(*, team_id: int | None = None) -> list[Worker]:
    """Active engineers and delivery people, and whoever has a skill or work; by name. One query."""
    has = Q(role__in=[role.value for role in WORKING_ROLES]) | Q(id__in=PersonSkill.objects.values("person_id"))
    has |= Q(id__in=WorkItem.objects.filter(person__isnull=False).values("person_id"))
    rows = User.objects.filter(has, is_active=True).order_by("name", "id")
    if team_id is not None:
        rows = rows.filter(team__path__contains=f"/{team_id}/")
    found = rows.values_list("id", "name", "team_id", "team__name", "time_zone")
    return [Worker(id, name, team, team_name or "", zone) for id, name, team, team_name, zone in found]


def calendars(ids: Collection[int], *, first: date, last: date, leave: bool = True) -> dict[int, Calendar]:
    """The calendars of people from `first` to `last`, by id. Two queries; without `leave` one."""
    weeks = {week.person_id: week for week in WorkingWeek.objects.filter(person_id__in=ids)}
    leaves = _leaves(ids, first=first, last=last) if leave else {}
    return {id: _calendar(weeks.get(id), leaves.get(id, ()), first=first, last=last) for id in ids}


def _leaves(ids: Collection[int], *, first: date, last: date) -> dict[int, list[Leave]]:
    found: dict[int, list[Leave]] = defaultdict(list)
    away = Absence.objects.filter(person_id__in=ids, last_on__gte=first, first_on__lte=last)
    for person_id, begins, ends in away.values_list("person_id", "first_on", "last_on"):
        found[person_id].append(Leave(begins, ends))
    return found


def _calendar(week: WorkingWeek | None, leaves: Iterable[Leave], *, first: date, last: date) -> Calendar:
    if week is None:
        return Calendar(leaves=tuple(leaves))
    return Calendar(
        week=tuple(week.minutes),
        focus=week.focus_minutes,
        holidays=holidays_between(week.country, week.region, first, last),
        leaves=tuple(leaves),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One person in one week, in minutes."""

    load: float
    free: int


@dataclass(frozen=True, slots=True)
class LoadRow:
    worker: Worker
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Everybody's weeks, and the work that waits for somebody, by skill (None: no skill is named)."""

    weeks: tuple[date, ...]
    rows: tuple[LoadRow, ...]
    waiting: tuple[tuple[str, tuple[float, ...]], ...]


def load(*, today: date, count: int, team_id: int | None = None) -> Load:
    """The load of everybody over `count` weeks. Four queries."""
    weeks = weeks_from(today, count)
    people = workers(team_id=team_id)
    known = calendars([worker.id for worker in people], first=weeks[0], last=weeks[0] + AHEAD)
    ahead = {id: Ahead(calendar, weeks[0]) for id, calendar in known.items()}
    usual = Ahead(Calendar(), weeks[0])
    loads: dict[int, list[float]] = {worker.id: [0.0] * count for worker in people}
    waiting: dict[str, list[float]] = {}
    for item in _spans():
        if item.person_id is None:
            _add(waiting.setdefault(item.skill, [0.0] * count), spread(item.span, usual, today=today, weeks=weeks))
        elif item.person_id in loads:
            _add(loads[item.person_id], spread(item.span, ahead[item.person_id], today=today, weeks=weeks))
    rows = tuple(
        LoadRow(
            worker,
            tuple(
                Cell(minutes, known[worker.id].week_minutes(week))
                for minutes, week in zip(loads[worker.id], weeks, strict=True)
            ),
        )
        for worker in people
    )
    return Load(tuple(weeks), rows, tuple((name, tuple(sums)) for name, sums in sorted(waiting.items())))


def _add(sums: list[float], more: Sequence[float]) -> None:
    for index, minutes in enumerate(more):
        sums[index] += minutes


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of registered work."""

    kind: str
    thing_id: int
    person_id: int | None
    skill: str
    span: Span


def _spans(condition: Q | None = None) -> list[Item]:
    rows = WorkItem.objects.filter(condition) if condition is not None else WorkItem.objects.all()
    return [
        Item(kind, thing, person, skill or "", Span(expected_minutes(low, likely, high), weight, starts, due))
        for kind, thing, person, skill, low, likely, high, weight, starts, due in rows.values_list(
            "kind", "thing_id", "person_id", "skill__name", "low_minutes", "likely_minutes", "high_minutes", "weight",
            "starts_on", "due_on",
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A piece of work behind a cell: its minutes in that week, and what it is where the viewer may know."""

    kind: WorkKind
    minutes: float
    weight: int
    due_on: date | None
    titled: Titled | None


def behind(viewer: Viewer, *, person_id: int, today: date, week: date) -> list[Named]:
    """What fills somebody's week, the most first. What the viewer may not see has no name."""
    begin = min(week, today)
    calendar = calendars([person_id], first=begin, last=begin + AHEAD)[person_id]
    ahead = Ahead(calendar, begin)
    found = [(item, spread(item.span, ahead, today=today, weeks=[week])[0]) for item in _spans(Q(person_id=person_id))]
    found = [(item, minutes) for item, minutes in found if minutes >= 0.5]
    names = titles(viewer, [(item.kind, item.thing_id) for item, _minutes in found])
    named = [
        Named(
            WorkKind(item.kind), minutes, item.span.weight, item.span.due_on, names.get((item.kind, item.thing_id))
        )
        for item, minutes in found
    ]  # fmt: skip
    return sorted(named, key=lambda each: (-each.minutes, each.titled.title if each.titled else ""))


def titles(viewer: Viewer, things: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Titled]:
    """What the rooms above call these things, as far as the viewer may see them."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, id in things:
        by_kind[kind].append(id)
    found: dict[tuple[str, int], Titled] = {}
    for kind, ids in by_kind.items():
        for ask in answers("capacity.titles"):
            found |= {(kind, id): titled for id, titled in ask(viewer=viewer, kind=kind, ids=ids).items()}
    return found


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill, how many can do it at each level, and how many want to learn it."""

    id: int
    name: str
    about: str
    levels: tuple[int, int, int]
    wants: int

    @property
    def named(self) -> list[tuple[Text, int]]:
        """The counts with what they count, as the columns of the page."""
        able = [(name, self.levels[level - 1]) for level, name in LEVEL_NAMES.items()]
        return [*able, (_("Want to learn it"), self.wants)]


def skills() -> list[SkillRow]:
    """Every skill by name with who has it counted. One query."""
    able = {f"at_{level}": Count("people", filter=Q(people__level=level)) for level in (1, 2, 3)}
    rows = Skill.objects.annotate(**able, wanted=Count("people", filter=Q(people__wants=True))).order_by("name", "id")
    values = rows.values_list("id", "name", "about", "at_1", "at_2", "at_3", "wanted")
    return [SkillRow(id, name, about, (one, two, three), wanted) for id, name, about, one, two, three, wanted in values]


def skill(id: int) -> Skill:
    found = Skill.objects.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such skill."))
    return found


def skill_names() -> list[tuple[int, str]]:
    """Every skill by name."""
    return list(Skill.objects.order_by("name", "id").values_list("id", "name"))


def skills_of(person_id: int) -> list[PersonSkill]:
    """What somebody can and wants to learn, by name."""
    return list(PersonSkill.objects.filter(person_id=person_id).select_related("skill").order_by("skill__name"))


def levels(ids: Collection[int]) -> dict[int, dict[int, int]]:
    """The levels of people by skill: `{person: {skill: level}}`."""
    found: dict[int, dict[int, int]] = {id: {} for id in ids}
    rows = PersonSkill.objects.filter(person_id__in=ids, level__isnull=False)
    for person, skill_id, level in rows.values_list("person_id", "skill_id", "level"):
        found[person][skill_id] = level or 0
    return found


def wanted(ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The skills people want to learn: `{person: {skill, …}}`."""
    found: dict[int, set[int]] = {id: set() for id in ids}
    rows = PersonSkill.objects.filter(person_id__in=ids, wants=True)
    for person, skill_id in rows.values_list("person_id", "skill_id"):
        found[person].add(skill_id)
    return {id: frozenset(wished) for id, wished in found.items()}


def week_of(person_id: int) -> WorkingWeek | None:
    return WorkingWeek.objects.filter(person_id=person_id).first()


def leave_of(person_id: int, *, since: date) -> list[Absence]:
    """Leave that has not ended before `since`, the next first."""
    return list(Absence.objects.filter(person_id=person_id, last_on__gte=since).order_by("first_on", "id")[:100])


def committed(ids: Collection[int], *, today: date, weeks: Sequence[date]) -> dict[int, list[float]]:
    """Minutes of each week that work already takes from people. Three queries."""
    known = calendars(ids, first=weeks[0], last=weeks[0] + AHEAD)
    ahead = {id: Ahead(calendar, weeks[0]) for id, calendar in known.items()}
    sums = {id: [0.0] * len(weeks) for id in ids}
    for item in _spans(Q(person_id__in=ids)):
        if item.person_id is not None:
            _add(sums[item.person_id], spread(item.span, ahead[item.person_id], today=today, weeks=weeks))
    return sums


def weights(kind: WorkKind, things: Collection[int]) -> dict[int, int]:
    """The chance in percent that registered work is needed, by thing; what is not registered is missing."""
    rows = WorkItem.objects.filter(kind=kind, thing_id__in=things)
    return dict(rows.values_list("thing_id", "weight"))


def without_skill(kind: WorkKind, *, limit: int = 500) -> list[int]:
    """The things whose work names no skill, the first registered first."""
    rows = WorkItem.objects.filter(kind=kind, skill=None).order_by("registered_at", "id")
    return list(rows.values_list("thing_id", flat=True)[:limit])
