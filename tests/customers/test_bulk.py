"""Many accounts at once are written and recorded as one at a time would be."""

from __future__ import annotations

from evener.customers.actions import change_account, create_account
from evener.customers.bulk import AccountChange, NewAccount, change_accounts, create_accounts
from evener.customers.models import Account
from evener.journal.models import Entry
from tests.world import NOW, World


def recorded(account_id: int) -> list[list[list[object]]]:
    entries = Entry.objects.filter(thread_kind="account", thread_id=account_id).order_by("id")
    return [sorted(entry.changes) for entry in entries]


def test_the_journal_names_owner_and_parent_as_for_a_single_account(world: World) -> None:
    by = world.viewer("owner")
    first = {"name": "Nord Pumps North", "owner_id": world.owner.pk, "parent_id": world.account.pk}
    then = {"owner_id": world.teammate.pk, "parent_id": None}
    single = create_account(by=by, at=NOW, values=first)
    change_account(by=by, at=NOW, account_id=single.pk, values=then, seen_version=None)
    (many,) = create_accounts(by=by, at=NOW, accounts=[NewAccount(first)])
    change_accounts(by=by, at=NOW, changes=[AccountChange(many, 1, then)])
    assert recorded(many) == recorded(single.pk)
    assert ["owner_id", None, "Olga Owner"] in recorded(many)[0]
    assert ["parent_id", "Nordhafen Pumps", None] in recorded(many)[1]
    assert Account.objects.get(pk=many).owner_id == world.teammate.pk


def test_a_parent_from_the_same_import_is_named_too(world: World) -> None:
    new = [NewAccount({"name": "Above"}), NewAccount({"name": "Below"}, parent=0)]
    _above, below = create_accounts(by=world.viewer("owner"), at=NOW, accounts=new)
    assert ["parent_id", None, "Above"] in recorded(below)[0]
