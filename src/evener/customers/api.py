"""Accounts and the people there, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from evener.customers import actions
from evener.customers.models import Account, Contact
from evener.listing.queries import page
from evener.listing.rules import Order
from evener.problems import NotThere
from evener.rest.answers import answer, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, Id, Mail, Name, Number, PathId, QueryId, QueryText, Text, Title, Version, Word
from evener.search.queries import matching_ids
from evener.search.rules import Kind

routes = Routes("Accounts")

Rows = QuerySet[Any, dict[str, Any]]
ORDERS = {
    "name": Order("name", gettext_lazy("Name"), ("name", "id")),
    "id": Order("id", gettext_lazy("Age"), ("id",)),
}
ACCOUNT = (
    "id", "name", "industry", "website", "country", "employees", "parent_id", "owner_id", "about", "external_id",
    "version", "created_at",
)  # fmt: skip
ACCOUNT_NAMES: dict[str, Any] = {"parent_name": F("parent__name"), "owner_name": F("owner__name")}
CONTACT = ("id", "account_id", "name", "title", "email", "phone", "created_at")
CONTACT_NAMES: dict[str, Any] = {"account_name": F("account__name")}


class AccountShown(Shown):
    id: int
    name: str
    industry: str
    website: str
    country: str
    employees: int | None
    parent_id: int | None
    parent_name: str | None
    owner_id: int | None
    owner_name: str | None
    about: str
    external_id: str | None
    version: int
    created_at: datetime


class AccountPage(PageOf[AccountShown]):
    pass


class NewAccount(Given):
    name: Name
    industry: Title = LEFT_OUT
    website: Name = LEFT_OUT
    country: Word = LEFT_OUT
    employees: Number | None = LEFT_OUT
    parent_id: Id | None = LEFT_OUT
    owner_id: Id | None = Field(default_factory=lambda: None, description="You, unless said otherwise.")
    about: Text = LEFT_OUT


class AccountChange(Given):
    version: Version = Field(description="The version this change was made on.")
    name: Name = LEFT_OUT
    industry: Title = LEFT_OUT
    website: Name = LEFT_OUT
    country: Word = LEFT_OUT
    employees: Number | None = LEFT_OUT
    parent_id: Id | None = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    about: Text = LEFT_OUT


class AccountsAsked(Ordered):
    q: QueryText = Field("", description="Words of the name or website, each by its beginning.")
    owner_id: QueryId | None = None


class ContactShown(Shown):
    id: int
    account_id: int
    account_name: str
    name: str
    title: str
    email: str
    phone: str
    created_at: datetime


class ContactPage(PageOf[ContactShown]):
    pass


class NewContact(Given):
    name: Title
    title: Title = LEFT_OUT
    email: Mail = LEFT_OUT
    phone: Word = LEFT_OUT


class ContactChange(Given):
    name: Title = LEFT_OUT
    title: Title = LEFT_OUT
    email: Mail = LEFT_OUT
    phone: Word = LEFT_OUT


class ContactsAsked(Ordered):
    q: QueryText = Field("", description="Words of the name, address or account, each by its beginning.")
    account_id: QueryId | None = None


def _accounts(rows: QuerySet[Account, Any]) -> Rows:
    found: Rows = rows.values(*ACCOUNT, **ACCOUNT_NAMES)
    return found


def _contacts(rows: QuerySet[Contact, Any]) -> Rows:
    found: Rows = rows.values(*CONTACT, **CONTACT_NAMES)
    return found


def _one(rows: Rows, id: int, missing: str) -> dict[str, Any]:
    row = rows.filter(id=id).first()
    if row is None:
        raise NotThere(missing)
    return row


def _searched(rows: Rows, kind: Kind, text: str) -> Rows:
    if not text.strip():
        return rows
    found = matching_ids(kind, text)
    return rows.none() if found is None else rows.filter(id__in=found)


@routes.on("GET", "/accounts", gives=AccountPage, summary="Accounts, page by page")
def accounts(request: Call, asked: Query[AccountsAsked]) -> HttpResponse:
    """Orders: `name` (default) and `id`, each with a leading `-` for descending."""
    rows = _searched(_accounts(Account.objects.visible_to(request.viewer)), Kind.ACCOUNT, asked.q)
    if asked.owner_id is not None:
        rows = rows.filter(owner_id=asked.owner_id)
    return page_of(page(rows, ask=asked.ask(asked.order or "name"), orders=ORDERS))


@routes.on("POST", "/accounts", gives=AccountShown, summary="Add an account")
def create_account(request: Call, body: NewAccount) -> HttpResponse:
    account = actions.create_account(by=request.viewer, at=request.at, values=body.values())
    return made(_accounts(Account.objects.all()).get(id=account.pk), at=f"/accounts/{account.pk}")


@routes.on("GET", "/accounts/{account_id}", gives=AccountShown, summary="One account")
def account(request: Call, account_id: PathId) -> HttpResponse:
    rows = _accounts(Account.objects.visible_to(request.viewer))
    return answer(_one(rows, account_id, _("There is no such account.")))


@routes.on("PATCH", "/accounts/{account_id}", gives=AccountShown, summary="Change an account")
def change_account(request: Call, account_id: PathId, body: AccountChange) -> HttpResponse:
    actions.change_account(
        by=request.viewer, at=request.at, account_id=account_id, values=body.values(), seen_version=body.version
    )
    return answer(_accounts(Account.objects.all()).get(id=account_id))


@routes.on("POST", "/accounts/{account_id}/contacts", gives=ContactShown, summary="Add a contact")
def add_contact(request: Call, account_id: PathId, body: NewContact) -> HttpResponse:
    contact = actions.add_contact(by=request.viewer, at=request.at, account_id=account_id, values=body.values())
    return made(_contacts(Contact.objects.all()).get(id=contact.pk), at=f"/contacts/{contact.pk}")


@routes.on("GET", "/contacts", gives=ContactPage, summary="Contacts, page by page")
def contacts(request: Call, asked: Query[ContactsAsked]) -> HttpResponse:
    """Orders: `id` (default) and `name`, each with a leading `-` for descending."""
    rows = _searched(_contacts(Contact.objects.visible_to(request.viewer)), Kind.CONTACT, asked.q)
    if asked.account_id is not None:
        rows = rows.filter(account_id=asked.account_id)
    return page_of(page(rows, ask=asked.ask(asked.order or "id"), orders=ORDERS))


@routes.on("GET", "/contacts/{contact_id}", gives=ContactShown, summary="One contact")
def contact(request: Call, contact_id: PathId) -> HttpResponse:
    rows = _contacts(Contact.objects.visible_to(request.viewer))
    return answer(_one(rows, contact_id, _("There is no such contact.")))


@routes.on("PATCH", "/contacts/{contact_id}", gives=ContactShown, summary="Change a contact")
def change_contact(request: Call, contact_id: PathId, body: ContactChange) -> HttpResponse:
    actions.change_contact(by=request.viewer, at=request.at, contact_id=contact_id, values=body.values())
    return answer(_contacts(Contact.objects.all()).get(id=contact_id))
