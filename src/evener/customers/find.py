"""What the palette finds of accounts and the people there (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.customers.models import Account, Contact
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind

# Of so many newest matches those that fit best are taken.
CONSIDERED = 40


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """Accounts and contacts with these words, those whose name begins so first, then the newest. Two queries."""
    return [*_accounts(viewer, sought, limit), *_contacts(viewer, sought, limit)]


def _accounts(viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    ids = sought.ids(Kind.ACCOUNT)
    if ids is None:
        return []
    rows = Account.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values_list("id", "name", "industry", "country")[:CONSIDERED])
    found.sort(key=lambda row: not sought.begins(row[1]))
    return [
        Hit(_("Accounts"), name, ", ".join(filter(None, (industry, country))), address("customers:page", id))
        for id, name, industry, country in found[:limit]
    ]


def _contacts(viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    ids = sought.ids(Kind.CONTACT)
    if ids is None:
        return []
    rows = Contact.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values_list("id", "name", "title", "account_id", "account__name")[:CONSIDERED])
    found.sort(key=lambda row: not sought.begins(row[1]))
    return [
        Hit(
            _("Contacts"),
            name,
            " · ".join(filter(None, (title, account))),
            f"{address('customers:page', account_id)}#contact-{id}",
            "person",
        )
        for id, name, title, account_id, account in found[:limit]
    ]
