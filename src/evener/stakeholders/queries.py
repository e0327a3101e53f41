"""Reading stakeholders. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.journal.models import Entry
from evener.listing.queries import first_page, page
from evener.listing.rules import Ask, Order, Page
from evener.meetings import queries as meetings
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.search.queries import matching_ids
from evener.search.rules import Kind
from evener.stakeholders.models import OPPOSED, Listening, Stakeholder
from evener.stakeholders.rules.parts import COLUMNS, DealRole, is_large
from evener.stakeholders.rules.warnings import Cast, Missing
from evener.stakeholders.rules.warnings import warnings as missing

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("influence", lazy("Influence"), ("influence", "id")),
        Order("name", lazy("Name"), ("contact__name", "id")),
        Order("added", lazy("Added"), ("id",)),
    )
}
# The order `of_deal` reads in.
BY_WEIGHT = "-influence"
NAMED = ("contact", "contact__account", "reports_to__contact", "relationship_owner")
# What makes a new version; being added is the first.
VERSIONS = ("stakeholder.added", "stakeholder.changed")
OFFERED, ON_MAP, SHOWN_NAMES, ADDABLE = 200, 80, 5, 50
UNKNOWN_STAKE = Q(stake_time="") | Q(stake_money="") | Q(stake_reputation="")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the table is narrowed to; '' is everything. `q` are words of the name, title or e-mail address."""

    q: str = ""
    role: str = ""
    stance: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filter()


def of_deal(viewer: Viewer, *, deal_id: int, limit: int = OFFERED) -> list[Stakeholder]:
    """The stakeholders of a deal, the most influential first, with contact, boss and owner. One query.

    A deal the viewer may not see has none.
    """
    rows = Stakeholder.objects.visible_to(viewer).filter(deal_id=deal_id)
    return list(rows.select_related(*NAMED).order_by("-influence", "-id")[:limit])


def table(deal: Deal, *, asked: Filter, ask: Ask, first: Sequence[Stakeholder] | None = None) -> Page[Stakeholder]:
    """One page of the people of a deal the caller has read. One query, two with words to look for; none for the
    page that begins with `first`: what `of_deal` gives, all of it or more than a page.
    """
    if first is not None and ask.order == BY_WEIGHT and not (asked.narrows or ask.cursor):
        return first_page(first, ask=ask, orders=ORDERS)
    rows = Stakeholder.objects.filter(deal=deal).select_related(*NAMED)
    if asked.role:
        rows = rows.filter(**{COLUMNS[DealRole(asked.role)]: True})
    if asked.stance:
        rows = rows.filter(stance=asked.stance)
    if asked.q:
        ids = matching_ids(Kind.CONTACT, asked.q)
        rows = rows.filter(contact_id__in=[] if ids is None else ids)
    return page(rows, ask=ask, orders=ORDERS)


def stakeholder(viewer: Viewer, id: int) -> Stakeholder:
    """One with everybody named on it, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Stakeholder.objects.visible_to(viewer).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise nobody()
    return found


def nobody() -> NotThere:
    return NotThere(_("There is no such stakeholder, or you are not on the deal."))


def count(deal: Deal) -> int:
    """How many there are on a deal the caller has read."""
    return Stakeholder.objects.filter(deal=deal).count()


def heard_by(ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Whom each of these listens to, as ids and names. One query, none without ids."""
    found: dict[int, list[tuple[int, str]]] = {}
    if not ids:
        return found
    rows = Listening.objects.filter(listener_id__in=ids).order_by("heard__contact__name", "heard_id")
    for listener, heard, name in rows.values_list("listener_id", "heard_id", "heard__contact__name"):
        found.setdefault(listener, []).append((heard, name))
    return found


def offered(deal: Deal, *, keep: Sequence[int] = ()) -> list[tuple[int, str]]:
    """The people a line may be drawn to, by name: the most influential, and those of `keep`. At most two queries."""
    rows = Stakeholder.objects.filter(deal=deal)
    some = list(rows.order_by("-influence", "-id").values_list("id", "contact__name", "contact__title")[:OFFERED])
    absent = set(keep) - {row[0] for row in some}
    if absent:
        some += rows.filter(id__in=absent).values_list("id", "contact__name", "contact__title")
    return sorted(((id, f"{name}, {title}" if title else name) for id, name, title in some), key=lambda row: row[1])


def addable(viewer: Viewer, deal: Deal, *, limit: int = ADDABLE) -> list[Contact]:
    """Contacts of the deal's account who are no stakeholders yet, by name. One query, none without an account."""
    if not deal.account_id:
        return []
    there = Stakeholder.objects.filter(deal=deal, contact_id=OuterRef("id"))
    rows = Contact.objects.visible_to(viewer).filter(account_id=deal.account_id).filter(~Exists(there))
    return list(rows.order_by("name", "id")[:limit])


