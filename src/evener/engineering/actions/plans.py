"""Coverage plans: what if people leave, deals grow, somebody is hired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.engineering.models import Plan
from evener.jobs.actions import start_work
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Text

KIND = "coverage-plan"
MOST_LEAVE, MOST_HIRED, MOST_GROWTH, MOST_RAMP = 50, 50, 1000, 52


def may_plan(viewer: Viewer) -> bool:
    return viewer.may_write and viewer.leads


def start_plan(*, by: Viewer, at: datetime, asked: Mapping[str, Any], task: Task[Any, Any]) -> Plan:
    """Ask what would happen. `asked`: `leave` (ids of people), `growth` in percent, `hire` (how many), `like` (the id
    of somebody whose skills and week they have), `ramp` in weeks.
    """
    if not may_plan(by):
        raise NotAllowed(_("Those who lead plan coverage."))
    wrong = faults(asked)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        plan = Plan.objects.create(made_at=at, made_by_id=by.id, asked=dict(asked))
        page = f"/engineering/planning/{plan.pk}/"
        plan.work = start_work(by=by, at=at, kind=KIND, title=_("Plan coverage"), task=task, args=[plan.pk], page=page)
        plan.save(update_fields=["work"])
    return plan


def finish_plan(*, plan_id: int, found: Mapping[str, Any]) -> None:
    """Keep what was found."""
    Plan.objects.filter(id=plan_id).update(found=dict(found), is_ready=True)


def faults(asked: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if len(asked.get("leave", ())) > MOST_LEAVE:
        wrong["leave"] = _("Choose at most %(limit)d people.") % {"limit": MOST_LEAVE}
    if not -100 <= asked.get("growth", 0) <= MOST_GROWTH:
        wrong["growth"] = _("Between -100 and 1000 percent.")
    if not 0 <= asked.get("hire", 0) <= MOST_HIRED:
        wrong["hire"] = _("Between 0 and %(limit)d people.") % {"limit": MOST_HIRED}
    if asked.get("hire") and not asked.get("like"):
        wrong["like"] = _("Say whose skills and week the new ones have.")
    if not 0 <= asked.get("ramp", 0) <= MOST_RAMP:
        wrong["ramp"] = _("Between 0 and 52 weeks.")
    if not any(asked.get(name) for name in ("leave", "growth", "hire")):
        wrong["growth"] = _("Change something: somebody leaves, deals grow, or somebody is hired.")
    return wrong
