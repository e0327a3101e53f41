"""Many deals in one transaction: what an import writes. The rules are those of one deal, read once for all.

Callers have checked values with `deals.fields.faults` and know every reference; what may have changed since they looked
is checked again here, and refuses the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener import bulk, money
from evener.customers.models import Account
from evener.deals.fields import REFERENCES
from evener.deals.models import Deal, DealMember, NextStep, Product, Stage
from evener.deals.rules import OUTCOME_NAMES, REASONS, Outcome, Part
from evener.deals.tallies import tally_key
from evener.journal.actions import entry, record_all, record_each
from evener.journal.rules import Change, Thing
from evener.listing.actions import TallyKey, tally
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import NotAllowed
from evener.search.actions import add_all
from evener.search.rules import Kind

# The columns an import fills; every other one starts as it does for a deal made by hand.
FILLED = (
    "name", "account_id", "owner_id", "lead_engineer_id", "stage_id", "amount_minor", "currency", "close_on",
    "product_id", "source", "about", "opened_on", "outcome", "outcome_reason", "outcome_note", "closed_on",
)  # fmt: skip
START: dict[str, Any] = {
    "account_id": None, "owner_id": None, "lead_engineer_id": None, "amount_minor": 0, "close_on": None,
    "product_id": None, "source": "", "about": "", "outcome": Outcome.OPEN, "outcome_reason": "", "outcome_note": "",
    "closed_on": None, "confidential": False, "technical_win_on": None, "technical_win_note": "",
    "technical_win_by_id": None, "return_on": None,
    "gate_overridden_by_id": None, "gate_reason": "", "promises_open": 0, "promises_blind": 0, "promises_stale": 0,
    "coverage": None,
    "version": 1,
}  # fmt: skip
COLUMNS = ("id", *FILLED, *(name for name in START if name not in FILLED), "team_id", "stage_since", "external_id",
           "created_at", "touched_at")  # fmt: skip
STEP_COLUMNS = (
    "id", "deal_id", "what", "owner_id", "contact_id", "shared", "due_on", "done_at", "done_by_id", "done_as",
    "version", "created_at", "waiting",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewStep:
    """What happens next on a new deal."""

    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class NewDeal:
    """`values` by column; those missing start empty. A deal that ended brings `outcome` and `closed_on`."""

    values: Mapping[str, Any]
    external_id: str | None = None
    step: NewStep | None = None


@dataclass(slots=True)
class Shown:
    """Names of what deals refer to, so that the journal tells them without asking for each."""

    accounts: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    teams: dict[int, int | None] = field(default_factory=dict)
    stages: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=lambda: {key: str(name) for key, name in OUTCOME_NAMES.items()})

    def change(self, name: str, value: Any, values: Mapping[str, Any]) -> Any:
        """A value as the journal keeps it; the same as `deals.fields.shown`, and outcomes by name."""
        if value is None or value == "":
            return None
        if name in REFERENCES:
            return self.named(name)[value]
        if name == "amount_minor":
            return _money(value, values["currency"])
        if name == "outcome":
            return self.outcomes[value]
        if name == "outcome_reason":
            return str(REASONS[Outcome(values["outcome"])][value])
        return value.isoformat() if isinstance(value, date) else value

    def named(self, name: str) -> dict[int, str]:
        """The names of what column `name` refers to."""
        if name == "account_id":
            return self.accounts
        if name == "stage_id":
            return self.stages
        return self.products if name == "product_id" else self.people


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str) -> str:
    return money.show(minor, currency)


def create_deals(*, by: Viewer, at: datetime, deals: Sequence[NewDeal]) -> Sequence[int]:
    """New deals with their teams, sums, index and journal; their ids in order. One transaction."""
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if not deals:
        return ()
    with transaction.atomic():
        names = shown_for([deal.values for deal in deals])
        ids = bulk.take_ids(Deal, len(deals))
        bulk.insert(Deal, COLUMNS, _rows(by, at, ids, deals, names))
        bulk.insert(DealMember, ("deal_id", "user_id", "part"), _seats(by, ids, deals))
        tally(_sums(deals, names))
        named = zip(ids, (deal.external_id for deal in deals), (deal.values for deal in deals), strict=True)
        add_all(Kind.DEAL, found_by(named, names))
        record_each(by=by, at=at, what="deal.created", things=_told(ids, deals, names), version=1)
        add_steps(by=by, at=at, steps=_steps(ids, deals), names=names)
    return ids


def _rows(
    by: Viewer, at: datetime, ids: Iterable[int], deals: Sequence[NewDeal], names: Shown
) -> Iterator[Sequence[Any]]:
    today = by.today(at)
    for id, deal in zip(ids, deals, strict=True):
        values = {**START, **deal.values}
        values["id"] = id
        values["team_id"] = names.teams.get(values["owner_id"])
        values["stage_since"] = values["closed_on"] or today
        values["external_id"] = deal.external_id
        values["outcome"] = str(values["outcome"])  # drivers take long over what is nearly a text
        values["created_at"] = values["touched_at"] = at
        yield [values[column] for column in COLUMNS]


def _seats(by: Viewer, ids: Iterable[int], deals: Sequence[NewDeal]) -> Iterator[tuple[int, int, str]]:
    """Owner and lead engineer sit on the deal team, and whoever brings the deal in, unless an admin."""
    for id, deal in zip(ids, deals, strict=True):
        seats: dict[int, Part] = {} if by.is_admin else {by.id: Part.OTHER}
        for name, part in (("lead_engineer_id", Part.LEAD_ENGINEER), ("owner_id", Part.OWNER)):
            person = deal.values.get(name)
            if person:
                seats[person] = part
        for person, part in seats.items():
            yield id, person, part.value


def _sums(deals: Sequence[NewDeal], names: Shown) -> dict[TallyKey, tuple[int, int]]:
    sums: dict[tuple[int, int, int, str], list[int]] = {}
    for deal in deals:
        values = deal.values
        if values.get("outcome"):
            continue
        owner = values.get("owner_id") or 0
        at = (values["stage_id"], owner, names.teams.get(owner) or 0, values["currency"])
        total = sums.setdefault(at, [0, 0])
        total[0] += 1
        total[1] += values.get("amount_minor", 0)
    found: dict[TallyKey, tuple[int, int]] = {}
    for (stage, owner, team, currency), (count, amount) in sums.items():
        key = tally_key(Deal(stage_id=stage, owner_id=owner or None, team_id=team or None, currency=currency))
        if key:
            found[key] = (count, amount)
    return found


def _told(ids: Iterable[int], deals: Sequence[NewDeal], names: Shown) -> Iterator[tuple[Thing, list[Change]]]:
    for id, deal in zip(ids, deals, strict=True):
        values = deal.values
        changes: list[Change] = [
            (name, None, names.change(name, value, values)) for name, value in values.items() if value
        ]
        yield Thing("deal", id, values["name"]), changes


def _steps(ids: Iterable[int], deals: Sequence[NewDeal]) -> Iterator[tuple[int, Mapping[str, Any], NewStep]]:
    for id, deal in zip(ids, deals, strict=True):
        if deal.step and not deal.values.get("outcome"):
            yield id, deal.values, deal.step


def add_steps(
    *, by: Viewer, at: datetime, steps: Iterable[tuple[int, Mapping[str, Any], NewStep]], names: Shown
) -> None:
    """Next steps of open deals: `(deal id, the deal's values, step)`. The deal's owner owns the step."""
    listed = list(steps)
    if not listed:
        return
    ids = bulk.take_ids(NextStep, len(listed))
    bulk.insert(
        NextStep,
        STEP_COLUMNS,
        (
            (id, deal_id, step.what, values.get("owner_id"), None, False, step.due_on, None, None, "", 1, at, True)
            for id, (deal_id, values, step) in zip(ids, listed, strict=True)
        ),
    )
    record_all(
        entry(
            by=by, at=at, what="step.added", subject=Thing("step", id, step.what),
            thread=Thing("deal", deal_id, values["name"]), changes=_step_changes(step, values, names),
        )
        for id, (deal_id, values, step) in zip(ids, listed, strict=True)
    )  # fmt: skip