def of_account(viewer: Viewer, account_id: int) -> dict[int, list[Stakeholder]]:
    """On which deals the people of an account have a part, as far as the viewer may see, by contact. One query."""
    rows = Stakeholder.objects.visible_to(viewer).filter(contact__account_id=account_id)
    found: dict[int, list[Stakeholder]] = {}
    for row in rows.select_related("deal", "contact").order_by("-id")[:OFFERED]:
        found.setdefault(row.contact_id, []).append(row)
    return found


def elsewhere(viewer: Viewer, row: Stakeholder) -> list[Stakeholder]:
    """The other deals this person has a part in, as far as the viewer may see them. One query."""
    rows = Stakeholder.objects.visible_to(viewer).filter(contact_id=row.contact_id).exclude(id=row.pk)
    return list(rows.select_related("deal").order_by("-id")[:10])


def warnings(viewer: Viewer, *, deal_id: int, at: datetime) -> list[Missing]:
    """What the people of a deal are missing, the worst first. A constant number of queries; NotThere."""
    return warnings_of(viewer, deals.deal(viewer, deal_id), at=at)


def warnings_of(
    viewer: Viewer, deal: Deal, *, at: datetime, days: Mapping[int, date] | None = None,
    everybody: Sequence[Stakeholder] | None = None,
) -> list[Missing]:  # fmt: skip
    """The same of a deal the caller has read. A closed deal has none. At most five queries.

    `days` are those of `met` and `everybody` all there are, as `of_deal` gives them, where the caller has them already:
    with both, none.
    """
    if deal.outcome != Outcome.OPEN:
        return []
    return missing(cast_of(viewer, deal, at=at, days=days, everybody=everybody), today=viewer.today(at))


def cast_of(
    viewer: Viewer, deal: Deal, *, at: datetime, days: Mapping[int, date] | None = None,
    everybody: Sequence[Stakeholder] | None = None,
) -> Cast:  # fmt: skip
    """Who is known on a deal: the facts the warnings are read from. At most five queries."""
    large = is_large(deal.amount_minor, deal.currency, home=viewer.currency)
    if everybody is not None and days is not None:
        return _cast(everybody, days, since=deal.opened_on, large=large)
    rows = Stakeholder.objects.filter(deal=deal)
    counted = rows.aggregate(
        people=Count("id"),
        buyers=Count("id", filter=Q(is_economic_buyer=True)),
        champions=Count("id", filter=Q(is_champion=True)),
        opposed=Count("id", filter=OPPOSED),
        unknown=Count("id", filter=UNKNOWN_STAKE),
    )
    return Cast(
        people=counted["people"],
        buyers=counted["buyers"],
        champions=counted["champions"],
        since=deal.opened_on,
        last_met=_last(deal, met(deal.pk, at=at) if days is None else days) if counted["people"] else None,
        opposed=_names(rows.filter(OPPOSED)) if counted["opposed"] else [],
        unknown_stakes=_names(rows.filter(UNKNOWN_STAKE)) if counted["unknown"] else [],
        unknown_count=counted["unknown"],
        large=large,
    )


def _cast(everybody: Sequence[Stakeholder], days: Mapping[int, date], *, since: date, large: bool) -> Cast:
    opposed = [row.contact.name for row in everybody if row.is_opposed]
    unknown = [row.contact.name for row in everybody if not row.stakes_known]
    return Cast(
        people=len(everybody),
        buyers=sum(row.is_economic_buyer for row in everybody),
        champions=sum(row.is_champion for row in everybody),
        since=since,
        last_met=max((days[row.contact_id] for row in everybody if row.contact_id in days), default=None),
        opposed=opposed[:SHOWN_NAMES],
        unknown_stakes=unknown[:SHOWN_NAMES],
        unknown_count=len(unknown),
        large=large,
    )


def _names(rows: QuerySet[Stakeholder, Any]) -> list[str]:
    return list(rows.order_by("-influence", "-id").values_list("contact__name", flat=True)[:SHOWN_NAMES])


def met(deal_id: int, *, at: datetime) -> dict[int, date]:
    """The last day each contact was met on a deal the caller has read, by contact. One query."""
    return meetings.met(deal_id, at=at)


def _last(deal: Deal, days: Mapping[int, date]) -> date | None:
    """The last day any stakeholder of the deal was met. One query, none where nobody was."""
    if not days:
        return None
    theirs = Stakeholder.objects.filter(deal=deal, contact_id__in=list(days)).values_list("contact_id", flat=True)
    return max((days[id] for id in theirs), default=None)


def versions(row: Stakeholder) -> list[Entry]:
    """The entry of each version, the first first. (The journal's own numbers in this thread are those of the deal.)"""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=row.deal_id, subject_kind="stakeholder", subject_id=row.pk
    )
    return list(entries.filter(what__in=VERSIONS).select_related("actor").order_by("id"))


def contact_ids(*, deal_id: int) -> QuerySet[Stakeholder, int]:
    """Contacts with a part in a deal, at whatever account (deals.asks.DealContacts)."""
    return Stakeholder.objects.filter(deal_id=deal_id).values_list("contact_id", flat=True)
