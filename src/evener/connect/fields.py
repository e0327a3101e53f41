"""What can be imported: the fields of deals, accounts, products and people, and what other systems call them. Pure.

Synonyms are lower case words as headers read once signs, case and brackets are gone; the first is the commonest. The
object's own name in front (`deal title`, `opportunity name`, `account industry`) is understood without being listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.problems import Text


class Kind(StrEnum):
    """What the rows of a file are."""

    DEALS = "deals"
    ACCOUNTS = "accounts"
    PRODUCTS = "products"
    PEOPLE = "people"


KIND_NAMES: dict[Kind, Text] = {
    Kind.DEALS: _("Deals"),
    Kind.ACCOUNTS: _("Accounts"),
    Kind.PRODUCTS: _("Products"),
    Kind.PEOPLE: _("People"),
}


class Holds(StrEnum):
    """What a column's values look like."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    CURRENCY = "currency"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is used by `--map`; `needed` fields make a row of this kind at all (any one of them)."""

    name: str
    label: Text
    holds: Holds
    synonyms: tuple[str, ...]
    needed: bool = False


DEALS = (
    Field("external_id", _("Id in the other system"), Holds.NAME, (
        "opportunity id", "deal id", "record id", "id", "external id", "opportunity id 18", "case safe id",
        "do not modify opportunity", "opportunity number", "deal number", "opportunity ref", "reference",
    ), needed=True),
    Field("name", _("Name"), Holds.NAME, (
        "opportunity name", "deal name", "title", "topic", "name", "opportunity", "deal", "subject", "project name",
    ), needed=True),
    Field("account", _("Account"), Holds.NAME, (
        "account name", "account", "company name", "company", "organization", "organisation", "potential customer",
        "customer", "customer name", "organization name", "associated company", "primary company",
        "primary associated company", "associated company primary", "parent account", "client", "client name",
    )),
    Field("account_id", _("Account’s id in the other system"), Holds.NAME, (
        "account id", "company id", "organization id", "associated company id", "associated company ids",
        "customer id",
    )),
    Field("owner", _("Sales owner"), Holds.NAME, (
        "opportunity owner", "deal owner", "sales agent", "owner", "owner name", "owner full name", "sales rep",
        "sales owner", "salesperson", "account executive", "rep", "assigned to", "agent",
        "owner email", "sales representative", "responsible",
    )),
    Field("lead_engineer", _("Lead engineer"), Holds.NAME, (
        "lead engineer", "sales engineer", "solutions engineer", "solution engineer", "presales engineer",
        "solution architect", "solutions architect", "presales", "technical owner", "se",
    )),
    Field("stage", _("Stage"), Holds.NAME, (
        "stage", "deal stage", "sales stage", "stage name", "pipeline stage", "pipeline phase", "phase",
        "opportunity stage",
    )),
    Field("outcome", _("Outcome"), Holds.NAME, (
        "outcome", "deal status", "status", "opportunity status", "state", "status reason", "result",
    )),
    Field("reason", _("Reason of the outcome"), Holds.TEXT, (
        "loss reason", "lost reason", "closed lost reason", "reason lost", "closed won reason", "win reason",
        "close reason", "reason", "win loss reason", "won lost reason",
    )),
    Field("amount", _("Amount"), Holds.MONEY, (
        "amount", "deal amount", "value", "deal value", "close value", "est revenue", "estimated revenue",
        "opportunity amount", "opportunity value", "actual revenue", "total contract value", "tcv", "contract value",
        "revenue", "total amount", "annual contract value", "acv", "amount in company currency", "sales value",
        "price",
    )),
    Field("currency", _("Currency"), Holds.CURRENCY, (
        "currency", "currency code", "currency iso code", "currency of value", "opportunity currency",
        "deal currency", "amount currency", "deal currency code", "transaction currency",
    )),
    Field("opened_on", _("Opened on"), Holds.DATE, (
        "created date", "create date", "created on", "date created", "deal created", "engage date", "opened on",
        "opened", "open date", "start date", "creation date", "created", "created at", "add time", "date opened",
    )),
    Field("close_on", _("Expected close"), Holds.DATE, (
        "close date", "expected close date", "est close date", "estimated close date", "expected close",
        "expected close on", "expected closing date", "forecast close date", "target close date", "closing date",
        "close on",
    )),
    Field("closed_on", _("Closed on"), Holds.DATE, (
        "actual close date", "closed on", "deal closed on", "closed date", "date closed", "won time", "won date",
        "lost time", "closed at", "actual closed date",
    )),
    Field("product", _("Product"), Holds.NAME, (
        "product", "product name", "products", "primary product", "line item", "line item name", "product line",
    )),
    Field("next_step", _("Next step"), Holds.TEXT, (
        "next step", "next steps", "next action", "next activity subject", "next activity",
    )),
    Field("next_step_on", _("Next step by"), Holds.DATE, (
        "next step date", "next activity date", "next step due", "next step by", "next action date",
    )),
    Field("source", _("Source"), Holds.NAME, (
        "lead source", "source", "deal source", "original source", "original source type", "original traffic source",
        "source channel", "source campaign", "primary campaign source", "label",
    )),
    Field("about", _("About"), Holds.TEXT, (
        "description", "deal description", "about", "notes", "details", "comments",
    )),
)  # fmt: skip

