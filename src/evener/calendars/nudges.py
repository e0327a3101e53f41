"""What calendars want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.calendars.models import Source
from evener.listing.prepared import Question as Asked
from evener.listing.prepared import rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.people.rules import Viewer


def paused(viewer: Viewer, limit: int) -> Asked:
    """Calendars of mine that failed so often that nobody fetches them any more."""
    found = Source.objects.filter(owner_id=viewer.id, due_at=None).order_by("id")
    return found.values("id", "name", "error")[:limit]


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Calendars that stand still. One query."""
    return [
        Nudge(
            kind="calendar_paused",
            what=_("The calendar “%(name)s” is not read any more") % {"name": row["name"]},
            why=row["error"] or _("It failed several times in a row."),
            url=address("calendars:page"),
            due=None,
            when=_("since it failed"),
            late=False,
            action=lazy("Try again"),
            action_url=address("calendars:fetch", row["id"]),
            post=True,
            icon="clock",
        )
        for row in rows(paused, viewer, limit)
    ]
