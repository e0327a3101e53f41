"""Deals written in bulk are found as those made one by one, and the index stays whole."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.search.actions import MANY, add_all
from evener.search.queries import matching_ids
from evener.search.rules import Kind
from tests.connect.conftest import Import
from tests.world import NOW, World


def found(text: str) -> list[str]:
    matching = matching_ids(Kind.DEAL, text)
    return list(Deal.objects.filter(id__in=matching).order_by("id").values_list("name", flat=True)) if matching else []


def test_many_at_once_and_then_one_by_one(world: World, import_: Import) -> None:
    rows = "".join(f"M{number},Winch {number},Ostra Häfen\n" for number in range(MANY + 5))
    import_(world.viewer("admin"), "id,deal name,account\n" + rows)
    assert found("winch 17 hafen") == ["Winch 17", "Winch 170", "Winch 171", *[f"Winch {n}" for n in range(172, 180)]]
    deal = Deal.objects.get(external_id="M17")
    owner = world.viewer("admin")
    deals.change_deal(by=owner, at=NOW, deal_id=deal.pk, values={"name": "Capstan"}, seen_version=None)
    assert found("capstan") == ["Capstan"] and "Winch 17" not in found("winch 17 hafen")
    deals.create_deal(by=owner, at=NOW, values={"name": "Bollard"})
    assert found("bollard") == ["Bollard"]
    check_whole()


def test_what_is_rolled_back_leaves_the_index_as_it_was(world: World) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_all(Kind.DEAL, [(1_000_000 + number, ["ghost"]) for number in range(MANY)])
        raise ZeroDivisionError
    deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Ghost ship"})
    assert found("ghost") == ["Ghost ship"]
    check_whole()


def check_whole() -> None:
    """SQLite: the text index agrees with its table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('integrity-check', 1)")
