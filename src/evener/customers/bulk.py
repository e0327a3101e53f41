"""Many accounts in one transaction: what an import writes. Part of the room's actions.

Callers have checked the values (lengths, names, references); who may write is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener import bulk
from evener.asks import answers
from evener.customers.models import Account
from evener.journal.actions import entry, record_all, record_each
from evener.journal.models import Entry
from evener.journal.rules import Change, Thing, plain
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, NotAllowed
from evener.search.actions import add_all, put_all
from evener.search.rules import Kind, fold

CHUNK = 500
START: dict[str, Any] = {
    "name": "", "industry": "", "website": "", "country": "", "employees": None, "parent_id": None, "owner_id": None,
    "about": "", "external_id": None, "version": 1,
}  # fmt: skip
COLUMNS = ("id", *START, "folded_name", "created_at")
WRITTEN = (*START, "folded_name")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`values` by column. `parent` is the place in the same list of the account it belongs to, if it is there."""

    values: Mapping[str, Any]
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """New `values` of an account read at `seen_version`."""

    account_id: int
    seen_version: int
    values: Mapping[str, Any]


def create_accounts(*, by: Viewer, at: datetime, accounts: Sequence[NewAccount]) -> Sequence[int]:
    """New accounts with their index and journal; their ids in order. One transaction."""
    _writer(by)
    if not accounts:
        return ()
    with transaction.atomic():
        ids = bulk.take_ids(Account, len(accounts))
        rows = [{**START, **account.values, "id": id} for id, account in zip(ids, accounts, strict=True)]
        for row, account in zip(rows, accounts, strict=True):
            if account.parent is not None:
                row["parent_id"] = ids[account.parent]
            row["folded_name"], row["created_at"] = fold(row["name"])[:200], at
        bulk.insert(Account, COLUMNS, ([row[column] for column in COLUMNS] for row in rows))
        add_all(Kind.ACCOUNT, _found_by(rows))
        names = _names_for(rows)
        record_each(by=by, at=at, what="account.created", things=_told(rows, names), version=1)
    return ids


def change_accounts(*, by: Viewer, at: datetime, changes: Sequence[AccountChange]) -> None:
    """Apply every change or none. An account that is gone or was changed since raises Conflict."""
    _writer(by)
    with transaction.atomic():
        for start in range(0, len(changes), CHUNK):
            _change(changes[start : start + CHUNK], by=by, at=at)


def _change(changes: Sequence[AccountChange], *, by: Viewer, at: datetime) -> None:
    found = Account.objects.visible_to(by).filter(id__in=[change.account_id for change in changes])
    accounts = {account.pk: account for account in found.select_for_update(of=("self",))}
    entries: list[Entry] = []
    names = _names_for([*map(_references, accounts.values()), *(change.values for change in changes)])
    for change in changes:
        account = accounts.get(change.account_id)
        if account is None or account.version != change.seen_version:
            raise Conflict(_("Accounts changed while the import ran. Nothing was written: run it again."))
        before = {name: names.shown(name, getattr(account, name)) for name in change.values}
        for name, value in change.values.items():
            setattr(account, name, value)
        account.version += 1
        account.folded_name = fold(account.name)[:200]
        told: list[Change] = [(name, before[name], names.shown(name, value)) for name, value in change.values.items()]
        subject = Thing("account", account.pk, account.name)
        entries.append(
            entry(by=by, at=at, what="account.changed", subject=subject, changes=told, version=account.version)
        )
    bulk.update(
        Account, WRITTEN, ([getattr(account, name) for name in WRITTEN] + [account.pk] for account in accounts.values())
    )
    now = [{name: getattr(account, name) for name in ("id", *START)} for account in accounts.values()]
    put_all(Kind.ACCOUNT, _found_by(now))
    for change in changes:
        if "name" in change.values:
            for follower in answers("customers.followers"):
                follower(account_id=change.account_id)
    record_all(entries)


def _found_by(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, tuple[str, ...]]]:
    return ((row["id"], (row["name"], row["external_id"] or "", row["website"])) for row in rows)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names behind `owner_id` and `parent_id`, by id."""

    owner_id: Mapping[int, str]
    parent_id: Mapping[int, str]

    def shown(self, field: str, value: Any) -> Any:
        """A value as the journal keeps it; the same as `customers.fields.shown`."""
        if field in ("owner_id", "parent_id"):
            names: Mapping[int, str] = getattr(self, field)
            return names.get(value)
        return plain(value)


def _names_for(rows: Iterable[Mapping[str, Any]]) -> _Names:
    """The names of everything `rows` refer to; accounts as they are called before anything changes."""
    rows = list(rows)
    owners = {row["owner_id"] for row in rows if row.get("owner_id")}
    parents = sorted({row["parent_id"] for row in rows if row.get("parent_id")})
    accounts: dict[int, str] = {}
    for start in range(0, len(parents), CHUNK):
        accounts.update(Account.objects.filter(id__in=parents[start : start + CHUNK]).values_list("id", "name"))
    return _Names(dict(User.objects.filter(id__in=owners).values_list("id", "name")), accounts)


def _references(account: Account) -> Mapping[str, Any]:
    return {"owner_id": account.owner_id, "parent_id": account.parent_id}


def _told(rows: Sequence[Mapping[str, Any]], names: _Names) -> Iterable[tuple[Thing, list[Change]]]:
    for row in rows:
        changes: list[Change] = [
            (name, None, names.shown(name, row[name])) for name in START if row[name] and name != "version"
        ]
        yield Thing("account", row["id"], row["name"]), changes


def _writer(by: Viewer) -> None:
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
