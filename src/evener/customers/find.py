"""What the palette finds of accounts and the people there (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.customers.models import Account, Contact
from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold

# Of so many newest matches those that fit best are taken; a word in nearly every name costs no more.
LOOKED_AT, CONSIDERED = 500, 40


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Accounts and contacts with these words, those whose name begins so first, then the newest. Two queries."""
    return [*_accounts(viewer, text, limit), *_contacts(viewer, text, limit)]


def _accounts(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    ids = matching_ids(Kind.ACCOUNT, text, limit=_most(viewer))
    if ids is None:
        return []
    rows = Account.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values_list("id", "name", "industry", "country")[:CONSIDERED])
    found.sort(key=lambda row: not fold(row[1]).startswith(fold(text)))
    return [
        Hit(_("Accounts"), name, ", ".join(filter(None, (industry, country))), reverse("customers:page", args=[id]))
        for id, name, industry, country in found[:limit]
    ]


def _contacts(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    ids = matching_ids(Kind.CONTACT, text, limit=_most(viewer))
    if ids is None:
        return []
    rows = Contact.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values_list("id", "name", "title", "account_id", "account__name")[:CONSIDERED])
    found.sort(key=lambda row: not fold(row[1]).startswith(fold(text)))
    return [
        Hit(
            _("Contacts"),
            name,
            " · ".join(filter(None, (title, account))),
            f"{reverse('customers:page', args=[account_id])}#contact-{id}",
            "person",
        )
        for id, name, title, account_id, account in found[:limit]
    ]


def _most(viewer: Viewer) -> int | None:
    """No limit for who sees only a part: the newest of the whole company could all be hidden."""
    return LOOKED_AT if viewer.is_admin or viewer.visibility == Visibility.COMPANY else None
