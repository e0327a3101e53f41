"""Writing time down on a request, for those who like to. Nobody is watched: nothing asks for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.engineering.actions.held import hold, must
from evener.engineering.models import LoggedTime
from evener.engineering.rules import MOST_LOGGED, Event
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere


def log_time(*, by: Viewer, at: datetime, request_id: int, minutes: int) -> LoggedTime:
    """One's own minutes on a request. Not in the journal: it is a help for oneself, and can be taken back."""
    with transaction.atomic():
        request, deal = hold(by, request_id)
        must(by, request, deal, Event.LOG)
        if not 0 < minutes <= MOST_LOGGED:
            raise Invalid({"minutes": _("Write down between a minute and 24 hours at a time.")})
        return LoggedTime.objects.create(request=request, person_id=by.id, minutes=minutes, at=at)


def unlog_time(*, by: Viewer, at: datetime, request_id: int) -> None:
    """Take back what one wrote down last."""
    with transaction.atomic():
        request, deal = hold(by, request_id)
        must(by, request, deal, Event.LOG)
        last = LoggedTime.objects.filter(request=request, person_id=by.id).order_by("-id").first()
        if last is None:
            raise NotThere(_("You have written no time down here."))
        last.delete()
