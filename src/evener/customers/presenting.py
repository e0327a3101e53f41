"""Accounts as their pages show them: the rows of the list, the facts, the header of every tab."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from evener import money
from evener.customers.asks import DealSum
from evener.customers.fields import ACCOUNT
from evener.customers.models import Account
from evener.pages.facts import Fact
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.people.rules import Viewer
from evener.problems import Text

NOTHING = '<span class="muted">–</span>'
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#][^\s]*)?", re.IGNORECASE)
MOST_SUMS = 3


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: Text
    href: str
    press: str
    count: int | None = None


def head(viewer: Viewer, account: Account, *, tab: str) -> dict[str, Any]:
    """Context of `customers/tab.html`. No query."""
    here = reverse("customers:page", args=[account.pk])
    return {
        "nav": "accounts",
        "account": account,
        "here": here,
        "tab": tab,
        "tabs": [
            Tab("account", _("Account"), here, "1"),
            Tab("journal", _("Journal"), reverse("customers:journal", args=[account.pk]), "2"),
        ],
        "may_change": viewer.may_write,
        "website": website(account.website),
    }


def facts(account: Account, *, parent: Account | None) -> list[Fact]:
    """Everything but the name and the long text, which stand elsewhere. `parent` where the viewer may see it."""
    return [
        Fact("owner", ACCOUNT["owner_id"], str(account.owner or ""), _("Nobody: name one"), person=True, press="o"),
        Fact("industry", ACCOUNT["industry"], account.industry, _("What do they do?"), press="i"),
        Fact("country", ACCOUNT["country"], account.country, _("Where are they?"), press="l"),
        Fact("website", ACCOUNT["website"], account.website, _("Add the address"), press="w"),
        Fact("employees", ACCOUNT["employees"], number(account.employees), _("How many?"), press="p"),
        Fact("parent", ACCOUNT["parent_id"], parent.name if parent else "", _("Nobody: it stands alone"), press="u"),
    ]


def number(value: int | None) -> str:
    return "" if value is None else format_decimal(value, locale=_locale())


def website(text: str) -> str:
    """The address as a link leads to it, '' where the text is no web address."""
    bare = text.strip()
    scheme, found, rest = bare.partition("://")
    if found and scheme.lower() in ("http", "https") and HOST.fullmatch(rest):
        return bare
    return f"https://{bare}" if not found and HOST.fullmatch(bare) else ""


def sums_text(sums: Sequence[DealSum]) -> list[str]:
    """One sum for each currency, the one with most deals first; never one over several. Empty ones are left out."""
    return [money.show(each.amount_minor, each.currency, locale=_locale()) for each in sums if each.amount_minor]


def count_of(sums: Sequence[DealSum]) -> int:
    return sum(each.count for each in sums)


def rows(found: Sequence[Mapping[str, Any]], deals: Mapping[int, Sequence[DealSum]], *, today: date) -> SafeString:
    """The rows of the list as finished HTML: a page has hundreds of cells."""
    words = {"nobody": escape(gettext("Nobody")), "open": escape(gettext("open"))}
    locale = _locale()
    return mark_safe("".join(_row(row, deals.get(row["id"], ()), today.year, words, locale) for row in found))


def _row(row: Mapping[str, Any], sums: Sequence[DealSum], year: int, words: Mapping[str, str], locale: str) -> str:
    added = day_text(timezone.localtime(row["created_at"]).date(), year, locale)
    return (
        f'<tr><th scope="row" class="main-cell"><a class="row-link" href="/accounts/{row["id"]}/">'
        f"{escape(row['name'])}</a></th>"
        f'<td class="c-industry quiet">{escape(row["industry"]) or NOTHING}</td>'
        f'<td class="c-country quiet">{escape(row["country"]) or NOTHING}</td>'
        f'<td class="c-owner">{_who(row["owner__name"] or "", words["nobody"])}</td>'
        f'<td class="c-deals num">{_deals(sums, words["open"])}</td>'
        f'<td class="c-added num hide-s">{added}</td></tr>'
    )


def _who(name: str, nobody: str) -> str:
    words = f'<span class="cut">{escape(name)}</span>' if name else f'<span class="warn-text">{nobody}</span>'
    return f'<span class="who">{face_html(name)}{words}</span>'


def _deals(sums: Sequence[DealSum], unit: str) -> str:
    """On a phone, where the heads of the columns are not shown, the number says what it counts."""
    if not sums:
        return NOTHING
    amounts = sums_text(sums)
    more = " …" if len(amounts) > MOST_SUMS else ""
    text = " + ".join(amounts[:MOST_SUMS]) + more
    count = f'{count_of(sums)}<span class="unit"> {unit}</span>'
    return f'{count} <span class="muted">{escape(text)}</span>' if text else count


def _locale() -> str:
    return locale_of(get_language() or "en")
