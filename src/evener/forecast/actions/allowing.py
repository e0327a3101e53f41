"""Deciding about suspects, seeing what was found, and asking for a new look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.forecast.models import Noticed, Suspect
from evener.forecast.rules.leaks import MOST_REASON
from evener.jobs.actions import start_work
from evener.jobs.models import Work
from evener.jobs.rules import ENDED
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused

KIND = "inspection"


def may_decide(viewer: Viewer) -> bool:
    """Whether somebody says which fields the numbers use, and asks for a new look: leaders and admins."""
    return viewer.leads and viewer.may_write


def require_decide(viewer: Viewer) -> None:
    if not may_decide(viewer):
        raise NotAllowed(_("Leaders and admins decide which fields the numbers use. Ask one of them."))


def allow(*, by: Viewer, at: datetime, suspect_id: int, reason: str) -> Suspect:
    """Let a field be used although it looks like a leak, from the next forecast on."""
    require_decide(by)
    text = " ".join(reason.split())
    if not text:
        raise Invalid({"reason": _("Say how you know that it is known before a deal ends.")})
    if len(text) > MOST_REASON or "\x00" in text:
        raise Invalid({"reason": _("Keep it under %(limit)d characters.") % {"limit": MOST_REASON}})
    with transaction.atomic():
        row = _held(suspect_id)
        if row.allowed_by_id is not None:
            raise Refused(_("Somebody has allowed it already."))
        row.allowed_by_id, row.allowed_at, row.reason = by.id, at, text
        row.save(update_fields=["allowed_by", "allowed_at", "reason"])
        record(by=by, at=at, what="suspect.allowed", subject=_thing(row), reason=text)
    return row


def take_back(*, by: Viewer, at: datetime, suspect_id: int) -> None:
    """Leave the field out again, from the next forecast on."""
    require_decide(by)
    with transaction.atomic():
        row = _held(suspect_id)
        if row.allowed_by_id is None:
            raise Refused(_("It is left out already."))
        record(by=by, at=at, what="suspect.taken_back", subject=_thing(row))
        row.allowed_by_id, row.allowed_at, row.reason = None, None, ""
        row.save(update_fields=["allowed_by", "allowed_at", "reason"])
        if not row.is_seen:
            row.delete()


def notice(*, by: Viewer, at: datetime) -> None:
    """Everything found so far has been seen by this person: Today does not tell them of it again."""
    require_decide(by)
    Noticed.objects.update_or_create(person_id=by.id, defaults={"until": at})


def start_inspection(*, by: Viewer, at: datetime, task: Task[Any, Any]) -> Work:
    """Look through the records now, in the background."""
    require_decide(by)
    if Work.objects.filter(kind=KIND).exclude(state__in=list(ENDED)).exists():
        raise Refused(_("Somebody has the records looked through already. Wait for it."))
    return start_work(by=by, at=at, kind=KIND, title=_("Look through the records"), task=task, page="/forecast/data/")


def _held(suspect_id: int) -> Suspect:
    row = Suspect.objects.select_for_update().filter(id=suspect_id).first()
    if row is None:
        raise NotThere(_("There is no such suspect any more."))
    return row


def _thing(row: Suspect) -> Thing:
    return Thing("suspect", row.pk, row.feature)
