"""“No fit” closes a deal for requests; a leader opens it again, in writing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.actions.held import require
from evener.deals.actions.held import thing as deal_thing
from evener.deals.models import Deal
from evener.deals.rules import may_override
from evener.engineering.models import NoFit
from evener.journal.actions import record
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused

LONGEST = 2000


def close_door(deal: Deal, *, by: Viewer, at: datetime, reason: str) -> NoFit:
    """Inside the transaction of the answer that says so."""
    door = NoFit.objects.filter(deal=deal, opened_at=None).first()
    if door is None:
        door = NoFit.objects.create(deal=deal, closed_at=at, closed_by_id=by.id, reason=reason)
        record(by=by, at=at, what="deal.no_fit", subject=deal_thing(deal), reason=reason)
    return door


def open_door(*, by: Viewer, at: datetime, deal_id: int, why: str) -> NoFit:
    """The deal may ask for engineering time again."""
    with transaction.atomic():
        deal = deals.deal(by, deal_id, lock=True)
        require(may_override(by, deals.standing(by, deal)))
        if not why.strip():
            raise Invalid({"why": _("Say what changed. It stays with the deal.")})
        if len(why) > LONGEST or "\x00" in why:
            raise Invalid({"why": _("Keep it under %(limit)d characters.") % {"limit": LONGEST}})
        door = NoFit.objects.select_for_update(of=("self",)).filter(deal=deal, opened_at=None).first()
        if door is None:
            raise Refused(_("This deal may ask for engineering time already."))
        door.opened_at, door.opened_by_id, door.why_opened = at, by.id, why.strip()
        door.save()
        record(by=by, at=at, what="deal.fits_again", subject=deal_thing(deal), reason=why.strip())
    return door