def _step_changes(step: NewStep, values: Mapping[str, Any], names: Shown) -> list[Change]:
    changes: list[Change] = [("what", None, step.what)]
    if values.get("owner_id"):
        changes.append(("owner", None, names.people[values["owner_id"]]))
    if step.due_on:
        changes.append(("due_on", None, step.due_on.isoformat()))
    return changes


def found_by(
    deals: Iterable[tuple[int, str | None, Mapping[str, Any]]], names: Shown
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What deals are found by, from `(id, external id, values)` each; the same words as `held.index`."""
    for id, external_id, values in deals:
        account = names.accounts.get(values.get("account_id") or 0, "")
        product = names.products.get(values.get("product_id") or 0, "")
        yield id, (values["name"], account, product, external_id or "")


def shown_for(rows: Iterable[Mapping[str, Any]]) -> Shown:
    """The names of everything `rows` of values refer to, in a few queries."""
    accounts: set[int] = set()
    people: set[int] = set()
    for values in rows:
        accounts.add(values.get("account_id") or 0)
        people.add(values.get("owner_id") or 0)
        people.add(values.get("lead_engineer_id") or 0)
    names = Shown(
        stages=dict(Stage.objects.values_list("id", "name")), products=dict(Product.objects.values_list("id", "name"))
    )
    for ids in bulk.chunks(sorted(accounts - {0})):
        names.accounts.update(Account.objects.filter(id__in=ids).values_list("id", "name"))
    for ids in bulk.chunks(sorted(people - {0})):
        for id, name, team_id in User.objects.filter(id__in=ids).values_list("id", "name", "team_id"):
            names.people[id] = name
            names.teams[id] = team_id
    return names
