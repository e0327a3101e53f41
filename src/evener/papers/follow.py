"""What papers do when a meeting is held or moved (meetings.asks)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.meetings.asks import Beside
from evener.meetings.models import Meeting
from evener.pages.days import words
from evener.pages.templatetags.evener import day
from evener.papers.actions.held import wind
from evener.papers.models import Paper
from evener.papers.queries.clock import Ticking, on_meeting
from evener.papers.rules.clock import ClockState
from evener.people.rules import Viewer


def follows(*, viewer: Viewer, meeting: Meeting, may_change: bool, at: datetime) -> list[Beside]:
    """The clock of its paper, and the way to it. Nothing where none runs."""
    clock = on_meeting(meeting, at=at)
    if clock is None:
        return []
    url, action = "", ""
    if clock.paper_id is not None:
        url, action = reverse("papers:page", args=[clock.paper_id]), _("Open the paper")
    elif may_change:
        url = f"{reverse('papers:begin', args=[clock.deal_id])}?meeting={meeting.pk}"
        action = _("Put it on paper")
    text, tone = _said(clock, viewer=viewer, at=at)
    return [Beside(text, tone, url, action, icon="papers")]


def _said(clock: Ticking, *, viewer: Viewer, at: datetime) -> tuple[str, str]:
    if clock.state == ClockState.MET:
        return _("The point of view went out in time."), "ok"
    if clock.state == ClockState.MISSED:
        return _("The point of view went out after its two business days."), "warn"
    if clock.state == ClockState.AHEAD:
        return _("A point of view is due by %(day)s, two business days after it.") % {"day": day(clock.due_on)}, "muted"
    when = words(clock.due_on, today=viewer.today(at))
    return _("The point of view is due two business days after it: %(when)s.") % {"when": when}, (
        "danger" if clock.state == ClockState.LATE else "warn"
    )


def meeting_moved(*, meeting: Meeting) -> None:
    """Drafts for it are due by its new day; filed under another deal, it is no longer theirs."""
    for paper in Paper.objects.select_related("meeting").filter(meeting=meeting):
        paper.meeting = meeting if meeting.deal_id == paper.deal_id else None
        wind(paper)
        paper.save(update_fields=["meeting", "due_on"])
