"""Every write to accounts and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.customers.fields import ACCOUNT, CONTACT, account_faults, contact_faults, shown
from evener.customers.models import Account, Contact
from evener.customers.queries import contact_entry
from evener.journal import queries as journal
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, changed
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, NotAllowed, NotThere, Text
from evener.search.actions import put, put_all
from evener.search.rules import Kind, fold


def create_account(*, by: Viewer, at: datetime, values: Mapping[str, Any], external_id: str | None = None) -> Account:
    """A new account; the viewer owns it unless said otherwise."""
    _writer(by)
    given = {"name": "", "owner_id": by.id, **values}
    with transaction.atomic():
        account = Account(created_at=at, external_id=external_id)
        _check(by, account, given)
        for name, value in given.items():
            setattr(account, name, value)
        _save(account)
        changes: list[Change] = [(name, None, shown(account, name)) for name in given if shown(account, name)]
        record(by=by, at=at, what="account.created", subject=_thing(account), changes=changes, version=1)
    return account


def change_account(
    *, by: Viewer, at: datetime, account_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Account:
    """Change an account the viewer sees.

    `seen_version` is the version the change was made on. Fields somebody else changed since raise Conflict and nothing
    is written; changes to other fields pass. None means: whatever it is now.
    """
    _writer(by)
    with transaction.atomic():
        rows = Account.objects.visible_to(by).select_for_update(of=("self",))
        account = rows.filter(id=account_id).first()
        if account is None:
            raise NotThere(_("There is no such account."))
        new = {name: value for name, value in values.items() if getattr(account, name, None) != value}
        if not new:
            return account
        _check(by, account, new)
        if seen_version is not None and seen_version != account.version:
            _refuse_clashes(account, new, seen_version=seen_version)
        _write(account, new, by=by, at=at)
    return account


def _write(account: Account, new: Mapping[str, Any], *, by: Viewer, at: datetime) -> None:
    before = {name: shown(account, name) for name in new}
    for name, value in new.items():
        setattr(account, name, value)
    account.version += 1
    _save(account)
    if "name" in new:
        _index_contacts(account)
        for follower in answers("customers.followers"):
            follower(account_id=account.pk)
    changes: list[Change] = [(name, before[name], shown(account, name)) for name in new]
    subject = _thing(account)
    record(by=by, at=at, what="account.changed", subject=subject, changes=changes, version=account.version)


def _refuse_clashes(account: Account, new: Mapping[str, Any], *, seen_version: int) -> None:
    ahead = Account(**new)
    clashes: dict[str, Clash] = {}
    for entry in journal.since_version("account", account.pk, version=seen_version):
        for name, _before, _after in entry.changes:
            if name in new:
                clashes[name] = Clash(
                    field=str(ACCOUNT[name]),
                    theirs=_text(shown(account, name)),
                    yours=_text(shown(ahead, name)),
                    who=entry.actor.name,
                    when=entry.at.isoformat(),
                )
    if clashes or seen_version > account.version:
        raise Conflict(_overtaken(), clashes=list(clashes.values()), version=account.version)


def add_contact(*, by: Viewer, at: datetime, account_id: int, values: Mapping[str, Any]) -> Contact:
    """A new person at an account."""
    _writer(by)
    with transaction.atomic():
        account = Account.objects.visible_to(by).filter(id=account_id).first()
        if account is None:
            raise NotThere(_("There is no such account."))
        wrong = contact_faults({"name": "", **values})
        if wrong:
            raise Invalid(wrong)
        contact = Contact.objects.create(account=account, created_at=at, **values)
        _index_contact(contact)
        subject = Thing("contact", contact.pk, contact.name)
        changes: list[Change] = [(name, None, value) for name, value in values.items() if value]
        record(by=by, at=at, what="contact.added", subject=subject, thread=_thing(account), changes=changes)
    return contact


def change_contact(
    *,
    by: Viewer,
    at: datetime,
    contact_id: int,
    values: Mapping[str, Any],
    seen: Mapping[str, str] | None = None,
) -> Contact:
    """Change a person at an account.

    `seen` is what the change was made on, by field: only what differs from it is written, and where that is not as it
    was seen any more, somebody else changed it meanwhile: Conflict, and nothing is written. None means: all of it,
    whatever it is now.
    """
    _writer(by)
    with transaction.atomic():
        rows = Contact.objects.visible_to(by).select_related("account").select_for_update(of=("self",))
        contact = rows.filter(id=contact_id).first()
        if contact is None:
            raise NotThere(_("There is no such contact."))
        wrong = contact_faults(values)
        if wrong:
            raise Invalid(wrong)
        if seen is not None:
            values = {name: value for name, value in values.items() if value != seen.get(name, "")}
            _refuse_contact_clashes(contact, values, seen)
        changes = changed({name: getattr(contact, name) for name in values}, values)
        if not changes:
            return contact
        for name, value in values.items():
            setattr(contact, name, value)
        contact.save(force_update=True)
        _index_contact(contact)
        subject = Thing("contact", contact.pk, contact.name)
        record(by=by, at=at, what="contact.changed", subject=subject, thread=_thing(contact.account), changes=changes)
    return contact


def _refuse_contact_clashes(contact: Contact, values: Mapping[str, Any], seen: Mapping[str, str]) -> None:
    moved = [name for name, value in values.items() if getattr(contact, name) not in (value, seen.get(name, ""))]
    if not moved:
        return
    entry = contact_entry(contact)
    who, when = (entry.actor.name, entry.at.isoformat()) if entry else ("", "")
    raise Conflict(
        _overtaken(),
        clashes=[Clash(str(CONTACT[name]), getattr(contact, name), values[name], who, when) for name in moved],
    )


def _overtaken() -> str:
    return _("Somebody changed this while you were at it. Nothing was overwritten: choose which to keep.")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _save(account: Account) -> None:
    account.name = account.name.strip()
    account.folded_name = fold(account.name)[:200]
    account.save()
    put(Kind.ACCOUNT, account.pk, account.name, account.external_id or "", account.website)


def _index_contact(contact: Contact) -> None:
    put(Kind.CONTACT, contact.pk, contact.name, contact.email, contact.title, contact.account.name)


def _index_contacts(account: Account) -> None:
    """People are found by the name of their account too."""
    people = Contact.objects.filter(account_id=account.pk).values_list("id", "name", "email", "title")
    put_all(Kind.CONTACT, [(id, (*words, account.name)) for id, *words in people])


def _check(by: Viewer, account: Account, values: Mapping[str, Any]) -> None:
    """Refuse values that cannot be taken, all of them at once."""
    wrong = account_faults(values)
    parent = values.get("parent_id")
    if parent is not None and not Account.objects.visible_to(by).filter(id=parent).exists():
        wrong["parent_id"] = _("Choose one from the list.")
    elif parent is not None and account.pk is not None:
        wrong |= _circle(account.pk, parent)
    owner = values.get("owner_id")
    if owner is not None:
        found = User.objects.filter(id=owner).first()
        if found is None:
            wrong["owner_id"] = _("Choose one from the list.")
        elif not found.is_active:
            wrong["owner_id"] = _("%(name)s does not work here any more. Choose someone else.") % {"name": found.name}
    if wrong:
        raise Invalid(wrong)


def _circle(account_id: int, parent_id: int) -> dict[str, Text]:
    """Whether `parent_id` is the account itself or belongs to it, however far down."""
    above: int | None = parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == account_id:
            own = parent_id == account_id
            text = _("An account cannot belong to itself.") if own else _("That account already belongs to this one.")
            return {"parent_id": text}
        seen.add(above)
        above = Account.objects.filter(id=above).values_list("parent_id", flat=True).first()
    return {}


def _thing(account: Account) -> Thing:
    return Thing("account", account.pk, account.name)


def _writer(by: Viewer) -> None:
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
