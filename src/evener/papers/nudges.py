"""What papers want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.listing.prepared import Question as Asked
from evener.listing.prepared import rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.papers.models import Paper, Piece
from evener.papers.queries.unwritten import unwritten
from evener.papers.rules.pieces import CHECK_AFTER, check_due
from evener.papers.rules.writing import PaperStatus
from evener.people.rules import Viewer


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Meetings whose paper nobody began, my drafts, and my pieces to check. Three queries."""
    if not viewer.may_write:
        return []
    return [
        *_unwritten(viewer, at=at, limit=limit),
        *_drafts(viewer, at=at, limit=limit),
        *_checks(viewer, at=at, limit=limit),
    ]


def _unwritten(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    found = []
    for row in unwritten(viewer, at=at, limit=limit):
        when = due(row.due_on, viewer=viewer, today=viewer.today(at))
        begin = f"{address('papers:begin', row.deal_id)}?meeting={row.meeting_id}"
        found.append(
            Nudge(
                kind="paper_unwritten",
                what=_("Put it on paper: %(meeting)s") % {"meeting": row.title},
                why=_("%(deal)s. They wait for what we make of it: one to three pages, filled from the record.")
                % {"deal": row.deal},
                url=begin,
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Begin"),
                action_url=begin,
                icon="papers",
                more=lazy("meetings without a paper"),
            )
        )
    return found


def drafts(viewer: Viewer, limit: int) -> Asked:
    """My drafts on open deals, the most urgent first."""
    found = Paper.objects.filter(owner_id=viewer.id, status=PaperStatus.DRAFT, deal__outcome="", due_on__isnull=False)
    return found.order_by("due_on", "id").values("id", "title", "due_on", "deal__name")[:limit]


def _drafts(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    found = []
    for row in rows(drafts, viewer, limit):
        when = due(row["due_on"], viewer=viewer, today=viewer.today(at))
        found.append(
            Nudge(
                kind="paper_draft",
                what=_("Send out: %(paper)s") % {"paper": row["title"]},
                why=_("%(deal)s. A paper within two business days of the meeting.") % {"deal": row["deal__name"]},
                url=address("papers:page", row["id"]),
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Finish it"),
                action_url=address("papers:page", row["id"]),
                icon="papers",
                more=lazy("drafts of yours"),
                more_url=f"{address('papers:list')}?status=draft&owner=me",
            )
        )
    return found


def overdue(viewer: Viewer, limit: int, *, until: Any) -> Asked:
    """Pieces I answer for that nobody checked for half a year."""
    found = Piece.objects.filter(owner_id=viewer.id, retired=False, checked_on__lte=until)
    return found.order_by("checked_on", "id").values("id", "title", "checked_on", "checked_by__name")[:limit]


def _checks(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    today, found = viewer.today(at), []
    for row in rows(overdue, viewer, limit, until=today - CHECK_AFTER):
        when = due(check_due(row["checked_on"]), viewer=viewer, today=today)
        found.append(
            Nudge(
                kind="piece_check",
                what=_("Still true? %(piece)s") % {"piece": row["title"]},
                why=_("Nobody looked at this piece for half a year; the last was %(who)s.")
                % {"who": row["checked_by__name"]},
                url=address("papers:piece", row["id"]),
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Look at it"),
                action_url=address("papers:piece", row["id"]),
                icon="papers",
                more=lazy("pieces of yours to check"),
                more_url=f"{address('papers:pieces')}?owner=me&due=yes",
            )
        )
    return found
