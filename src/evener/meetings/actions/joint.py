"""The joint debrief after a close: one for each close, written by either side, carried by both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import thing, touch
from evener.deals.models import Deal
from evener.journal.actions import record
from evener.journal.rules import Thing, changed
from evener.meetings.actions.held import hold_deal
from evener.meetings.models import JointDebrief
from evener.meetings.rules.debrief import JOINT_NAMES, joint_faults
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, Refused


def write_joint(
    *, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, str], seen_version: int | None
) -> JointDebrief:
    """Write or change it. `seen_version` is the version it was read at, 0 where there was none; None: whatever stands.

    The deal's owner and its lead engineer stand by it with their own save; a change by anybody takes the other's word
    back, as they have not read it.
    """
    with transaction.atomic():
        deal = hold_deal(by, deal_id)
        if deal.closed_on is None:
            raise Refused(_("This deal is open. The joint debrief comes after its close."))
        row = JointDebrief.objects.filter(deal=deal, outcome=deal.outcome, closed_on=deal.closed_on).first()
        _same(row, seen_version)
        new = {name: text.strip() for name, text in values.items()}
        before = {name: getattr(row, name) for name in JOINT_NAMES} if row else dict.fromkeys(JOINT_NAMES, "")
        wrong = joint_faults(before | new)
        if wrong:
            raise Invalid(wrong)
        made = row is None
        row = row or JointDebrief(deal=deal, outcome=deal.outcome, closed_on=deal.closed_on, version=0)
        altered = any(before.get(name) != text for name, text in new.items())
        for name, text in new.items():
            setattr(row, name, text)
        if altered:
            row.seller_id, row.seller_at, row.engineer_id, row.engineer_at = None, None, None, None
        _stand(row, deal, by=by, at=at)
        row.version, row.written_at, row.written_by_id = row.version + 1, at, by.id
        row.save()
        touch(deal, at=at)
        after = {name: getattr(row, name) for name in JOINT_NAMES}
        record(
            by=by, at=at, what="joint.written" if made else "joint.changed" if altered else "joint.carried",
            subject=Thing("joint", row.pk, deal.name), thread=thing(deal), changes=changed(before, after),
        )  # fmt: skip
    return row


def _same(row: JointDebrief | None, seen: int | None) -> None:
    now = row.version if row else 0
    if seen is not None and seen != now:
        text = _("Somebody wrote this while you were at it. Read what stands there now, then add yours.")
        raise Conflict(text, version=now)


def _stand(row: JointDebrief, deal: Deal, *, by: Viewer, at: datetime) -> None:
    if by.id == deal.owner_id:
        row.seller_id, row.seller_at = by.id, at
    if by.id == deal.lead_engineer_id:
        row.engineer_id, row.engineer_at = by.id, at
