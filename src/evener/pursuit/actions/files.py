"""Files of the deal the customer may have."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change, thing, touch
from evener.deals.models import DealFile
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.pursuit.models import SharedFile


def share_file(*, by: Viewer, at: datetime, deal_id: int, file_id: int, shared: bool) -> None:
    """Put a file on the plan the customer sees, or take it off. Doing so twice is harmless."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        file = DealFile.objects.filter(id=file_id, deal=deal).first()
        if file is None:
            raise NotThere(_("There is no such file, or you are not on its deal."))
        found = SharedFile.objects.filter(file=file)
        if found.exists() == shared:
            return
        if shared:
            SharedFile.objects.create(file=file, shared_at=at, shared_by_id=by.id)
        else:
            found.delete()
        touch(deal, at=at)
        what = "file.shared" if shared else "file.unshared"
        record(by=by, at=at, what=what, subject=Thing("file", file.pk, file.name), thread=thing(deal))
