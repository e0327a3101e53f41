"""Every write to accounts and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.customers.models import Account, Contact
from evener.journal.actions import record
from evener.journal.rules import Thing, changed
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Text
from evener.search.actions import put
from evener.search.rules import Kind, fold

FIELDS = ("name", "industry", "website", "country", "employees", "parent_id", "owner_id", "about")
CONTACT_FIELDS = ("name", "title", "email", "phone")
LENGTHS = {"name": 200, "industry": 120, "website": 200, "country": 80, "about": 20_000, "title": 120, "phone": 40}


def create_account(*, by: Viewer, at: datetime, values: Mapping[str, Any], external_id: str | None = None) -> Account:
    """A new account; the viewer owns it unless said otherwise."""
    _writer(by)
    given = {"name": "", "owner_id": by.id, **values}
    with transaction.atomic():
        _check(by, given, FIELDS)
        account = Account(created_at=at, external_id=external_id)
        for name, value in given.items():
            setattr(account, name, value)
        _save(account)
        record(by=by, at=at, what="account.created", subject=_thing(account), changes=changed({}, values), version=1)
    return account


def change_account(
    *, by: Viewer, at: datetime, account_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Account:
    """Change an account the viewer sees."""
    _writer(by)
    with transaction.atomic():
        rows = Account.objects.visible_to(by).select_for_update(of=("self",))
        account = rows.filter(id=account_id).first()
        if account is None:
            raise NotThere(_("There is no such account."))
        new = {name: value for name, value in values.items() if getattr(account, name, None) != value}
        if not new:
            return account
        if seen_version is not None and seen_version != account.version:
            raise Conflict(
                _("Somebody changed this account while you were at it. Look at it again, then change it."),
                version=account.version,
            )
        _check(by, new, FIELDS)
        if new.get("parent_id") == account.pk:
            raise Invalid({"parent_id": _("An account cannot belong to itself.")})
        before = {name: getattr(account, name) for name in new}
        for name, value in new.items():
            setattr(account, name, value)
        account.version += 1
        _save(account)
        if "name" in new:
            for follower in answers("customers.followers"):
                follower(account_id=account.pk)
        record(
            by=by,
            at=at,
            what="account.changed",
            subject=_thing(account),
            changes=changed(before, new),
            version=account.version,
        )
    return account


def add_contact(*, by: Viewer, at: datetime, account_id: int, values: Mapping[str, Any]) -> Contact:
    """A new person at an account."""
    _writer(by)
    with transaction.atomic():
        account = Account.objects.visible_to(by).filter(id=account_id).first()
        if account is None:
            raise NotThere(_("There is no such account."))
        _check(by, {"name": "", **values}, CONTACT_FIELDS)
        contact = Contact.objects.create(account=account, created_at=at, **values)
        put(Kind.CONTACT, contact.pk, contact.name, contact.email, contact.title, account.name)
        subject = Thing("contact", contact.pk, contact.name)
        record(by=by, at=at, what="contact.added", subject=subject, thread=_thing(account), changes=changed({}, values))
    return contact


def change_contact(*, by: Viewer, at: datetime, contact_id: int, values: Mapping[str, Any]) -> Contact:
    """Change a person at an account."""
    _writer(by)
    with transaction.atomic():
        rows = Contact.objects.visible_to(by).select_related("account").select_for_update(of=("self",))
        contact = rows.filter(id=contact_id).first()
        if contact is None:
            raise NotThere(_("There is no such contact."))
        _check(by, values, CONTACT_FIELDS)
        before = {name: getattr(contact, name) for name in values}
        for name, value in values.items():
            setattr(contact, name, value)
        contact.save(force_update=True)
        put(Kind.CONTACT, contact.pk, contact.name, contact.email, contact.title, contact.account.name)
        subject = Thing("contact", contact.pk, contact.name)
        changes = changed(before, values)
        record(by=by, at=at, what="contact.changed", subject=subject, thread=_thing(contact.account), changes=changes)
    return contact


def _save(account: Account) -> None:
    account.name = account.name.strip()
    account.folded_name = fold(account.name)[:200]
    account.save()
    put(Kind.ACCOUNT, account.pk, account.name, account.external_id or "", account.website)


def _check(by: Viewer, values: Mapping[str, Any], fields: tuple[str, ...]) -> None:
    wrong: dict[str, Text] = {name: _("There is no such field.") for name in values if name not in fields}
    if "name" in values and not values["name"].strip():
        wrong["name"] = _("Give a name.")
    for name, limit in LENGTHS.items():
        text = values.get(name) or ""
        if len(text) > limit or "\x00" in text:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
    employees = values.get("employees")
    if employees is not None and not 0 <= employees <= 2_000_000_000:
        wrong["employees"] = _("Give the number of people who work there.")
    parent = values.get("parent_id")
    if parent is not None and not Account.objects.visible_to(by).filter(id=parent).exists():
        wrong["parent_id"] = _("Choose one from the list.")
    owner = values.get("owner_id")
    if owner is not None and not User.objects.filter(id=owner).exists():
        wrong["owner_id"] = _("Choose one from the list.")
    if wrong:
        raise Invalid(wrong)


def _thing(account: Account) -> Thing:
    return Thing("account", account.pk, account.name)


def _writer(by: Viewer) -> None:
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
