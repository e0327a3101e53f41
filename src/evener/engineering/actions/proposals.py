"""Proposing an assignment, and accepting it whole or line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.engineering.actions.answering import accept
from evener.engineering.models import Proposal
from evener.engineering.queries import by_id
from evener.jobs.actions import start_work
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem, Refused

KIND = "proposal"


def may_read(viewer: Viewer) -> bool:
    """Proposals and plans are for those who lead."""
    return viewer.leads


def may_propose(viewer: Viewer) -> bool:
    """Those who lead hand work out."""
    return viewer.may_write and viewer.leads


def start_proposal(*, by: Viewer, at: datetime, task: Task[Any, Any], from_earlier: bool = False) -> Proposal:
    """Ask for a proposal; it is computed in the background, and its work says how far it is.

    `from_earlier` starts from the newest one and keeps to it where it can, which is faster.
    """
    _leader(by)
    with transaction.atomic():
        proposal = Proposal.objects.create(made_at=at, made_by_id=by.id, from_earlier=from_earlier)
        page = f"/engineering/proposals/{proposal.pk}/"
        work = start_work(
            by=by, at=at, kind=KIND, title=_("Propose an assignment"), task=task, args=[proposal.pk], page=page
        )
        proposal.work = work
        proposal.save(update_fields=["work"])
    return proposal


def finish_proposal(*, proposal_id: int, found: Mapping[str, Any]) -> None:
    """Keep what was found."""
    Proposal.objects.filter(id=proposal_id).update(**found, is_ready=True)


def accept_lines(*, by: Viewer, at: datetime, proposal_id: int, request_ids: Collection[int]) -> int:
    """Give these requests to whom the proposal names, all of them or none.

    A line whose request was answered or changed since the proposal was made is refused, and with it all: look at the
    proposal again, which names these lines, and accept the others, or propose again.
    """
    _leader(by)
    proposal = Proposal.objects.filter(id=proposal_id, is_ready=True).first()
    if proposal is None:
        raise NotThere(_("There is no such proposal."))
    # What the person may not see is not in the proposal for them: a refusal names the lines.
    seen = by_id(by, request_ids)
    lines = [line for line in proposal.lines if line["request"] in seen]
    if not lines:
        raise Invalid({"lines": _("Choose at least one line.")})
    reasons: list[str] = []
    with transaction.atomic():
        # In the order of their deals, so that two who accept at once wait for each other and not on each other.
        for line in sorted(lines, key=lambda line: line["request"]):
            try:
                accept(
                    by=by, at=at, request_id=line["request"], person_id=line["person"], partner_id=line["partner"],
                    seen_version=line["version"],
                )  # fmt: skip
            except (Conflict, Refused, NotThere, Invalid) as problem:
                reasons.append(_named(line, problem))
        if reasons:
            transaction.set_rollback(True)
    if reasons:
        text = _("Nothing was accepted: the proposal is older than these requests. Look at them, or propose again.")
        raise Refused(text, reasons=reasons)
    return len(lines)


def _named(line: Mapping[str, Any], problem: Problem) -> str:
    return f"{line['title']}: {problem}" if line.get("title") else str(problem)


def _leader(by: Viewer) -> None:
    if not may_propose(by):
        raise NotAllowed(_("Those who lead hand work out. Ask one of them for a proposal."))
