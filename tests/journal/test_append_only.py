"""The journal: written with the change or not at all, and never changed afterwards, whoever asks the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from evener.deals import actions
from evener.deals.models import Deal, Stage
from evener.journal import actions as journal
from evener.journal.models import Entry, Tells
from evener.journal.rules import Thing
from tests.world import NOW, World


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET reason = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_bend_history(world: World, statement: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == before > 0


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_empty_it(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry")


def test_a_change_and_its_entry_fail_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("evener.deals.actions.held.record", fail)
    with pytest.raises(RuntimeError):
        actions.change_deal(
            by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"source": "Fair"}, seen_version=None
        )
    assert Deal.objects.get(pk=world.deal.pk).source == ""


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(world: World) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        journal.record(by=world.viewer("owner"), at=NOW, what="x", subject=Thing("deal", 1, "x"))


def test_entries_say_who_what_when_and_from_what_to_what(world: World) -> None:
    actions.change_deal(
        by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, values={"amount_minor": 100}, seen_version=None
    )
    entry = Entry.objects.latest("id")
    assert (entry.actor_id, entry.at, entry.what) == (world.leader.pk, NOW, "deal.changed")
    assert entry.changes == [["amount_minor", "€125,000", "€1"]]


def test_changes_of_stage_are_found_without_looking_at_the_rest(world: World) -> None:
    by = world.viewer("owner")
    stage = Stage.objects.order_by("-position").values_list("id", flat=True)[0]
    for values in ({"source": "Fair"}, {"stage_id": stage}, {"name": 'About "stage_id"'}):
        actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values=values, seen_version=None)
    told = Entry.objects.filter(Tells("stage_id"), thread_kind="deal", thread_id=world.deal.pk).order_by("id")
    assert [entry.what for entry in told] == ["deal.created", "deal.changed"]
    assert [name for name, _, _ in told[1].changes] == ["stage_id"]
    if connection.vendor == "sqlite":
        assert "journal_stages" in told.explain()
    with pytest.raises(ValueError, match="no name"):
        Tells("no name')")
