"""What every write to a request begins and ends with: hold it and its deal, check the right, save, journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from evener.capacity.actions import register_work, settle_work
from evener.capacity.rules import WorkKind
from evener.deals import queries as deals
from evener.deals.actions.held import thing as deal_thing
from evener.deals.models import Deal
from evener.deals.rules import may_work_on
from evener.engineering.models import Request
from evener.engineering.rules import AFTER, OPEN, QUEUED, STATE_NAMES, Event, RequestState, Stands, open_to
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.search.actions import put
from evener.search.rules import Kind

# What share of asked requests is taken to be accepted: even odds, until the organisation's own rate says better.
UNDECIDED = 50


def missing() -> NotThere:
    return NotThere(_("There is no such request."))


def hold(by: Viewer, request_id: int, *, seen_version: int | None = None) -> tuple[Request, Deal]:
    """The request and its deal, locked in that order: deal first, as everywhere."""
    found = Request.objects.visible_to(by).filter(id=request_id).values_list("deal_id", flat=True).first()
    if found is None:
        raise missing()
    deal = deals.deal(by, found, lock=True)
    request = Request.objects.select_for_update(of=("self",)).select_related("kind", "person").get(id=request_id)
    if seen_version is not None and seen_version != request.version:
        raise _changed(request)
    return request, deal


def _changed(request: Request) -> Conflict:
    who = request.person.name if request.person else ""
    words = {"state": str(STATE_NAMES[RequestState(request.state)]).lower(), "who": who}
    if request.state == RequestState.ACCEPTED:
        text = _("%(who)s has this request already. Look at it as it is now.") % words
    else:
        text = _("Somebody changed this request while you were at it: it is %(state)s now. Look at it again.") % words
    return Conflict(text, version=request.version)


def stands(by: Viewer, request: Request, deal: Deal) -> Stands:
    return Stands(
        RequestState(request.state),
        deal_open=not deal.is_closed,
        works_on_deal=bool(may_work_on(by, deals.standing(by, deal))),
        is_person=by.id in (request.person_id, request.partner_id),
    )


def must(by: Viewer, request: Request, deal: Deal, event: Event) -> None:
    """Refuse in words what is not open to this person now."""
    if event in open_to(by, stands(by, request, deal)):
        return
    if deal.is_closed:
        raise Refused(_("The deal is closed. Reopen it before you ask engineering for more."))
    if event not in _possible(request):
        words = {"state": str(STATE_NAMES[RequestState(request.state)]).lower()}
        raise Refused(_("This request is %(state)s: that cannot be done to it now.") % words)
    raise NotAllowed(_("That is for engineering, or for those who lead. Ask one of them."))


def _possible(request: Request) -> frozenset[Event]:
    from_here = RequestState(request.state)
    return frozenset(event for event, ways in AFTER.items() if from_here in ways)


def worker(id: int, *, field: str = "person_id") -> User:
    """Somebody who can do it: active, and more than a reader."""
    found = User.objects.filter(id=id, is_active=True).exclude(role=Role.VIEWER).first()
    if found is None:
        raise Invalid({field: _("Choose somebody who works here.")})
    return found


def save(
    request: Request,
    deal: Deal,
    *,
    by: Viewer,
    at: datetime,
    what: str,
    changes: Sequence[Change] = (),
    reason: str = "",
) -> None:
    """Write the request with what follows from it: its work in the load, its line in the journal."""
    request.waiting = RequestState(request.state) in OPEN and not deal.is_closed
    if request._state.adding:
        request.save()
    else:
        request.version += 1
        request.save()
    register(request, at=at)
    put(Kind.REQUEST, request.pk, *found_by(request))
    record(
        by=by, at=at, what=what, subject=thing(request), thread=deal_thing(deal), changes=changes, reason=reason,
        version=request.version,
    )  # fmt: skip


def found_by(request: Request) -> tuple[str, ...]:
    """The texts a request is found by."""
    return request.kind.name, request.decides, request.wants, request.offer


def register(request: Request, *, at: datetime) -> None:
    """Its hours in the load while it waits or is worked on. What nobody accepted yet is needed as likely as not."""
    if not request.waiting:
        settle_work(kind=WorkKind.REQUEST, things=[request.pk])
        return
    skill = request.needs.order_by("-level", "id").values_list("skill_id", flat=True).first()
    queued = RequestState(request.state) in QUEUED
    register_work(
        at=at,
        kind=WorkKind.REQUEST,
        thing_id=request.pk,
        minutes=(request.low_minutes, request.likely_minutes, request.high_minutes),
        skill_id=skill,
        person_id=None if queued else request.person_id,
        weight=UNDECIDED if queued else 100,
        due_on=request.needed_by,
    )


def thing(request: Request) -> Thing:
    return Thing("request", request.pk, str(request))


def answered(request: Request, *, by: Viewer, at: datetime) -> None:
    """The first answer counts: turnaround is from the question to it."""
    if request.answered_at is None:
        request.answered_at, request.answered_by_id = at, by.id


def need(fault: Any, *, field: str) -> None:
    if fault:
        raise Invalid({field: fault})
