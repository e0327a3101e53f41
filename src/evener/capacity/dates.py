"""Can we promise this date? The engine's question, made of the calendars, skills and work there are.

`docs/algorithms/dates.md` tells how pools are made of people and what is simplified.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, FloatField, Q, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from evener.capacity import queries
from evener.capacity.asks import Titled
from evener.capacity.models import PersonSkill, RatioRecord, Skill, WorkItem
from evener.capacity.rules import DAY, HOUR, Ahead, Level, WorkKind, effort_faults
from evener.lazily import lazily
from evener.people.rules import Viewer
from evener.problems import Invalid, Text

if TYPE_CHECKING:
    from evener.capacity.engine import dates, estimates, faults, pools, queues
else:
    dates = lazily("evener.capacity.engine.dates")
    estimates = lazily("evener.capacity.engine.estimates")
    faults = lazily("evener.capacity.engine.faults")
    pools = lazily("evener.capacity.engine.pools")
    queues = lazily("evener.capacity.engine.queues")

# How far it is looked: two years and a day.
HORIZON = 731
# Of what stands before it, so many are named: those that take the most.
NAMED = 10
# A usual week is the mean of so many.
USUAL = 12
ASKED = "asked"
# Of registered work, in the order `_queue` reads it.
QUEUED = (
    "kind", "thing_id", "low_minutes", "likely_minutes", "high_minutes", "weight", "starts_on", "registered_at", "id",
)  # fmt: skip

Minutes = tuple[int, int, int]
Thing = tuple[WorkKind, int]


@dataclass(frozen=True, slots=True)
class Before:
    """Work that stands before the asked one. `hours`: expected, its chance counted in. Unnamed where it may not be
    seen.
    """

    kind: WorkKind
    hours: float
    titled: Titled | None


@dataclass(frozen=True, slots=True)
class Pool:
    """Who would do it: how many have the skill, their hours for it in a usual week, what share of their time that is
    (0 to 1, the rest goes to what else waits for them), and whether all need help.
    """

    people: int
    week_hours: float
    share: float
    with_help: bool


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """When the asked work is done. `cannot` says why nothing can be told; everything else is empty then.

    `p50`, `p85`: done by then in 50 and 85 of 100 cases; None: not within two years. `chance`: of `due_on`, the day
    included. `curve`: (day, chance), both rising. `hours`: expected of the asked work. `before`: what takes the most
    of what stands before it; `before_count` and `before_hours` are of all of it. `tasks`: how many finished tasks of
    the team's own the ratios come from; 0: the prior. `unskilled`: pieces of work that name neither skill nor person.
    """

    skill: str
    due_on: date | None
    p50: date | None = None
    p85: date | None = None
    chance: float | None = None
    curve: tuple[tuple[date, float], ...] = ()
    beyond: float = 0.0
    hours: float = 0.0
    before: tuple[Before, ...] = ()
    before_count: int = 0
    before_hours: float = 0.0
    pool: Pool | None = None
    tasks: int = 0
    unskilled: int = 0
    cannot: Text = ""


def can_we(
    viewer: Viewer,
    *,
    today: date,
    minutes: Minutes,
    skill_id: int | None,
    due_on: date | None = None,
    thing: Thing | None = None,
) -> DateAnswer:
    """When work of `minutes` (low, likely, high) can be done by those who have the skill, and the chance of `due_on`.

    `thing`: what registered it; where it is registered, it stands in its own place, otherwise behind everything.
    Invalid where the effort is none. A constant number of queries; nothing is written.
    """
    wrong = effort_faults(*minutes)
    if wrong:
        raise Invalid(wrong)
    skill = Skill.objects.filter(id=skill_id or 0).values_list("name", flat=True).first()
    if skill_id is None or skill is None:
        return DateAnswer("", due_on, cannot=_("Choose the skill it needs: who has it decides how long it takes."))
    able = _able(skill_id)
    if not able.members:
        said = _("Nobody here has the skill “%(skill)s”. Say who has it, or ask for another skill.")
        return DateAnswer(skill, due_on, cannot=said % {"skill": skill})
    asked = _work(f"{thing[0]}:{thing[1]}" if thing else ASKED, skill_id, minutes)
    items, works = _queue(skill_id, today=today)
    waiting = _waiting(items.get(asked.id))
    waiting.skills[skill_id] = waiting.skills.get(skill_id, 0.0) + minutes[1] / HOUR
    pool = _pool(skill_id, able, waiting, today=today)
    model, tasks = ratios()
    try:
        found = dates.answer(
            pools=[pool],
            works=works,
            asked=asked,
            by_day=(due_on - today).days if due_on else None,
            model=model,
        )
    except faults.CannotTell as fault:
        return DateAnswer(skill, due_on, cannot=_reason(fault, skill=skill))
    return DateAnswer(
        skill=skill,
        due_on=due_on,
        p50=_day(today, found.p50),
        p85=_day(today, found.p85),
        chance=found.chance,
        curve=tuple((today + DAY * day, chance) for day, chance in found.curve),
        beyond=found.beyond,
        hours=found.hours,
        before=_before(viewer, found.ahead, items),
        before_count=len(found.ahead),
        before_hours=sum(each.hours for each in found.ahead),
        pool=Pool(
            len(able.members),
            float(pool.hours[: 7 * USUAL].sum()) / USUAL,
            pool.people / len(able.members),
            able.with_help,
        ),
        tasks=tasks,
        unskilled=waiting.unskilled,
    )


def ratios() -> tuple[estimates.RatioModel | None, int]:
    """What the team's own finished tasks taught, and how many they were; None and 0 before there were enough."""
    plain = RatioRecord.objects.values_list("model", flat=True).first()
    if plain is None:
        return None, 0
    model = estimates.RatioModel.of(plain)
    return model, model.tasks


