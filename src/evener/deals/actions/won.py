"""The technical win, as the room that records it hands it down."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from evener.deals.actions.deal import change_deal
from evener.deals.models import Deal
from evener.people.rules import Viewer
from evener.problems import Invalid


def set_technical_win(
    *, by: Viewer, at: datetime, deal_id: int, won_on: date | None, contact_id: int | None, note: str, reason: str = ""
) -> Deal:
    """Who said yes, how we know (at most 300 characters), on which day; `won_on` None withdraws it, with a reason."""
    if won_on is None and not reason.strip():
        raise Invalid({"reason": _("Say in a sentence why it does not hold any more.")})
    values = {
        "technical_win_on": won_on,
        "technical_win_note": note.strip() if won_on else "",
        "technical_win_by_id": contact_id if won_on else None,
    }
    return change_deal(by=by, at=at, deal_id=deal_id, values=values, seen_version=None, reason=reason.strip())
