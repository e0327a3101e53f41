"""Reading accounts and the people there. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.asks import answers
from evener.customers.asks import DealLine, DealSum, PartLine
from evener.customers.models import Account, AccountQuerySet, Contact
from evener.journal.models import Entry
from evener.listing.queries import Listed, look_then_page
from evener.listing.reach import AnyOf, Walked
from evener.listing.rules import Ask, Order
from evener.people.models import User
from evener.people.rules import Viewer, Visibility
from evener.problems import NotThere
from evener.search.queries import matching_ids, newest_ids
from evener.search.rules import Kind, fold

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (Order("name", lazy("Name"), ("name", "id")), Order("created", lazy("Added"), ("id",)))
}
FIELDS = ("id", "name", "industry", "website", "country", "owner_id", "owner__name", "created_at")
NOBODY = "nobody"
SEARCHED, INDUSTRIES, CONTACTS, RELATED, DEALS = 1000, 200, 200, 100, 30


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of accounts is narrowed to. `owner` is "", an id as text, or "nobody"."""

    q: str = ""
    industry: str = ""
    owner: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filter()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: active people by id and the industries that occur, both by name."""

    people: list[tuple[int, str]]
    industries: list[str]


def accounts(viewer: Viewer, *, asked: Filter, ask: Ask) -> Listed:
    """The page of `asked` the viewer may see, as dicts of `FIELDS`. Two queries, three with a text search."""
    rows = Account.objects.visible_to(viewer)
    wanted = _condition(asked, viewer)
    walked = rows.filter(Walked(wanted)) if wanted != Q() else rows
    return look_then_page(rows.filter(wanted), walked=walked, fields=FIELDS, ask=ask, orders=ORDERS)


def _condition(asked: Filter, viewer: Viewer) -> Q:
    wanted = Q()
    if asked.q:
        wanted &= named_so(viewer, asked.q)
    if asked.industry:
        wanted &= Q(industry=asked.industry)
    if asked.owner:
        wanted &= Q(owner_id=None if asked.owner == NOBODY else int(asked.owner))
    return wanted


def named_so(viewer: Viewer, text: str) -> Q:
    """Accounts that have every word of `text`. For viewers who see all of them the newest `SEARCHED`, in one query;
    who sees a part gets all matches within it, as the newest of the whole company could all be hidden.
    """
    if viewer.is_admin or viewer.visibility == Visibility.COMPANY:
        return Q(AnyOf(newest_ids(Kind.ACCOUNT, text, limit=SEARCHED)))
    hits = matching_ids(Kind.ACCOUNT, text)
    return Q(id__in=hits if hits is not None else [])


def choices(viewer: Viewer) -> Choices:
    """One statement of two parts. Each is wrapped, so that the industries come off their index one by one: as a plain
    union they are read from every account.
    """
    people = User.objects.filter(is_active=True).order_by().values("id", "name")
    seen = Account.objects.visible_to(viewer).exclude(industry="").order_by().values("industry").distinct()
    (first, first_params), (second, second_params) = (rows.query.sql_with_params() for rows in (people, seen))
    sql = f"SELECT id, name FROM ({first}) AS p UNION ALL SELECT 0, industry FROM ({second}) AS i"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*first_params, *second_params])
        by_name = sorted(cursor.fetchall(), key=lambda row: row[1].casefold())
    return Choices(
        people=[(id, name) for id, name in by_name if id],
        industries=[name for id, name in by_name if not id][:INDUSTRIES],
    )


def any_account(viewer: Viewer) -> bool:
    """Whether the viewer sees any account at all."""
    return Account.objects.visible_to(viewer).exists()


def known_account(viewer: Viewer, id: int) -> Account | None:
    """The account, where the viewer may see it."""
    return Account.objects.visible_to(viewer).filter(id=id).first()


def account(viewer: Viewer, id: int) -> Account:
    """The account with its owner and the one it belongs to, or NotThere. One query."""
    found = Account.objects.visible_to(viewer).select_related("owner", "parent").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such account, or you do not work with it."))
    return found


def accounts_named(viewer: Viewer, text: str, *, limit: int = 12) -> list[Account]:
    """Accounts the viewer knows that have these words; those whose name begins so come first."""
    hits = matching_ids(Kind.ACCOUNT, text, limit=SEARCHED)
    if hits is None:
        return []
    first = Case(When(folded_name__startswith=fold(text), then=0), default=1)
    rows = Account.objects.visible_to(viewer).filter(id__in=hits)
    return list(rows.order_by(first, "folded_name", "id")[:limit])


def namesakes(viewer: Viewer, name: str) -> list[Account]:
    """Accounts the viewer knows by this very name, however it is spelt."""
    return list(Account.objects.visible_to(viewer).filter(folded_name=fold(name)[:200]).order_by("id")[:5])


@dataclass(frozen=True, slots=True)
class Family:
    """The account this one belongs to, where the viewer may see it, and those that belong to this one."""

    parent: Account | None
    children: list[Account]


def family(viewer: Viewer, account: Account) -> Family:
    """Of an account the caller has read. One query."""
    rows: AccountQuerySet = Account.objects.visible_to(viewer)
    found = list(rows.filter(Q(parent_id=account.pk) | Q(id=account.parent_id)).order_by("name", "id")[:RELATED])
    parent = next((each for each in found if each.pk == account.parent_id), None)
    return Family(parent, [each for each in found if each.parent_id == account.pk])


def contacts(account_id: int) -> list[Contact]:
    """People at an account the caller has read, by name."""
    return list(Contact.objects.filter(account_id=account_id).order_by("name", "id")[:CONTACTS])


def parts(viewer: Viewer, account_id: int) -> dict[int, list[PartLine]]:
    """What the people of an account are in the deals the viewer may see, by contact. One query."""
    found: dict[int, list[PartLine]] = {}
    for ask in answers("customers.parts"):
        for contact_id, lines in ask(viewer=viewer, account_id=account_id).items():
            found.setdefault(contact_id, []).extend(lines)
    return found


def contact(viewer: Viewer, account_id: int, id: int) -> Contact:
    """One person at this account, or NotThere."""
    found = Contact.objects.visible_to(viewer).filter(id=id, account_id=account_id).first()
    if found is None:
        raise NotThere(_("There is no such contact at this account."))
    return found


def open_deals(viewer: Viewer, account_ids: Sequence[int]) -> dict[int, list[DealSum]]:
    """Open deals by account and currency, as far as the viewer may see them. One query."""
    found: dict[int, list[DealSum]] = {}
    for ask in answers("customers.open_deals"):
        for each in ask(viewer=viewer, account_ids=account_ids):
            found.setdefault(each.account_id, []).append(each)
    return found


def deals(viewer: Viewer, account_id: int) -> list[DealLine]:
    """The deals of an account the viewer may see, one more than a page shows where there are more. One query."""
    return [
        line
        for ask in answers("customers.deals")
        for line in ask(viewer=viewer, account_id=account_id, limit=DEALS + 1)
    ]


def contact_entry(contact: Contact) -> Entry | None:
    """Who changed a contact last."""
    rows = Entry.objects.filter(
        thread_kind="account", thread_id=contact.account_id, subject_kind="contact", subject_id=contact.pk
    )
    return rows.select_related("actor").order_by("-id").first()
