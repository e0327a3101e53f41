"""What is here already, as far as an import compares with it. Reads only; the number of queries depends on the files
alone, a handful for each thousand rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef

from evener.connect.values.words import StageChoice
from evener.customers.models import Account
from evener.deals.models import Deal, DealMember, NextStep, Product, Stage
from evener.deals.rules import GateMode, Outcome, Standing, may_work_on
from evener.people.models import Team, User
from evener.people.queries import organisation
from evener.people.rules import Role, Viewer

T = TypeVar("T")
CHUNK = 900


class KnownPerson(NamedTuple):
    id: int
    name: str
    email: str
    role: Role
    team_id: int | None


class KnownTeam(NamedTuple):
    id: int
    name: str


class KnownProduct(NamedTuple):
    id: int
    name: str
    series: str
    price_minor: int | None
    currency: str


class KnownAccount(NamedTuple):
    id: int
    name: str
    external_id: str | None
    industry: str
    website: str
    country: str
    employees: int | None
    parent_id: int | None
    owner_id: int | None
    about: str
    version: int


class KnownDeal(NamedTuple):
    """A deal as the viewer sees it; `may_work` whether they may change it while it is open."""

    id: int
    external_id: str
    version: int
    name: str
    account_id: int | None
    owner_id: int | None
    lead_engineer_id: int | None
    stage_id: int
    amount_minor: int
    currency: str
    close_on: date | None
    product_id: int | None
    source: str
    about: str
    opened_on: date
    outcome: str
    outcome_reason: str
    outcome_note: str
    closed_on: date | None
    promises_open: int
    may_work: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Everything but deals, which are read by the ids a file holds."""

    stages: Sequence[StageChoice]
    people: Sequence[KnownPerson]
    teams: Sequence[KnownTeam]
    products: Sequence[KnownProduct]
    accounts: Sequence[KnownAccount]
    hidden_accounts: frozenset[str] = field(default_factory=frozenset)
    gate: GateMode = GateMode.BLOCK


def load(by: Viewer) -> Known:
    accounts = [KnownAccount(*row) for row in Account.objects.visible_to(by).values_list(*KnownAccount._fields)]
    seen = {account.external_id for account in accounts}
    every = Account.objects.filter(external_id__isnull=False).values_list("external_id", flat=True)
    hidden = frozenset() if by.is_admin else frozenset(id for id in every if id and id not in seen)
    return Known(
        stages=[StageChoice(*row) for row in Stage.objects.values_list("id", "name", "prior_won")],
        people=[
            KnownPerson(id, name, email, Role(role), team_id)
            for id, name, email, role, team_id in User.objects.values_list(*KnownPerson._fields)
        ],
        teams=[KnownTeam(*row) for row in Team.objects.values_list(*KnownTeam._fields)],
        products=[KnownProduct(*row) for row in Product.objects.values_list(*KnownProduct._fields)],
        accounts=accounts,
        hidden_accounts=hidden,
        gate=GateMode(organisation().gate),
    )


def load_deals(by: Viewer, external_ids: Iterable[str]) -> tuple[dict[str, KnownDeal], frozenset[str]]:
    """The deals of these ids the viewer sees, and those ids that belong to deals they do not."""
    found: dict[str, KnownDeal] = {}
    hidden: set[str] = set()
    columns = [name for name in KnownDeal._fields if name != "may_work"]
    mine = Exists(DealMember.objects.filter(deal_id=OuterRef("id"), user_id=by.id))
    for ids in _chunks(external_ids):
        rows = Deal.objects.visible_to(by).filter(external_id__in=ids).annotate(is_member=mine)
        for row in rows.values_list(*columns, "is_member", "team__path"):
            *values, is_member, path = row
            stands = Standing(is_member=is_member, leads_owner=by.leads_team(path or ""), is_closed=False)
            deal = KnownDeal._make([*values, bool(may_work_on(by, stands))])
            found[deal.external_id] = deal
        if not by.is_admin:
            taken = Deal.objects.filter(external_id__in=ids).values_list("external_id", flat=True)
            hidden.update(id for id in taken if id and id not in found)
    return found, frozenset(hidden)


def load_steps(deal_ids: Iterable[int]) -> dict[int, set[str]]:
    """What the next steps of these deals say, done ones included."""
    found: dict[int, set[str]] = {}
    for ids in _chunks(deal_ids):
        for deal_id, what in NextStep.objects.filter(deal_id__in=ids).values_list("deal_id", "what"):
            found.setdefault(deal_id, set()).add(what)
    return found


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    source = iter(items)
    while part := list(islice(source, CHUNK)):
        yield part


def is_closed(deal: KnownDeal) -> bool:
    return deal.outcome != Outcome.OPEN
