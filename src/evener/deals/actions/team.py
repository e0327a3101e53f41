"""Who works on a deal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change, save
from evener.deals.models import DealMember
from evener.deals.rules import PART_NAMES, Part
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused


def add_member(*, by: Viewer, at: datetime, deal_id: int, user_id: int, part: Part) -> DealMember:
    """Put somebody on the deal team, or give them another part. The two leading parts are fields of the deal."""
    if part in (Part.OWNER, Part.LEAD_ENGINEER):
        raise Invalid({"part": _("Change the sales owner or lead engineer in the deal's facts.")})
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        user = User.objects.filter(id=user_id, is_active=True).first()
        if user is None:
            raise Invalid({"user_id": _("Choose one from the list.")})
        member = DealMember.objects.filter(deal=deal, user=user).first()
        if member and member.part in (Part.OWNER, Part.LEAD_ENGINEER):
            raise Refused(_("%(name)s leads this deal already.") % {"name": user.name})
        before = str(PART_NAMES[Part(member.part)]) if member else None
        member, _made = DealMember.objects.update_or_create(deal=deal, user=user, defaults={"part": part})
        after = str(PART_NAMES[part])
        if before != after:
            save(deal, by=by, at=at, what="deal.team", changes=[(f"team: {user.name}", before, after)])
    return member


def remove_member(*, by: Viewer, at: datetime, deal_id: int, user_id: int) -> None:
    """Take somebody off the deal team."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        member = DealMember.objects.select_related("user").filter(deal=deal, user_id=user_id).first()
        if member is None:
            raise NotThere(_("This person is not on the deal team."))
        if member.part in (Part.OWNER, Part.LEAD_ENGINEER):
            raise Refused(_("Name another sales owner or lead engineer first."))
        member.delete()
        before = str(PART_NAMES[Part(member.part)])
        save(deal, by=by, at=at, what="deal.team", changes=[(f"team: {member.user.name}", before, None)])
