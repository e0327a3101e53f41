"""Making links, ending them, and keeping every look. Each action is one short transaction with its journal entry."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.customers.models import Contact
from evener.deals.actions.held import hold, require, thing, touch
from evener.deals.models import Deal
from evener.deals.queries import has_contact
from evener.deals.rules import may_work_on
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused
from evener.sharing.asks import Subject
from evener.sharing.models import Link, View
from evener.sharing.rules import Of, end_faults, faults, usual_end


def share(
    *,
    by: Viewer,
    at: datetime,
    deal_id: int,
    of: Of,
    subject_id: int,
    label: str = "",
    contact_id: int | None = None,
    expires_on: date | None = None,
) -> Link:
    """A new link to one thing of a deal for one reader; a contact's name stands for a missing label."""
    today = by.today(at)
    with transaction.atomic():
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
        shown = subject(viewer=by, deal_id=deal_id, of=of, subject_id=subject_id)
        contact = _contact(deal, contact_id)
        named = label.strip() or (contact.name if contact else "")
        until = expires_on or usual_end(today)
        wrong = faults(label=named, expires_on=until, today=today)
        if wrong:
            raise Invalid(wrong)
        made = Link.objects.create(
            deal=deal, of=of, subject_id=subject_id, label=named, contact=contact, key=secrets.token_urlsafe(12),
            expires_on=until, made_by_id=by.id, made_at=at,
        )  # fmt: skip
        changes: list[Change] = [("label", None, named), ("shows", None, shown.name), ("expires_on", None, str(until))]
        _record(made, by=by, at=at, what="link.made", changes=changes)
    return made


def take_back(*, by: Viewer, at: datetime, link_id: int) -> Link:
    """From now on the link leads nowhere. It stays listed, with its views."""
    with transaction.atomic():
        link = _hold(by, link_id)
        link.taken_back_at, link.taken_back_by_id = at, by.id
        link.save(update_fields=["taken_back_at", "taken_back_by"])
        _record(link, by=by, at=at, what="link.taken_back")
    return link


def extend(*, by: Viewer, at: datetime, link_id: int, expires_on: date) -> Link:
    """The link works until another day, also where it had expired."""
    with transaction.atomic():
        link = _hold(by, link_id)
        wrong = end_faults(expires_on, today=by.today(at))
        if wrong:
            raise Invalid(wrong)
        before, link.expires_on = link.expires_on, expires_on
        link.save(update_fields=["expires_on"])
        _record(link, by=by, at=at, what="link.extended", changes=[("expires_on", before.isoformat(), str(expires_on))])
    return link


def record_view(
    *, link: Link, at: datetime, what: str, visitor: str, device: str = "", seen_by_id: int | None = None
) -> None:
    """Keep one look. One insert and nothing else, so that many readers at once wait for nobody."""
    View.objects.create(
        link=link, at=at, what=what[:120], visitor=visitor[:8], device=device[:40], seen_by_id=seen_by_id
    )


def subject(*, viewer: Viewer, deal_id: int, of: Of, subject_id: int) -> Subject:
    """What a link would show, as the room above names it."""
    for ask in answers("sharing.subjects"):
        found: Subject | None = ask(viewer=viewer, deal_id=deal_id, of=of, subject_id=subject_id)
        if found is not None:
            return found
    raise NotThere(_("There is nothing like this to share on the deal."))


def _hold(by: Viewer, link_id: int) -> Link:
    found = Link.objects.visible_to(by).select_related("deal").filter(id=link_id).first()
    if found is None:
        raise NotThere(_("There is no such link, or you are not on its deal."))
    _deal, stands = hold(by, found.deal_id)
    require(may_work_on(by, stands))
    link = Link.objects.select_for_update().select_related("deal").get(id=link_id)
    if link.taken_back_at is not None:
        raise Refused(_("This link was taken back already. Make a new one."))
    return link


def _contact(deal: Deal, contact_id: int | None) -> Contact | None:
    if contact_id is None:
        return None
    found = Contact.objects.filter(id=contact_id).first() if has_contact(deal, contact_id) else None
    if found is None:
        raise Invalid({"contact_id": _("Choose somebody at the customer from the list.")})
    return found


def _record(link: Link, *, by: Viewer, at: datetime, what: str, changes: list[Change] | None = None) -> None:
    touch(link.deal, at=at)
    subject = Thing("link", link.pk, link.label)
    record(by=by, at=at, what=what, subject=subject, thread=thing(link.deal), changes=changes or [])
