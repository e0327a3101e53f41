"""A plan written down through the actions of the rooms it is about. Runs inside the caller's transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evener.connect.pipeline import Progress
from evener.connect.plan.parts import Changed, NewCompany, NewPerson, Plan
from evener.customers.bulk import AccountChange, NewAccount, change_accounts, create_accounts
from evener.deals import actions as deals
from evener.deals.actions.bulk import NewDeal, create_deals
from evener.deals.actions.bulk_changes import DealChange, change_deals
from evener.people import actions as people
from evener.people.rules import NO_ADDRESS, Viewer
from evener.search.rules import fold

CHUNK = 2_000
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
REFERENCES = frozenset({"owner_id", "lead_engineer_id", "product_id", "account_id", "team_id", "parent_id"})

Ids = Sequence[int]


@dataclass(slots=True)
class Written:
    """Ids of what was added, in the plan's order: −1 in the plan is the first of them."""

    teams: Ids = ()
    people: Ids = ()
    products: Ids = ()
    accounts: Ids = ()

    def real(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values` with the ids of what was added instead of the plan's."""
        found = dict(values)
        for name in REFERENCES & found.keys():
            value = found[name]
            if value is not None and value < 0:
                found[name] = self._ids(name)[-value - 1]
        return found

    def _ids(self, name: str) -> Ids:
        if name in ("account_id", "parent_id"):
            return self.accounts
        if name == "product_id":
            return self.products
        return self.teams if name == "team_id" else self.people


def write(plan: Plan, *, by: Viewer, at: datetime, progress: Progress | None = None) -> None:
    """Everything in `plan`, in the order it refers to itself. Raises Conflict where something changed meanwhile."""
    written = Written()
    steps = _Steps(progress, len(plan.deals) + len(plan.deal_changes))
    written.teams = _write_teams(plan, by=by, at=at)
    written.people = _write_people(plan, written, by=by, at=at)
    written.products = [
        deals.make_product(
            by=by, at=at, name=new.name, series=new.series, price_minor=new.price_minor, currency=new.currency
        ).pk
        for new in plan.products
    ]
    for change in plan.product_changes:
        deals.change_product(by=by, at=at, product_id=change.id, **change.values)
    written.accounts = _write_accounts(plan, written, by=by, at=at)
    for part in _parts(plan.deals):
        create_deals(by=by, at=at, deals=[NewDeal(written.real(new.values), new.external_id, new.step) for new in part])
        steps.take(len(part))
    for changes in _parts(plan.deal_changes):
        change_deals(by=by, at=at, changes=[_deal_change(one, written) for one in changes])
        steps.take(len(changes))


def _deal_change(change: DealChange, written: Written) -> DealChange:
    return DealChange(change.deal_id, change.seen_version, written.real(change.values), change.closing, change.step)


class _Steps:
    """Tells how many deals are written."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def take(self, number: int) -> None:
        self._done += number
        if self._progress:
            self._progress(self._done, self._total)


def _parts(items: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def _write_teams(plan: Plan, *, by: Viewer, at: datetime) -> Ids:
    ids: list[int] = []
    for team in plan.teams:
        parent = team.parent if team.parent is None or team.parent > 0 else ids[-team.parent - 1]
        ids.append(people.make_team(by=by, at=at, name=team.name, parent_id=parent).pk)
    return ids


def _write_people(plan: Plan, written: Written, *, by: Viewer, at: datetime) -> Ids:
    """New people cannot sign in until an admin lets them; changed ones are changed as by hand."""
    ids = [_make_person(person, written, by=by, at=at) for person in plan.people]
    for change in plan.people_changes:
        people.change_person(by=by, at=at, user_id=change.id, values=written.real(change.values))
    return ids


def _make_person(person: NewPerson, written: Written, *, by: Viewer, at: datetime) -> int:
    team = written.real({"team_id": person.team})["team_id"]
    return people.make_person(
        by=by, at=at, email=person.email or _placeholder(person.name), name=person.name, role=person.role,
        team_id=team, active=False,
    ).pk  # fmt: skip


def _placeholder(name: str) -> str:
    """An address nobody can have, for somebody a file only names."""
    plain = _NOT_PLAIN.sub("-", fold(name)).strip("-")[:40] or "person"
    return f"{plain}.{secrets.token_hex(4)}{NO_ADDRESS}"


def _write_accounts(plan: Plan, written: Written, *, by: Viewer, at: datetime) -> Ids:
    ids = create_accounts(by=by, at=at, accounts=[_new_account(new, written) for new in plan.accounts])
    written.accounts = ids
    changes = [_account_change(change, written) for change in plan.account_changes]
    if changes:
        change_accounts(by=by, at=at, changes=changes)
    return ids


def _new_account(new: NewCompany, written: Written) -> NewAccount:
    parent = new.values.get("parent_id")
    if parent is None or parent > 0:
        return NewAccount(written.real(new.values))
    values = {name: value for name, value in new.values.items() if name != "parent_id"}
    return NewAccount(written.real(values), parent=-parent - 1)


def _account_change(change: Changed, written: Written) -> AccountChange:
    return AccountChange(change.id, change.seen_version, written.real(change.values))
