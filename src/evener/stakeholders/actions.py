"""Every write to stakeholders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from evener.bulk import insert, take_ids
from evener.customers.actions import add_contact
from evener.customers.models import Contact
from evener.deals.actions.held import hold_to_change, seat, thing, touch
from evener.deals.models import Deal
from evener.deals.rules import Part
from evener.journal.actions import entry, record, record_all
from evener.journal.rules import Change, Thing
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Clash, Conflict, Invalid, Refused, Text
from evener.stakeholders.models import Listening, Stakeholder
from evener.stakeholders.queries import NAMED, heard_by, nobody, versions
from evener.stakeholders.rules.parts import (
    COLUMNS,
    LENGTHS,
    MOST,
    NAMES,
    ROLE_NAMES,
    DealRole,
    Influence,
    circle,
    circle_text,
    faults,
    settled,
)

LONGEST_REASON = 1000
SHOWN_REPORTS = 20
WRITTEN = [field.attname for field in Stakeholder._meta.concrete_fields]


def add_stakeholder(
    *, by: Viewer, at: datetime, deal_id: int, contact_id: int, values: Mapping[str, Any] | None = None
) -> Stakeholder:
    """Give a contact a part in an open deal. `values` by field name of `rules.parts.NAMES`, all of them optional.

    The contact is one of the deal's account; somebody of another account is a customer's customer.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        contact = Contact.objects.visible_to(by).select_related("account").filter(id=contact_id).first()
        if contact is None:
            raise Invalid({"contact_id": _("Choose somebody at the customer from the list.")})
        return _add(deal, contact, by=by, at=at, values=values or {})


