"""What engineering does: accepting, offering a smaller thing, declining, handing back, finishing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.capacity.rules import effort_faults
from evener.deals.actions.held import seat
from evener.deals.rules import Part
from evener.engineering.actions.door import close_door
from evener.engineering.actions.held import answered, hold, must, need, save, worker
from evener.engineering.models import Request
from evener.engineering.rules import AFTER, Event, RequestState, answer_fault, long_faults
from evener.evaluations.actions.plan import begin_evaluation
from evener.journal.rules import Change
from evener.people.rules import Role, Viewer
from evener.problems import Invalid, NotAllowed


def accept(
    *,
    by: Viewer,
    at: datetime,
    request_id: int,
    person_id: int | None = None,
    partner_id: int | None = None,
    note: str = "",
    seen_version: int | None = None,
) -> Request:
    """Take it on, or give it to somebody: an engineer takes what they do themselves, a leader gives it to anyone.

    Whoever does it joins the deal's team. Conflict when somebody else was faster.
    """
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.ACCEPT)
        person = worker(person_id or by.id)
        if person.pk != by.id and not by.leads:
            raise NotAllowed(_("You can accept for yourself. Somebody who leads gives it to others."))
        if person.role == Role.SALES:
            raise Invalid({"person_id": _("Choose an engineer.")})
        partner = worker(partner_id, field="partner_id") if partner_id else None
        if partner == person:
            raise Invalid({"partner_id": _("The partner learns from somebody else: choose another person.")})
        changes: list[Change] = [("person", request.person.name if request.person else None, person.name)]
        if partner:
            changes.append(("partner", None, partner.name))
        request.state = AFTER[Event.ACCEPT][RequestState(request.state)]
        request.person, request.partner, request.answer = person, partner, note.strip()
        _check_texts(answer=request.answer)
        answered(request, by=by, at=at)
        seat(deal, {user.pk: Part.ENGINEER for user in (person, partner) if user})
        if request.kind.is_evaluation and request.evaluation_id is None:
            values = {"name": request.kind.name, "decision": request.decides, "owner_id": person.pk}
            request.evaluation = begin_evaluation(deal, by=by, at=at, values=values)
        save(request, deal, by=by, at=at, what="request.accepted", changes=changes, reason=note.strip())
    return request


def offer(
    *,
    by: Viewer,
    at: datetime,
    request_id: int,
    what: str,
    minutes: int | None,
    why: str,
    seen_version: int | None = None,
) -> Request:
    """Not this, but something smaller: the deal's side agrees, or says why it will not do."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.OFFER)
        need(answer_fault(Event.OFFER, why), field="why")
        if not what.strip():
            raise Invalid({"what": _("Say what you can do instead.")})
        wrong = effort_faults(minutes, minutes, minutes)
        if wrong or minutes is None:
            raise Invalid({"minutes": wrong["likely"]})
        if minutes >= request.likely_minutes:
            raise Invalid({"minutes": _("That is no less than what was asked. Accept it, or offer something smaller.")})
        _check_texts(offer=what, answer=why)
        request.state = AFTER[Event.OFFER][RequestState(request.state)]
        request.offer, request.offer_minutes, request.answer = what.strip(), minutes, why.strip()
        request.person_id = by.id
        answered(request, by=by, at=at)
        changes: list[Change] = [("offer", None, request.offer)]
        save(request, deal, by=by, at=at, what="request.offered", changes=changes, reason=request.answer)
    return request


def decline(
    *,
    by: Viewer,
    at: datetime,
    request_id: int,
    why: str,
    no_fit: bool = False,
    seen_version: int | None = None,
) -> Request:
    """No, with the reason. “No fit” closes the deal for further requests, and declines those that wait."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.DECLINE)
        need(answer_fault(Event.DECLINE, why), field="why")
        _check_texts(answer=why)
        asked = [request]
        if no_fit:
            others = Request.objects.select_for_update(of=("self",)).filter(deal=deal, waiting=True)
            queued = others.filter(state__in=[RequestState.ASKED, RequestState.OFFERED]).exclude(id=request.pk)
            asked += list(queued.select_related("kind", "person"))
        for each in asked:
            each.state, each.ended_at, each.answer, each.person = RequestState.DECLINED, at, why.strip(), None
            answered(each, by=by, at=at)
            save(each, deal, by=by, at=at, what="request.declined", reason=why.strip())
        if no_fit:
            close_door(deal, by=by, at=at, reason=why.strip())
    return request


def hand_back(*, by: Viewer, at: datetime, request_id: int, why: str, seen_version: int | None = None) -> Request:
    """Whoever has it cannot do it: back into the queue, with the reason."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.HAND_BACK)
        need(answer_fault(Event.HAND_BACK, why), field="why")
        request.state = AFTER[Event.HAND_BACK][RequestState(request.state)]
        request.person = request.partner = None
        save(request, deal, by=by, at=at, what="request.handed_back", reason=why.strip())
    return request


def finish(*, by: Viewer, at: datetime, request_id: int, note: str = "", seen_version: int | None = None) -> Request:
    """It is done."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.FINISH)
        request.state, request.ended_at = AFTER[Event.FINISH][RequestState(request.state)], at
        save(request, deal, by=by, at=at, what="request.done", reason=note.strip())
    return request


def _check_texts(**texts: str) -> None:
    wrong = long_faults(texts)
    if wrong:
        fields = {"answer": "why", "offer": "what"}
        raise Invalid({fields.get(name, name): text for name, text in wrong.items()})