@dataclass(frozen=True, slots=True)
class Line:
    """The queue of a skill as it stands: who does it, what waits in its order, and what estimates turned into here."""

    pool: queues.Pool
    works: list[queues.Work]
    model: estimates.RatioModel | None


def line_of(skill_id: int, *, today: date) -> Line | None:
    """None: nobody has the skill. Ids of works are `kind:thing`."""
    able = _able(skill_id)
    if not able.members:
        return None
    _items, works = _queue(skill_id, today=today)
    return Line(_pool(skill_id, able, _waiting(None), today=today), works, ratios()[0])


@dataclass(frozen=True, slots=True)
class _Able:
    """Who is in the pool of the asked skill, each with all their pools; and how large every pool is."""

    members: dict[int, frozenset[int]]
    sizes: dict[int, int]
    with_help: bool


def _able(skill_id: int) -> _Able:
    """In the pool of a skill is who can do it alone; where nobody can, who can with help."""
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    rows = PersonSkill.objects.filter(level__isnull=False, person__is_active=True)
    for skill, person, level in rows.values_list("skill_id", "person_id", "level"):
        levels[skill][person] = level or 0
    alone = {skill: {id for id, level in people.items() if level >= Level.ALONE} for skill, people in levels.items()}
    inside = {skill: alone[skill] or set(people) for skill, people in levels.items()}
    members = {
        person: frozenset(skill for skill, people in inside.items() if person in people)
        for person in sorted(inside.get(skill_id, ()))
    }
    return _Able(members, {skill: len(people) for skill, people in inside.items()}, not alone.get(skill_id))


@dataclass(slots=True)
class _Waiting:
    """Expected hours that wait, by skill; of work without a skill by its person; and how many works name neither."""

    skills: dict[int, float]
    people: dict[int, float]
    unskilled: int


