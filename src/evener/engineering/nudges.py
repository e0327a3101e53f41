"""What requests want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import team_tree
from evener.deals.nudges import leads
from evener.engineering.models import Request
from evener.engineering.rules import ANSWER_WITHIN, RequestState
from evener.listing.prepared import Question, rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import VERDICT_ROLES, Viewer

# How far ahead accepted work shows up.
AHEAD = timedelta(days=14)
FIELDS = ("id", "kind__name", "decides", "deal__name", "needed_by", "asked_at", "asked_by__name", "answered_by__name")
Row = Mapping[str, Any]


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Requests to answer, to do, and smaller things to decide about. Three queries, one for who only sells."""
    if not viewer.may_write:
        return []
    today = viewer.today(at)
    found = [_decide(row, viewer=viewer, today=today) for row in rows(offered, viewer, limit)]
    if viewer.role in VERDICT_ROLES:
        found += [_answer(row, at=at) for row in rows(unanswered, viewer, limit)]
        found += [_do(row, viewer=viewer, today=today) for row in rows(accepted, viewer, limit, until=today + AHEAD)]
    return found


def unanswered(viewer: Viewer, limit: int) -> Question:
    """Asked on deals I lead technically, or in the teams I lead."""
    near = Q(deal__lead_engineer_id=viewer.id)
    if leads(viewer):
        near |= Q(deal__team__in=team_tree(viewer))
    found = Request.objects.visible_to(viewer).filter(near, waiting=True, state=RequestState.ASKED, answered_at=None)
    return found.order_by("asked_at", "id").values(*FIELDS)[:limit]


def accepted(viewer: Viewer, limit: int, *, until: date) -> Question:
    found = Request.objects.visible_to(viewer).filter(
        person_id=viewer.id, state=RequestState.ACCEPTED, waiting=True, needed_by__lte=until
    )
    return found.order_by("needed_by", "id").values(*FIELDS)[:limit]


def offered(viewer: Viewer, limit: int) -> Question:
    found = Request.objects.visible_to(viewer).filter(asked_by_id=viewer.id, state=RequestState.OFFERED, waiting=True)
    return found.order_by("id").values(*FIELDS)[:limit]


def _title(row: Row) -> str:
    return f"{row['kind__name']}: {row['decides']}"


def _page(row: Row) -> str:
    return address("engineering:request", row["id"])


def _answer(row: Row, *, at: datetime) -> Nudge:
    until = row["asked_at"] + ANSWER_WITHIN
    return Nudge(
        kind="request",
        what=_("Answer: %(title)s") % {"title": _title(row)},
        why=_("%(who)s asks engineering, for %(deal)s.") % {"who": row["asked_by__name"], "deal": row["deal__name"]},
        url=_page(row),
        due=until,
        when=_("late") if until < at else _("within a day"),
        late=until < at,
        action=lazy("Look at it"),
        action_url=_page(row),
        icon="engineering",
        more=lazy("requests to answer"),
        more_url=address("engineering:queue"),
    )


def _do(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    when = due(row["needed_by"], viewer=viewer, today=today)
    return Nudge(
        kind="request-mine",
        what=_title(row),
        why=_("You accepted it, for %(deal)s.") % {"deal": row["deal__name"]},
        url=_page(row),
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("Done"),
        action_url=f"{_page(row)}finish/",
        icon="engineering",
        more=lazy("requests you accepted"),
        more_url=address("engineering:queue"),
    )


def _decide(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    when = due(row["needed_by"], viewer=viewer, today=today)
    words = {"who": row["answered_by__name"], "deal": row["deal__name"]}
    return Nudge(
        kind="request-offered",
        what=_("Decide: %(title)s") % {"title": _title(row)},
        why=_("%(who)s offers a smaller thing, for %(deal)s.") % words,
        url=_page(row),
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("Look at it"),
        action_url=_page(row),
        icon="engineering",
        more=lazy("smaller things to decide about"),
        more_url=address("engineering:queue"),
    )
