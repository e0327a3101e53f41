"""From the rows to the engine and back: who could do what, the proposal that comes of it, what of it still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from evener.capacity import queries as capacity
from evener.capacity.rules import DAY, HOUR, Ahead, expected_minutes, weeks_from
from evener.deals.models import Deal, DealMember
from evener.engineering import triage
from evener.engineering.models import Proposal, Request
from evener.engineering.queries import Queued, needs, queue
from evener.engineering.rules import RequestState
from evener.evaluations.models import Evaluation
from evener.evaluations.queries import running_by_person
from evener.lazily import lazily
from evener.people.models import User
from evener.people.rules import Viewer

if TYPE_CHECKING:
    from evener.capacity.engine import assignment as engine
else:
    engine = lazily("evener.capacity.engine.assignment")

# How far ahead work is handed out, in weeks.
HORIZON = 12
# How well somebody knows a deal: who leads it technically, and who is on its team.
LEADS, WORKS = 1.0, 0.6


@dataclass(frozen=True, slots=True)
class Given:
    """What a proposal is made from."""

    people: Sequence[engine.Person]
    jobs: Sequence[engine.Job]
    versions: Mapping[int, int]


def gather(viewer: Viewer, *, at: datetime) -> Given:
    """Everybody who does engineering work, and every request in the queue as the viewer sees it. A dozen queries."""
    today = viewer.today(at)
    rows = queue(viewer)
    return Given(
        people=_people(today=today, at=at), jobs=_jobs(rows, today=today, at=at),
        versions={row.id: row.version for row in rows},
    )  # fmt: skip


def _people(*, today: date, at: datetime) -> list[engine.Person]:
    workers = capacity.workers()
    ids = [worker.id for worker in workers]
    free = free_hours(ids, today=today)
    levels, wanted = capacity.levels(ids), capacity.wanted(ids)
    running, deals = running_by_person(), _deals(ids)
    return [
        engine.Person(
            id=worker.id,
            name=worker.name,
            skills=levels[worker.id],
            free=free[worker.id],
            utc_offset=offset(worker.time_zone, at),
            deals=deals[worker.id],
            evaluations=running.get(worker.id, 0),
            learning=wanted[worker.id],
        )
        for worker in workers
    ]


def free_hours(ids: Collection[int], *, today: date) -> dict[int, tuple[float, ...]]:
    """Hours of each week that nothing takes yet; of this week, those from today on."""
    weeks = weeks_from(today, HORIZON)
    known = capacity.calendars(ids, first=weeks[0], last=weeks[0] + capacity.AHEAD)
    taken = capacity.committed(ids, today=today, weeks=weeks)
    found = {}
    for id, calendar in known.items():
        ahead = Ahead(calendar, weeks[0])
        there = [ahead.between(max(week, today), week + 6 * DAY) for week in weeks]
        found[id] = tuple((have - used) / HOUR for have, used in zip(there, taken[id], strict=True))
    return found


def _deals(ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The deals people do something on now: accepted requests and evaluations that have not ended."""
    found: dict[int, set[int]] = {id: set() for id in ids}
    accepted = Request.objects.filter(person_id__in=ids, state=RequestState.ACCEPTED, waiting=True)
    evaluations = Evaluation.objects.filter(owner_id__in=ids, waiting=True)
    pairs = [*accepted.values_list("person_id", "deal_id"), *evaluations.values_list("owner_id", "deal_id")]
    for person, deal in pairs:
        found[person or 0].add(deal)
    return {id: frozenset(deals) for id, deals in found.items()}


def _jobs(rows: Sequence[Queued], *, today: date, at: datetime) -> list[engine.Job]:
    skills, known = needs([row.id for row in rows]), _known({row.deal_id for row in rows})
    zones = dict(Deal.objects.filter(id__in={row.deal_id for row in rows}).values_list("id", "owner__time_zone"))
    kinds = dict(Request.objects.filter(id__in=[row.id for row in rows]).values_list("id", "kind__is_evaluation"))
    worth = {each.row.id: each.place.worth.relative for each in triage.order(rows, today=today)}
    jobs = []
    for row in rows:
        hours = expected_minutes(row.low, row.likely, row.high) / HOUR
        jobs.append(
            engine.Job(
                id=row.id,
                title=f"{row.kind}: {row.decides}",
                hours=hours,
                due=_week(row.needed_by, today=today),
                value=worth[row.id] * hours,
                skills={need.skill_id: need.level for need in skills[row.id]},
                deal=row.deal_id,
                is_evaluation=kinds[row.id],
                utc_offset=offset(zones[row.deal_id], at),
                known=known[row.deal_id],
            )
        )
    return jobs