ACCOUNTS = (
    Field("external_id", _("Id in the other system"), Holds.NAME, (
        "account id", "company id", "organization id", "record id", "id", "external id", "do not modify account",
        "account number", "customer id",
    )),
    Field("name", _("Name"), Holds.NAME, (
        "account name", "account", "company name", "company", "organization", "organisation", "organization name",
        "name", "customer", "customer name", "client",
    ), needed=True),
    Field("industry", _("Industry"), Holds.NAME, ("industry", "sector", "vertical", "branch", "segment")),
    Field("website", _("Website"), Holds.NAME, (
        "website", "company domain name", "domain", "domain name", "website url", "url", "homepage",
    )),
    Field("country", _("Country"), Holds.NAME, (
        "billing country", "country", "country region", "address 1 country region", "office location", "location",
        "headquarters", "address country", "shipping country", "country of address", "hq country",
    )),
    Field("employees", _("Employees"), Holds.NUMBER, (
        "employees", "number of employees", "no of employees", "employee count", "headcount", "company size",
    )),
    Field("parent", _("Parent company"), Holds.NAME, (
        "parent account", "subsidiary of", "parent company", "parent", "parent organization", "parent account name",
    )),
    Field("owner", _("Owner"), Holds.NAME, (
        "account owner", "company owner", "owner", "organization owner", "owner name", "account manager",
    )),
    Field("about", _("About"), Holds.TEXT, ("description", "about us", "about", "notes", "account description")),
)  # fmt: skip

PRODUCTS = (
    Field("name", _("Name"), Holds.NAME, ("product name", "product", "name", "title", "item"), needed=True),
    Field("series", _("Series"), Holds.NAME, (
        "series", "product family", "family", "product line", "category", "product category", "product group",
        "product type",
    )),
    Field("price", _("List price"), Holds.MONEY, (
        "list price", "sales price", "price", "unit price", "standard price", "suggested retail price",
        "retail price", "amount",
    )),
    Field("currency", _("Currency"), Holds.CURRENCY, ("currency", "currency code", "currency iso code")),
)  # fmt: skip

PEOPLE = (
    Field("name", _("Name"), Holds.NAME, (
        "full name", "name", "sales agent", "user", "user full name", "sales rep", "salesperson", "owner", "agent",
        "employee", "person", "rep", "display name", "employee name",
    ), needed=True),
    Field("first_name", _("First name"), Holds.NAME, ("first name", "given name", "forename")),
    Field("last_name", _("Last name"), Holds.NAME, ("last name", "surname", "family name"), needed=True),
    Field("email", _("E-mail"), Holds.EMAIL, (
        "email", "e mail", "email address", "work email", "primary email", "user email", "username", "user name",
        "mail",
    )),
    Field("role", _("Role"), Holds.NAME, ("role", "profile", "user role", "job title", "title", "function")),
    Field("team", _("Team"), Holds.NAME, (
        "team", "main team", "hubspot team", "team name", "regional office", "region", "office", "department",
        "business unit", "division", "visibility group",
    )),
    Field("manager", _("Manager"), Holds.NAME, (
        "manager", "reports to", "team leader", "leader", "manager name", "supervisor", "boss",
    )),
)  # fmt: skip

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.DEALS: DEALS,
    Kind.ACCOUNTS: ACCOUNTS,
    Kind.PRODUCTS: PRODUCTS,
    Kind.PEOPLE: PEOPLE,
}

# What may stand before a field's own name.
OBJECTS: dict[Kind, frozenset[str]] = {
    Kind.DEALS: frozenset({"deal", "opportunity", "opp"}),
    Kind.ACCOUNTS: frozenset({"account", "company", "organization", "organisation", "customer"}),
    Kind.PRODUCTS: frozenset({"product", "item"}),
    Kind.PEOPLE: frozenset({"user", "person", "employee"}),
}

# Headers whose values Evener works out for itself or does not keep: never guessed, however alike they look.
NOT_IMPORTED = frozenset(
    {
        "probability", "deal probability", "forecast category", "forecast probability", "weighted amount",
        "weighted value", "expected revenue", "age", "days to close", "stage duration", "last modified date",
        "modified on", "last activity date", "last activity", "last stage change date", "fiscal period",
        "fiscal year", "fiscal quarter", "has open activity", "year established", "phone", "fax", "rating",
        "do not modify row checksum", "do not modify modified on", "last contacted", "type", "close date month",
        "number of associated contacts", "contact", "contact person", "primary contact", "associated contact",
        "person id", "owner id", "amount converted", "days open", "deal type", "pipeline", "quantity",
        "annual revenue", "is deleted", "forecast amount", "last modified by", "created by", "update time",
        "evener problem", "deal collaborator", "total activities", "done activities", "created alias", "owner role",
    }
)  # fmt: skip


def field(kind: Kind, name: str) -> Field | None:
    """The field called `name`, in the spelling `--map` uses."""
    return next((found for found in FIELDS[kind] if found.name == name), None)
