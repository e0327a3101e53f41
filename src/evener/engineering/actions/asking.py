"""What the deal's side does: asking, changing, agreeing to a smaller thing, insisting, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.capacity.models import Skill
from evener.capacity.rules import HOUR, LEVEL_NAMES, Level, effort_faults
from evener.deals.actions.held import hold_to_change
from evener.engineering.actions.held import hold, must, need, save
from evener.engineering.models import NoFit, Request, RequestKind, RequestSkill
from evener.engineering.rules import AFTER, Event, RequestState, answer_fault, faults
from evener.journal.rules import changed
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused, Text

FIELDS = ("kind_id", "decides", "wants", "needed_by", "low_minutes", "likely_minutes", "high_minutes")
MINUTES = {"low": "low_minutes", "likely": "likely_minutes", "high": "high_minutes"}


def ask(*, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any]) -> Request:
    """Ask for engineering time. `values` as `FIELDS`, and `skills`: `{skill id: level}`.

    Without effort the kind's usual one is taken. Refused on a closed deal, and where engineering said “no fit”.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        door = NoFit.objects.filter(deal=deal, opened_at=None).select_related("closed_by").first()
        if door is not None:
            words = {"who": door.closed_by.name, "reason": door.reason}
            text = _("%(who)s said that this deal does not fit: %(reason)s A leader can open it again, in writing.")
            raise Refused(text % words)
        request = Request(deal=deal, asked_at=at, asked_by_id=by.id)
        skills = _take(request, values, today=by.today(at))
        request.save()
        _need_skills(request, skills)
        save(request, deal, by=by, at=at, what="request.asked", changes=changed({}, _details(request)))
    return request


def change_request(
    *, by: Viewer, at: datetime, request_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Request:
    """Change what is asked while nobody has answered."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.CHANGE)
        before = _shown(request)
        skills = _take(request, values, today=by.today(at))
        if "skills" in values:
            _need_skills(request, skills)
        changes = changed(before, _shown(request))
        if changes:
            save(request, deal, by=by, at=at, what="request.changed", changes=changes)
    return request


def agree(*, by: Viewer, at: datetime, request_id: int, seen_version: int | None = None) -> Request:
    """Take the smaller thing: that is what is done now, by whoever offered it."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.AGREE)
        low, likely, high = _smaller(request)
        request.low_minutes, request.likely_minutes, request.high_minutes = low, likely, high
        request.person_id = request.person_id or request.answered_by_id
        request.state = AFTER[Event.AGREE][RequestState(request.state)]
        save(request, deal, by=by, at=at, what="request.agreed")
    return request


def insist(*, by: Viewer, at: datetime, request_id: int, why: str, seen_version: int | None = None) -> Request:
    """The smaller thing will not do: back into the queue, with the reason."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.INSIST)
        need(answer_fault(Event.INSIST, why), field="why")
        request.state, request.person = AFTER[Event.INSIST][RequestState(request.state)], None
        save(request, deal, by=by, at=at, what="request.insisted", reason=why.strip())
    return request


def withdraw(*, by: Viewer, at: datetime, request_id: int, why: str = "", seen_version: int | None = None) -> Request:
    """It is not needed any more."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.WITHDRAW)
        request.state, request.ended_at = AFTER[Event.WITHDRAW][RequestState(request.state)], at
        save(request, deal, by=by, at=at, what="request.withdrawn", reason=why.strip())
    return request


def _take(request: Request, values: Mapping[str, Any], *, today: date) -> dict[int, int]:
    """Set the values, checked as the whole they make; the skills that were named."""
    skills = {int(id): int(level) for id, level in dict(values.get("skills") or {}).items()}
    whole = {name: getattr(request, name, None) for name in FIELDS} if request.pk else {}
    whole |= {name: value for name, value in values.items() if name in FIELDS}
    wrong: dict[str, Text] = dict(faults({**whole, "skills": skills}, today=_earliest(request, whole, today)))
    wrong |= {name: _("A request has no such field.") for name in values if name not in (*FIELDS, "skills")}
    kind = RequestKind.objects.filter(id=whole.get("kind_id") or 0).first()
    if kind is None or (not kind.is_offered and kind.pk != request.kind_id):
        raise Invalid({**wrong, "kind_id": _("Choose what you ask for.")})
    effort = {part: whole.get(name) or getattr(kind, name) for part, name in MINUTES.items()}
    if any(whole.get(name) is not None for name in MINUTES.values()):
        effort = {part: whole.get(name) for part, name in MINUTES.items()}
    wrong |= {MINUTES[part]: text for part, text in effort_faults(**effort).items()}
    if skills and Skill.objects.filter(id__in=skills).count() != len(skills):
        wrong["skills"] = _("There is no such skill.")
    if not set(skills.values()) <= set(Level):
        wrong["skills"] = _("Choose one of the levels.")
    if wrong:
        raise Invalid(wrong)
    for name in ("decides", "wants"):
        setattr(request, name, (whole.get(name) or "").strip())
    needed_by = whole["needed_by"] or today  # checked above
    request.kind, request.needed_by = kind, needed_by
    for part, name in MINUTES.items():
        setattr(request, name, effort[part])
    return skills


def _earliest(request: Request, whole: Mapping[str, Any], today: date) -> date:
    """A day that has passed may stay as it is when something else is changed."""
    kept = request.pk and whole.get("needed_by") == request.needed_by
    return min(today, request.needed_by) if kept else today


def _need_skills(request: Request, skills: Mapping[int, int]) -> None:
    request.needs.exclude(skill_id__in=skills).delete()
    for skill_id, level in skills.items():
        RequestSkill.objects.update_or_create(request=request, skill_id=skill_id, defaults={"level": level})


def _smaller(request: Request) -> tuple[int, int, int]:
    """The effort of the smaller thing: its hours as likely, low and high in the proportion they had."""
    likely = request.offer_minutes or request.likely_minutes
    low = max(1, round(request.low_minutes * likely / request.likely_minutes))
    return low, likely, max(likely, round(request.high_minutes * likely / request.likely_minutes))


def _shown(request: Request) -> dict[str, object]:
    """As the journal keeps it: names instead of ids, hours instead of minutes."""
    if request.pk is None:
        return {}
    needs = request.needs.select_related("skill").order_by("skill__name")
    return {
        "kind": request.kind.name,
        "decides": request.decides,
        "wants": request.wants,
        "needed_by": request.needed_by,
        "hours": " / ".join(f"{getattr(request, name) / HOUR:g}" for name in MINUTES.values()),
        "skills": ", ".join(f"{each.skill.name} ({LEVEL_NAMES[Level(each.level)]})" for each in needs),
    }


def _details(request: Request) -> dict[str, object]:
    """What the request's own name does not say already."""
    return {name: value for name, value in _shown(request).items() if value and name not in ("kind", "decides")}