def add_person(
    *, by: Viewer, at: datetime, deal_id: int, contact: Mapping[str, Any], account_id: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> Stakeholder:  # fmt: skip
    """The same with somebody who is no contact yet: they become one of the deal's account, or of another they are at.

    `contact` by field name of `customers.fields.CONTACT`; a name is needed.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        at_account = account_id or deal.account_id
        if at_account is None:
            raise Invalid({"account_id": _("Choose the account of the deal first, or say where this person works.")})
        _of_this_account(deal, at_account, settled((values or {}).get("roles") or ()), field="account_id")
        made = add_contact(by=by, at=at, account_id=at_account, values=contact)
        return _add(deal, made, by=by, at=at, values=values or {})


def _add(deal: Deal, contact: Contact, *, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Stakeholder:
    others = Stakeholder.objects.filter(deal=deal)
    if others.filter(contact=contact).exists():
        raise Invalid({"contact_id": _("%(name)s is a stakeholder of this deal already.") % {"name": contact.name}})
    if others.count() >= MOST:
        raise Refused(_("There are 10,000 people on this deal. Take some out first."))
    row = Stakeholder(deal=deal, contact=contact, created_at=at, created_by_id=by.id)
    heard = _take(row, values, deal)
    row.save(force_insert=True)
    _hear(row, heard)
    _seat(row, deal)
    given: list[Change] = [("at", None, contact.account.name)] if contact.account_id != deal.account_id else []
    given += [(name, None, text) for name in values if (text := _shown(row, name, heard=heard)) not in (None, "")]
    _tell(row, deal, by=by, at=at, what="stakeholder.added", changes=given)
    return row


def carry_stakeholders(*, by: Viewer, at: datetime, former_id: int, deal_id: int) -> int:
    """The people of an earlier deal of the same account, with a part in a new one; how many came along.

    What they are and what they risk is theirs and comes along: role, influence, reporting lines, stakes, and who of us
    looks after them. How they stood is asked again: stance and champion speak of an offer that is over, and remembered
    ones would silence the warning that nobody is for us now. Who is at the account no longer stays behind. A constant
    number of statements.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        former = Stakeholder.objects.visible_to(by).filter(deal_id=former_id)
        former = former.filter(contact__in=Contact.objects.visible_to(by))
        former = former.filter(Q(contact__account_id=deal.account_id) | Q(is_customers_customer=True))
        there = Stakeholder.objects.filter(deal=deal).values("contact_id")
        known = list(former.exclude(contact_id__in=there).select_related("contact__account").order_by("id"))
        if not known:
            return 0
        ids = dict(zip((row.pk for row in known), take_ids(Stakeholder, len(known)), strict=True))
        ours = {user.pk: user for user in _ours().filter(id__in=[row.relationship_owner_id or 0 for row in known])}
        new = {row.pk: _carried(row, deal, id=ids[row.pk], ours=ours, by=by, at=at) for row in known}
        for row in known:
            new[row.pk].reports_to = new.get(row.reports_to_id or 0)
        insert(Stakeholder, WRITTEN, ([getattr(row, name) for name in WRITTEN] for row in new.values()))
        lines = Listening.objects.filter(listener__in=former).order_by("heard__contact__name", "heard_id")
        heard: dict[int, list[Stakeholder]] = {}
        for listener, each in lines.values_list("listener_id", "heard_id"):
            if listener in new and each in new:
                heard.setdefault(listener, []).append(new[each])
        pairs = [Listening(listener=new[who], heard=each) for who, all in heard.items() for each in all]
        Listening.objects.bulk_create(pairs, batch_size=1000)
        seat(deal, dict.fromkeys(ours, Part.OTHER))
        _tell_carried(new, heard, deal, former=Deal.objects.only("name").get(id=former_id), by=by, at=at)
    return len(known)


def _carried(
    row: Stakeholder, deal: Deal, *, id: int, ours: Mapping[int, User], by: Viewer, at: datetime
) -> Stakeholder:
    made = Stakeholder(id=id, deal=deal, contact=row.contact, created_at=at, created_by_id=by.id)
    made.relationship_owner = ours.get(row.relationship_owner_id or 0)
    for name in ("influence", *LENGTHS, *(column for role, column in COLUMNS.items() if role != DealRole.CHAMPION)):
        setattr(made, name, getattr(row, name))
    return made


def _tell_carried(
    new: Mapping[int, Stakeholder], heard: Mapping[int, Sequence[Stakeholder]], deal: Deal,
    *, former: Deal, by: Viewer, at: datetime,
) -> None:  # fmt: skip
    reason = _("As known from “%(deal)s”.") % {"deal": former.name}
    entries = []
    for was, row in new.items():
        known = {name: _shown(row, name, heard=()) for name in NAMES}
        known["listens_to_ids"] = ", ".join(str(each) for each in heard.get(was, ()))
        changes: list[Change] = [("at", None, row.contact.account.name)] * (row.contact.account_id != deal.account_id)
        changes += [(name, None, text) for name, text in known.items() if text not in (None, "", "unknown")]
        subject = Thing("stakeholder", row.pk, row.contact.name)
        entries.append(
            entry(
                by=by, at=at, what="stakeholder.added", subject=subject, thread=thing(deal), changes=changes,
                reason=reason,
            )
        )  # fmt: skip
    record_all(entries)
    touch(deal, at=at)


def change_stakeholder(
    *, by: Viewer, at: datetime, stakeholder_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Stakeholder:
    """Change what is known of somebody on an open deal.

    `seen_version` is the version the change was made on. Fields somebody else changed since raise Conflict and nothing
    is written; changes to other fields pass. None means: whatever it is now.
    """
    with transaction.atomic():
        row, deal = _hold(by, stakeholder_id)
        heard = [id for id, _name in heard_by([row.pk]).get(row.pk, [])]
        new = {name: value for name, value in values.items() if _differs(row, name, value, heard=heard)}
        if not new:
            return row
        if seen_version is not None and seen_version != row.version:
            _refuse_clashes(row, new, seen_version=seen_version, heard=heard)
        before = {name: _shown(row, name, heard=heard) for name in new if name in NAMES}
        after = _take(row, new, deal)
        row.version += 1
        row.save(force_update=True)
        if "listens_to_ids" in new:
            _hear(row, after)
        _seat(row, deal)
        changes: list[Change] = [(name, before[name], _shown(row, name, heard=after)) for name in new]
        _tell(row, deal, by=by, at=at, what="stakeholder.changed", changes=changes)
    return row


def remove_stakeholder(*, by: Viewer, at: datetime, stakeholder_id: int, reason: str = "") -> None:
    """Take somebody out of a deal. What was known of them stays in the journal; the contact stays on the account.

    Those who reported to them report to nobody until somebody says otherwise.
    """
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _("Keep it under %(limit)d characters.") % {"limit": LONGEST_REASON}})
    with transaction.atomic():
        row, deal = _hold(by, stakeholder_id)
        heard = [id for id, _name in heard_by([row.pk]).get(row.pk, [])]
        known = ((name, _shown(row, name, heard=heard)) for name in NAMES)
        changes: list[Change] = [(name, text, None) for name, text in known if text not in (None, "")]
        reports = Stakeholder.objects.filter(reports_to=row).order_by("-influence", "id")
        names = list(reports.values_list("contact__name", flat=True)[:SHOWN_REPORTS])
        if names:
            changes.append(("reports", ", ".join(names), None))
        _tell(row, deal, by=by, at=at, what="stakeholder.removed", changes=changes, reason=reason.strip())
        row.delete()


