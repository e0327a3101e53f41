"""What the filters of the accounts list offer, and that the database reads an index for them."""

from __future__ import annotations

import pytest
from django.db import connection

from evener.customers.actions import create_account
from evener.customers.bulk import NewAccount, create_accounts
from evener.customers.models import Account
from evener.customers.queries import choices
from evener.people.rules import Visibility
from tests.world import NOW, World, see


def test_industries_and_people_are_offered_by_name_once_and_only_those_one_may_see(world: World) -> None:
    other = world.viewer("outsider")
    for name, industry in (("A", "ports"), ("B", "Rail"), ("C", "Rail"), ("D", "")):
        create_account(by=other, at=NOW, values={"name": name, "industry": industry})
    found = choices(world.viewer("owner"))
    assert found.industries == ["Machinery", "ports", "Rail"]
    assert [name for _id, name in found.people][:2] == ["Ada Admin", "Egon Engineer"]
    assert (world.owner.pk, "Olga Owner") in found.people
    see(Visibility.OWN, by=world.viewer("admin"))
    assert choices(world.viewer("owner")).industries == ["Machinery"]
    assert choices(world.viewer("outsider")).industries == ["ports", "Rail"]


@pytest.mark.parametrize("field", ["industry", "owner_id"])
def test_a_filter_in_the_order_of_names_is_one_range_of_an_index(world: World, field: str) -> None:
    many = [NewAccount({"name": f"{n:05d}", "industry": f"i{n % 40}", "owner_id": world.owner.pk}) for n in range(3000)]
    create_accounts(by=world.viewer("admin"), at=NOW, accounts=many)
    value = "i7" if field == "industry" else world.teammate.pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_account")
    plan = Account.objects.filter(**{field: value}).order_by("name", "id")[:50].explain()
    assert "customers_by_" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