def _waiting(asked: _Item | None) -> _Waiting:
    """What was registered before the asked work; everything, where that is not registered itself. So nothing that comes
    later takes anybody's time away from it, in whatever queue.
    """
    expected = (F("low_minutes") + 4 * F("likely_minutes") + F("high_minutes")) * F("weight")
    hours = Cast(Sum(expected), FloatField()) / (6 * 100 * HOUR)
    rows = WorkItem.objects.order_by()
    if asked is not None:
        at, id = asked.place
        rows = rows.filter(Q(registered_at__lt=at) | Q(registered_at=at, id__lt=id))
    skills = rows.filter(skill__isnull=False).values("skill_id").annotate(hours=hours)
    people = rows.filter(skill=None, person__isnull=False).values("person_id").annotate(hours=hours)
    return _Waiting(
        dict(skills.values_list("skill_id", "hours")),
        dict(people.values_list("person_id", "hours")),
        rows.filter(skill=None, person=None).count(),
    )


def _pool(skill_id: int, able: _Able, waiting: _Waiting, *, today: date) -> queues.Pool:
    """The pool, its people's hours shared out among everything that waits for them."""
    calendars = queries.calendars(list(able.members), first=today, last=today + DAY * HORIZON)
    people = [
        pools.Member(
            hours=[minutes / HOUR for minutes in Ahead(calendars[id], today, HORIZON).each_day(HORIZON)],
            skills=skills,
            own=waiting.people.get(id, 0.0),
        )
        for id, skills in able.members.items()
    ]
    each = {skill: hours / able.sizes[skill] for skill, hours in waiting.skills.items() if skill in able.sizes}
    return pools.pool_of(skill_id, people, waiting=each)


@dataclass(frozen=True, slots=True)
class _Item:
    """Registered work: what of, and its place in every queue."""

    kind: WorkKind
    thing_id: int
    place: tuple[datetime, int]


def _queue(skill_id: int, *, today: date) -> tuple[dict[str, _Item], list[queues.Work]]:
    """The work registered for a skill, whoever does it, in the order it came."""
    rows = WorkItem.objects.filter(skill_id=skill_id).order_by("registered_at", "id")
    items: dict[str, _Item] = {}
    works: list[queues.Work] = []
    for each in rows.values_list(*QUEUED):
        kind, thing_id, low, likely, high, weight, starts_on, at, row_id = each
        id = f"{kind}:{thing_id}"
        items[id] = _Item(WorkKind(kind), thing_id, (at, row_id))
        earliest = max(0, (starts_on - today).days) if starts_on else 0
        works.append(_work(id, skill_id, (low, likely, high), weight=weight / 100, earliest=earliest))
    return items, works


def _work(id: str, skill_id: int, minutes: Minutes, *, weight: float = 1.0, earliest: int = 0) -> queues.Work:
    low, likely, high = (each / HOUR for each in minutes)
    return queues.Work(id, str(skill_id), low, likely, high, weight=weight, earliest=earliest)


def _before(viewer: Viewer, ahead: Sequence[dates.Ahead], items: dict[str, _Item]) -> tuple[Before, ...]:
    """Those that take the most, the most first."""
    most = sorted(ahead, key=lambda each: -each.hours)[:NAMED]
    things = [items[each.id] for each in most]
    names = queries.titles(viewer, [(item.kind, item.thing_id) for item in things])
    return tuple(
        Before(item.kind, each.hours, names.get((item.kind, item.thing_id)))
        for each, item in zip(most, things, strict=True)
    )


def _day(today: date, day: int | None) -> date | None:
    return None if day is None else today + DAY * day


def _reason(fault: Exception, *, skill: str) -> Text:
    """What keeps the engine from an answer, and what to do about it."""
    if isinstance(fault, faults.NoHours):
        said = _(
            "Nobody with the skill “%(skill)s” has working time in the next two years. Look at their weeks and leave."
        )
    elif isinstance(fault, faults.BadCalendar):
        said = _("A working week of somebody with the skill “%(skill)s” cannot be: look at the hours of their days.")
    elif isinstance(fault, faults.Cycle):
        said = _("Work for the skill “%(skill)s” waits in a circle, each for the next. Take one of them out.")
    elif isinstance(fault, faults.NoSuchPool):
        said = _("Nobody here has the skill “%(skill)s”.")
    else:
        said = _("Work for the skill “%(skill)s” is registered with hours that cannot be. Look at the load.")
    return said % {"skill": skill}