def _hold(by: Viewer, id: int) -> tuple[Stakeholder, Deal]:
    """The stakeholder and their deal, both locked, of somebody who may change it. Deals are locked first."""
    deal_id = Stakeholder.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise nobody()
    deal = hold_to_change(by, deal_id)
    found = Stakeholder.objects.select_for_update(of=("self",)).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise nobody()
    return found, deal


def _take(row: Stakeholder, values: Mapping[str, Any], deal: Deal) -> list[int]:
    """Set checked values; who is listened to comes back, as it is kept beside the row."""
    wrong = faults(values)
    if wrong:
        raise Invalid(wrong)
    roles = settled(values["roles"] or ()) if "roles" in values else row.roles
    _of_this_account(deal, row.contact.account_id, roles, field="roles")
    for role, column in COLUMNS.items():
        setattr(row, column, role in roles)
    if "reports_to_id" in values:
        row.reports_to = _boss(row, values["reports_to_id"], deal)
    if "relationship_owner_id" in values:
        row.relationship_owner = _owner(values["relationship_owner_id"])
    if "influence" in values:
        row.influence = Influence(values["influence"]).value
    if "stance" in values:
        row.stance = str(values["stance"])
    for name in LENGTHS.keys() & values.keys():
        setattr(row, name, (values[name] or "").strip())
    return _heard(row, values.get("listens_to_ids") or (), deal)


def _of_this_account(deal: Deal, account_id: int, roles: Sequence[DealRole], *, field: str) -> None:
    if account_id == deal.account_id or DealRole.BEYOND in roles:
        return
    text = _("They are not at the account of this deal. Somebody from elsewhere is a customer’s customer: say so.")
    raise Invalid({field: text})


def _boss(row: Stakeholder, id: int | None, deal: Deal) -> Stakeholder | None:
    if id is None:
        return None
    boss = Stakeholder.objects.select_related("contact").filter(deal=deal, id=id).first()
    if boss is None:
        raise Invalid({"reports_to_id": _("Choose somebody who is on this deal.")})
    lines = dict(Stakeholder.objects.filter(deal=deal).values_list("id", "reports_to_id"))
    chain = circle(lines, who=row.pk, boss=id) if row.pk else []
    if chain:
        ends = [*chain[:6], chain[-1]] if len(chain) > 7 else chain
        known = dict(Stakeholder.objects.filter(id__in=ends).values_list("id", "contact__name"))
        raise Invalid({"reports_to_id": circle_text([known[each] for each in ends])})
    return boss


