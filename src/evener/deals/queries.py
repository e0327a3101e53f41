"""Reading deals. Every read starts from what the viewer may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.customers.models import Contact
from evener.deals.models import Deal, DealFile, DealMember, NextStep, Note, Product, Stage
from evener.deals.rules import (
    BASIS_NAMES,
    Basis,
    Obstacle,
    Outlook,
    Standing,
    join_reasons,
    may_change,
    may_work_on,
    stage_outlook,
)
from evener.journal import queries as journal
from evener.journal.models import Entry
from evener.people.rules import Viewer
from evener.problems import NotAllowed, NotThere, Refused

# More files than this on one deal are not listed.
FILES = 200
STEP = (
    "deal_id", "what", "due_on", "done_at", "version", "created_at", "waiting",
    "owner__name", "owner__email", "done_by__name", "done_by__email", "done_as", "shared", "contact__name",
    "contact__title",
)  # fmt: skip
RELATED = (
    "account", "owner", "lead_engineer", "team", "stage", "product", "gate_overridden_by", "technical_win_by",
    "outlook",
)  # fmt: skip


def deal(viewer: Viewer, id: int, *, lock: bool = False) -> Deal:
    """The deal with everything named on it and `is_member` for the viewer, or NotThere. One query.

    `lock` holds the row until the end of the caller's transaction (SQLite's immediate transaction does that anyway).
    """
    rows = Deal.objects.visible_to(viewer).select_related(*RELATED)
    if lock:
        rows = rows.select_for_update(of=("self",))
    mine = DealMember.objects.filter(deal_id=OuterRef("id"), user_id=viewer.id)
    # Not `first()`: it sorts, and preparing that over all these columns costs half a millisecond.
    found = list(rows.annotate(is_member=Exists(mine)).filter(id=id)[:1])
    if not found:
        raise NotThere(_("There is no such deal, or you are not on it."))
    return found[0]


def outlook(deal: Deal) -> Outlook:
    """What is forecast of a deal read by `deal`; without a forecast what its stage gives."""
    told = deal.foretold
    if told is None:
        return stage_outlook(deal.stage.prior_won, stage=deal.stage.name)
    return Outlook(
        told.won, told.lost, told.no_decision, BASIS_NAMES[Basis(told.basis)], told.low, told.high, forecast=True
    )


def standing(viewer: Viewer, deal: Deal) -> Standing:
    """How the viewer stands to a deal read by `deal`."""
    return Standing(
        is_member=bool(getattr(deal, "is_member", False)),
        leads_owner=viewer.leads_team(deal.team.path if deal.team else ""),
        is_closed=deal.is_closed,
    )


def editable(viewer: Viewer, id: int) -> Deal:
    """The deal, where the viewer may change it now; NotAllowed or Refused in words otherwise."""
    found = deal(viewer, id)
    stands = standing(viewer, found)
    works, changes = may_work_on(viewer, stands), may_change(viewer, stands)
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if not changes:
        raise Refused(join_reasons(changes.reasons))
    return found


def account_ids(*, viewer: Viewer) -> QuerySet[Deal, Any]:
    """Ids of the accounts of deals the viewer may see (customers.asks.AccountSight)."""
    return Deal.objects.visible_to(viewer).filter(account__isnull=False).values("account_id")


def stages() -> list[Stage]:
    return list(Stage.objects.all())


def products() -> list[Product]:
    return list(Product.objects.order_by("name"))


def members(deal_id: int) -> list[DealMember]:
    """Who works on a deal the caller has read; owner and lead engineer first."""
    rows = DealMember.objects.filter(deal_id=deal_id).select_related("user")
    order = {"owner": 0, "lead_engineer": 1}
    return sorted(rows, key=lambda row: (order.get(row.part, 2), row.user.name))


def steps(deal_id: int) -> list[NextStep]:
    """Next steps of a deal the caller has read: open ones by date, then the newest done. At most 300."""
    rows = NextStep.objects.filter(deal_id=deal_id).select_related("owner", "done_by", "contact").only(*STEP)
    return _by_date(list(rows.order_by(F("done_at").desc(nulls_first=True), "-id")[:300]))


def _by_date(rows: list[NextStep]) -> list[NextStep]:
    waiting = [row for row in rows if row.done_at is None]
    done = [row for row in rows if row.done_at is not None]
    waiting.sort(key=lambda row: (row.due_on is None, row.due_on or row.created_at.date(), row.id))
    done.sort(key=lambda row: row.done_at or row.created_at, reverse=True)
    return waiting + done


def notes(deal_id: int, *, before: int | None = None, limit: int = 50) -> list[Note]:
    """Notes of a deal the caller has read, newest first; `before` is the last id of the page above."""
    rows = Note.objects.filter(deal_id=deal_id).select_related("author")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def files(deal_id: int) -> list[DealFile]:
    return list(DealFile.objects.filter(deal_id=deal_id).select_related("author").order_by("-id")[:FILES])


def sees(viewer: Viewer, id: int) -> bool:
    """Whether the deal is there for the viewer."""
    return Deal.objects.visible_to(viewer).filter(id=id).exists()


def step(deal_id: int, id: int) -> NextStep:
    """One step of a deal the caller has read."""
    found = NextStep.objects.select_related("owner", "contact").filter(id=id, deal_id=deal_id).first()
    if found is None:
        raise NotThere(_("There is no such step, or you are not on its deal."))
    return found


def file(viewer: Viewer, id: int) -> DealFile:
    """One file of a deal the viewer sees."""
    found = DealFile.objects.visible_to(viewer).filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such file, or you are not on its deal."))
    return found


def first_step(deal_id: int) -> NextStep | None:
    """What happens next on a deal the caller has read: the waiting step with the earliest date."""
    rows = NextStep.objects.filter(deal_id=deal_id, waiting=True).select_related("owner", "contact")
    return rows.order_by(F("due_on").asc(nulls_last=True), "id").first()


def obstacles(deal_id: int) -> list[Obstacle]:
    """Everything the rooms above put between this deal and its win."""
    return [obstacle for gate in answers("deals.gate") for obstacle in gate(deal_id=deal_id)]


def closing_entry(deal_id: int) -> Entry | None:
    """Who closed a deal the caller has read, and when: the newest closing in its journal."""
    return journal.newest("deal", deal_id, what="deal.closed")


def contacts(viewer: Viewer, account_id: int) -> list[Contact]:
    """People at the account of a deal, as far as the viewer knows the account."""
    return list(Contact.objects.visible_to(viewer).filter(account_id=account_id).order_by("name", "id")[:100])


def contacts_of(viewer: Viewer, deal: Deal) -> list[Contact]:
    """Everybody at the customer's side of a deal the caller has read: at its account, and whoever has a part in it."""
    known = Q()
    for ask in answers("deals.contacts"):
        known |= Q(id__in=ask(deal_id=deal.pk))
    if deal.account_id:
        known |= Q(account_id=deal.account_id)
    return list(Contact.objects.visible_to(viewer).filter(known).order_by("name", "id")[:100])


def has_contact(deal: Deal, id: int) -> bool:
    """Whether this contact is at the deal's account, or has a part in the deal."""
    at = Contact.objects.filter(id=id).values_list("account_id", flat=True).first()
    return at is not None and (at == deal.account_id or id in _with_a_part(deal.pk))


def _with_a_part(deal_id: int) -> set[int]:
    return {id for ask in answers("deals.contacts") for id in ask(deal_id=deal_id)}


def stage(id: int) -> Stage:
    found = Stage.objects.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such stage."))
    return found


def product(id: int) -> Product:
    found = Product.objects.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such product."))
    return found
