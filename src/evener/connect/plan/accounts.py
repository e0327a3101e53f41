"""Account rows held against the accounts that are here. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from evener.connect.fields import Kind
from evener.connect.plan.parts import Changed
from evener.connect.plan.planner import Planner
from evener.connect.reading.others import AccountRow
from evener.connect.reading.sheet import Sheet
from evener.connect.values.column import Unreadable
from evener.people.rules import Role

TEXTS = ("industry", "website", "country", "employees", "about")


def plan_accounts(planner: Planner, sheet: Sheet, rows: Sequence[AccountRow]) -> None:
    """New accounts and changed ones. Parents are found last, so that a file may name them before or after."""
    counts = planner.plan.counts[Kind.ACCOUNTS]
    taken: dict[int, AccountRow] = {}
    for row in rows:
        try:
            found = _find(planner, row)
            owner = planner.person(row.owner, role=Role.SALES) if row.owner else None
        except Unreadable as why:
            sheet.refuse(row.index, "owner" if row.owner else "name", str(why))
            continue
        if found is not None and not planner.claim(Kind.ACCOUNTS, found, sheet, row.index):
            continue
        if found is None or found < 0:
            values: dict[str, object] = {"name": row.name, "external_id": row.external_id, "owner_id": owner}
            values |= {name: getattr(row, name) for name in TEXTS if getattr(row, name) is not None}
            found = _add(planner, found, values)
            planner.claim(Kind.ACCOUNTS, found, sheet, row.index)
        taken[found] = row
    changes = {id: _changes(planner, id, row) for id, row in taken.items() if id > 0}
    for id, row in taken.items():
        _place(planner, sheet, id, row, changes)
    for id, values in changes.items():
        if values:
            planner.plan.account_changes.append(Changed(id, values, planner.accounts_by_id[id].version))
    updated = sum(1 for values in changes.values() if values)
    counts.updated += updated
    counts.unchanged += len(changes) - updated


def _find(planner: Planner, row: AccountRow) -> int | None:
    """The account a row is about: by its id, else by its name if that one has no other id."""
    if row.external_id and row.external_id in planner.by_account_id:
        return planner.by_account_id[row.external_id]
    if row.external_id in planner.known.hidden_accounts:
        raise Unreadable(_("This account is here and you cannot see it. Ask an admin to import it."))
    found = planner.accounts.find(row.name or "")
    if found is None and row.external_id is None and planner.accounts.is_ambiguous(row.name or ""):
        raise Unreadable(_("More than one account is called “%(name)s”. Give its id.") % {"name": row.name})
    return found if found is not None and planner.same_account(found, row.external_id) else None


def _add(planner: Planner, mentioned: int | None, values: dict[str, object]) -> int:
    """A new account, or one another row has named already."""
    if mentioned is None:
        planner.plan.counts[Kind.ACCOUNTS].created += 1
        return planner.add_account(values)
    planner.was_mentioned(Kind.ACCOUNTS)
    planner.plan.accounts[-mentioned - 1].values |= {name: value for name, value in values.items() if value is not None}
    return mentioned


def _changes(planner: Planner, id: int, row: AccountRow) -> dict[str, object]:
    """What the row gives and the account has otherwise. An empty cell changes nothing."""
    known = planner.accounts_by_id[id]
    values = {name: getattr(row, name) for name in (*TEXTS, "external_id") if getattr(row, name) is not None}
    if row.external_id and known.external_id == row.external_id and row.name:
        values["name"] = row.name  # found by its id, so a new name is a new name
    if row.owner:
        values["owner_id"] = planner.person(row.owner, role=Role.SALES)
    return {name: value for name, value in values.items() if getattr(known, name) != value}


def _place(planner: Planner, sheet: Sheet, id: int, row: AccountRow, changes: dict[int, dict[str, object]]) -> None:
    """Under its parent, which is added where nothing is known of it."""
    if row.parent is None:
        return
    parent = planner.account(row.parent, None)
    if parent == id:
        sheet.note("own parent", _("Accounts that name themselves as parent stand on top."), 1)
    elif id < 0:
        planner.plan.accounts[-id - 1].values["parent_id"] = parent
    elif planner.accounts_by_id[id].parent_id != parent:
        changes[id]["parent_id"] = parent
