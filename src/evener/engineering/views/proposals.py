"""Proposed assignments: asking for one, reading it, accepting it whole or line by line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evener.capacity import queries as capacity
from evener.capacity.presenting import hours
from evener.capacity.rules import HOUR
from evener.engineering import proposing, queries, wording
from evener.engineering.actions.proposals import accept_lines, may_propose, start_proposal
from evener.engineering.jobs import propose
from evener.engineering.models import Proposal, Request
from evener.pages.access import signed_in, whole_number
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused, Text

STALE: dict[str, Text] = {
    proposing.STALE_GONE: lazy("It does not wait any more."),
    proposing.STALE_TAKEN: lazy("Somebody has it already."),
    proposing.STALE_CHANGED: lazy("It was changed since."),
    proposing.STALE_PERSON: lazy("Whoever was meant has left."),
}


@require_safe
@signed_in
def newest(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The newest proposal, or how to get one."""
    _leader(viewer)
    found = queries.proposal()
    if found is None:
        context = {"nav": "engineering", "tab": "proposal", "waiting": len(queries.queue(viewer))}
        return render(request, "engineering/no_proposal.html", context)
    return redirect("engineering:proposal", found.pk)


@require_POST
@signed_in
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a proposal; its work shows how far it is and can be stopped."""
    made = start_proposal(by=viewer, at=timezone.now(), task=propose, from_earlier="again" in request.POST)
    if made.work_id is None:
        raise NotThere(_("There is no such work."))
    return redirect("jobs:work", made.work_id)


@require_safe
@signed_in
def one(request: HttpRequest, viewer: Viewer, proposal_id: int) -> HttpResponse:
    return show(request, viewer, _proposal(viewer, proposal_id))


@require_POST
@signed_in
def accept(request: HttpRequest, viewer: Viewer, proposal_id: int) -> HttpResponse:
    """Every ticked line, or none of them."""
    proposal = _proposal(viewer, proposal_id)
    chosen = [id for text in request.POST.getlist("request") if (id := whole_number(text)) is not None]
    try:
        count = accept_lines(by=viewer, at=timezone.now(), proposal_id=proposal.pk, request_ids=chosen)
    except Invalid as problem:
        return show(request, viewer, proposal, wrong=[str(problem)], status=422)
    except Refused as problem:
        return show(request, viewer, proposal, wrong=[str(problem), *map(str, problem.reasons)], status=409)
    said = ngettext("%(count)d request is given out.", "%(count)d requests are given out.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("engineering:proposal", args=[proposal_id]))


def show(
    request: HttpRequest, viewer: Viewer, proposal: Proposal, *, wrong: list[str] | None = None, status: int = 200
) -> HttpResponse:
    held = proposing.held(viewer, proposal)
    names = _names(viewer, proposal)
    lines = [_line(each, each.request, names) for each in held if each.request is not None]
    measures = proposal.measures
    context = {
        "nav": "engineering",
        "tab": "proposal",
        "proposal": proposal,
        "lines": lines,
        "open": sum(1 for line in lines if not line["stale"]),
        "hidden": len(held) - len(lines),
        "unplaced": [_unplaced(each, names) for each in proposal.unplaced if each["request"] in names.requests],
        "gap": f"{measures.get('gap', 0) * 100:.1f}",
        "seconds": f"{measures.get('seconds', 0):.1f}",
        "proven": measures.get("status") == "proven",
        "people": _by_person(lines),
        "wrong": wrong,
    }
    return render(request, "engineering/proposal.html", context, status=status)


def _names(viewer: Viewer, proposal: Proposal) -> wording.Names:
    ids = {each["request"] for each in proposal.unplaced}
    ids |= {id for each in proposal.unplaced for id in each["requests"]}
    titles = {id: f"{row.kind.name}: {row.decides}" for id, row in queries.by_id(viewer, ids).items()}
    return wording.Names(
        people={person.id: person.name for person in people.named()},
        skills=dict(capacity.skill_names()),
        requests=titles,
    )


def _line(each: proposing.Held, request: Request, names: wording.Names) -> dict[str, Any]:
    reasons = [wording.reason(code, numbers, names) for code, numbers in each.line["reasons"]]
    mine = each.stale == proposing.STALE_TAKEN and request.person_id == each.line["person"]
    return {
        "id": request.pk,
        "title": f"{request.kind.name}: {request.decides}",
        "deal": f"{request.deal.name}, {request.deal.account}" if request.deal.account else request.deal.name,
        "hours": hours(each.line["hours"] * HOUR),
        "needed_by": request.needed_by,
        "person": each.person.name if each.person else _("somebody who left"),
        "partner": each.partner.name if each.partner else "",
        "reasons": [text for text in reasons if text],
        "accepted": mine,
        "stale": "" if mine else STALE.get(each.stale, ""),
        "done": bool(each.stale),
    }


def _unplaced(each: dict[str, Any], names: wording.Names) -> dict[str, Any]:
    return {
        "id": each["request"],
        "title": names.requests[each["request"]],
        "why": wording.why_not(each, names),
        "people": wording.obstacles(each["people"], names),
    }


def _by_person(lines: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many requests each gets, the most first: fairness at a glance."""
    return Counter(line["person"] for line in lines).most_common()


def _proposal(viewer: Viewer, id: int) -> Proposal:
    _leader(viewer)
    found = queries.proposal(id)
    if found is None or not found.is_ready:
        raise NotThere(_("There is no such proposal, or it is not ready yet."))
    return found


def _leader(viewer: Viewer) -> None:
    if not may_propose(viewer):
        raise NotAllowed(_("Those who lead hand work out. Ask one of them for a proposal."))
