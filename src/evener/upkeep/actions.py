"""Starting an export from its page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.jobs.actions import start_work
from evener.jobs.models import Work
from evener.jobs.rules import State
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import NotAllowed, Refused
from evener.upkeep.jobs import KIND, write_export


def start_export(*, by: Viewer, at: datetime) -> Work:
    """Write everything into one file in the background. That somebody took all of it stands in the journal."""
    if not by.may_administer:
        raise NotAllowed(_("Only an admin exports everything."))
    with transaction.atomic():
        under_way = Work.objects.filter(kind=KIND, owner_id=by.id, state__in=(State.WAITING, State.RUNNING))
        if under_way.exists():
            raise Refused(_("An export of yours is under way. Wait for it, or stop it first."))
        subject = Thing("organisation", 1, organisation().name)
        record(by=by, at=at, what="data.exported", subject=subject)
        title = _("Export of everything")
        return start_work(by=by, at=at, kind=KIND, title=title, task=write_export, page="/data/")