def _week(day: date, *, today: date) -> int:
    """The week a day lies in, this one is 0. What is late already is due this week: it is wanted all the same."""
    first = weeks_from(today, 1)[0]
    return max(0, (day - first) // timedelta(days=7))


def _known(deals: Collection[int]) -> dict[int, dict[int, float]]:
    """Who knows which deal how well."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for deal, user in DealMember.objects.filter(deal_id__in=deals).values_list("deal_id", "user_id"):
        found[deal][user] = WORKS
    for deal, user_id in Deal.objects.filter(id__in=deals).values_list("id", "lead_engineer_id"):
        if user_id:
            found[deal][user_id] = LEADS
    return found


def offset(zone: str, at: datetime) -> int:
    """Minutes east of UTC."""
    delta = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(delta.total_seconds() // 60) if delta else 0


def compute(
    given: Given,
    *,
    earlier: Mapping[str, Any] | None,
    progress: Callable[[float, float], None],
    should_stop: Callable[[], bool],
) -> dict[str, Any]:
    """The engine's answer as it is kept: plain JSON. `progress` hears the gap and the seconds so far."""

    def told(each: engine.Progress) -> None:
        progress(each.gap, each.seconds)

    if earlier:
        search = engine.Search(seconds=0.8, progress=told, should_stop=should_stop)
        before = engine.Earlier.from_json(earlier)
        proposal = engine.propose_again(given.people, given.jobs, earlier=before, search=search)
    else:
        search = engine.Search(progress=told, should_stop=should_stop)
        proposal = engine.propose(given.people, given.jobs, search=search)
    return _kept(proposal, given)


def _kept(proposal: engine.Proposal, given: Given) -> dict[str, Any]:
    titles = {job.id: job.title for job in given.jobs}
    lines = [
        {
            "request": line.job, "version": given.versions[line.job], "title": titles[line.job],
            "person": line.person, "partner": line.partner, "hours": line.hours,
            "reasons": [[reason.code.value, dict(reason.numbers)] for reason in line.reasons],
        }
        for line in proposal.lines
    ]  # fmt: skip
    unplaced = [
        {
            "request": each.job, "why": each.why.value, "numbers": dict(each.numbers),
            "people": [[who.person, who.why.value, who.lacking] for who in each.people], "requests": list(each.jobs),
        }
        for each in proposal.unplaced
    ]  # fmt: skip
    measures = {
        "gap": proposal.gap, "seconds": proposal.seconds, "status": proposal.status.value, "value": proposal.value,
        "changed": proposal.changed, "earlier": proposal.earlier.as_json(), "digest": proposal.digest,
    }  # fmt: skip
    return {"lines": lines, "unplaced": unplaced, "measures": measures}


@dataclass(frozen=True, slots=True)
class Held:
    """A line as it was proposed, the request as it is now, and why it cannot be taken any more, '' where it can."""

    line: Mapping[str, Any]
    request: Request | None
    person: User | None
    partner: User | None
    stale: str


STALE_GONE, STALE_TAKEN, STALE_CHANGED, STALE_PERSON = "gone", "taken", "changed", "person"


def held(viewer: Viewer, proposal: Proposal) -> list[Held]:
    """The lines against what is there now. Two queries."""
    ids = [line["request"] for line in proposal.lines]
    rows = Request.objects.visible_to(viewer).filter(id__in=ids).select_related("deal__account", "kind", "person")
    requests = {row.pk: row for row in rows}
    people_ids = {line[part] for line in proposal.lines for part in ("person", "partner") if line[part]}
    people = {user.pk: user for user in User.objects.filter(id__in=people_ids)}
    return [
        Held(
            line, requests.get(line["request"]), people.get(line["person"]), people.get(line["partner"]),
            _stale(line, requests.get(line["request"]), people.get(line["person"])),
        )
        for line in proposal.lines
    ]  # fmt: skip


def _stale(line: Mapping[str, Any], request: Request | None, person: User | None) -> str:
    if request is None or not request.waiting:
        return STALE_GONE
    if request.state == RequestState.ACCEPTED:
        return STALE_TAKEN
    if request.version != line["version"]:
        return STALE_CHANGED
    return "" if person is not None and person.is_active else STALE_PERSON