def _heard(row: Stakeholder, ids: Sequence[int], deal: Deal) -> list[int]:
    wanted = sorted(set(ids))
    wrong: dict[str, Text] = {}
    if row.pk in wanted:
        wrong["listens_to_ids"] = _("%(name)s cannot be said to listen to themselves.") % {"name": row.contact.name}
    elif Stakeholder.objects.filter(deal=deal, id__in=wanted).count() != len(wanted):
        wrong["listens_to_ids"] = _("Choose people who are on this deal.")
    if wrong:
        raise Invalid(wrong)
    return wanted


def _hear(row: Stakeholder, ids: Sequence[int]) -> None:
    Listening.objects.filter(listener=row).exclude(heard_id__in=ids).delete()
    there = set(Listening.objects.filter(listener=row).values_list("heard_id", flat=True))
    Listening.objects.bulk_create([Listening(listener=row, heard_id=id) for id in ids if id not in there])


def _owner(id: int | None) -> User | None:
    if id is None:
        return None
    found = _ours().filter(id=id).first()
    if found is None:
        raise Invalid({"relationship_owner_id": _("Choose one of us from the list.")})
    return found


def _ours() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(role=Role.VIEWER)


def _seat(row: Stakeholder, deal: Deal) -> None:
    """Whoever owns the relationship works on the deal, and so sees it."""
    if row.relationship_owner_id is not None:
        seat(deal, {row.relationship_owner_id: Part.OTHER})


def _differs(row: Stakeholder, name: str, value: Any, *, heard: Sequence[int]) -> bool:
    if name == "roles":
        return settled(value or ()) != row.roles or any(role not in set(DealRole) for role in value or ())
    if name == "listens_to_ids":
        return sorted(set(value or ())) != sorted(heard)
    if name in LENGTHS:
        return bool((value or "").strip() != getattr(row, name))
    return bool(getattr(row, name, None) != value)


def _shown(row: Stakeholder, field: str, *, heard: Sequence[int]) -> Any:
    """The field as the journal keeps it: names instead of ids."""
    if field == "roles":
        return ", ".join(str(ROLE_NAMES[role]) for role in row.roles)
    if field == "influence":
        return Influence(row.influence).key
    if field in ("reports_to_id", "relationship_owner_id"):
        related = getattr(row, field.removesuffix("_id"))
        return str(related) if related is not None else None
    if field == "listens_to_ids":
        names = Stakeholder.objects.filter(id__in=list(heard)).values_list("contact__name", flat=True)
        return ", ".join(sorted(names)) if heard else None
    return getattr(row, field)


def _refuse_clashes(row: Stakeholder, new: Mapping[str, Any], *, seen_version: int, heard: Sequence[int]) -> None:
    clashes: dict[str, Clash] = {}
    for change in versions(row)[seen_version:]:
        for name, _before, _after in change.changes:
            if name in new:
                theirs = str(_shown(row, name, heard=heard) or "")
                clashes[name] = Clash(
                    str(NAMES[name]), theirs, _yours(name, new[name]), change.actor.name, change.at.isoformat()
                )
    if clashes or seen_version > row.version:
        text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=row.version)


def _yours(name: str, value: Any) -> str:
    """What was about to be written, in words."""
    if name == "roles":
        return ", ".join(str(ROLE_NAMES[role]) for role in settled(value or ()))
    if name in ("reports_to_id", "listens_to_ids"):
        ids = [value] if isinstance(value, int) else list(value or ())
        names = Stakeholder.objects.filter(id__in=ids).values_list("contact__name", flat=True)
        return ", ".join(sorted(names))
    if name == "relationship_owner_id":
        return User.objects.filter(id=value or 0).values_list("name", flat=True).first() or ""
    return Influence(value).key if name == "influence" else str(value or "")


def _tell(
    row: Stakeholder, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    touch(deal, at=at)
    record(
        by=by, at=at, what=what, subject=Thing("stakeholder", row.pk, row.contact.name), thread=thing(deal),
        changes=list(changes), reason=reason,
    )  # fmt: skip
