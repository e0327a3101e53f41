"""A meeting that is about no deal, through the API and in the export."""

from __future__ import annotations

import pytest

from evener.journal.models import Entry
from evener.meetings import actions
from evener.meetings.export import tables
from evener.meetings.models import Meeting
from tests.meetings.planned import meeting, ours
from tests.rest.calling import Caller, make_token
from tests.world import NOW, World


@pytest.fixture
def owner(world: World) -> Caller:
    return Caller(make_token(world.owner))


def test_about_no_deal_is_said_once_and_shown(world: World, owner: Caller) -> None:
    address = f"/meetings/{meeting(world, deal=False).pk}"
    before = owner.get(address).json()
    assert (before["deal_id"], before["no_deal"]) == (None, False)
    said = owner.post(f"{address}/no-deal").json()
    assert said == before | {"no_deal": True, "version": before["version"] + 1}
    assert owner.post(f"{address}/no-deal").json() == owner.get(address).json() == said
    assert Entry.objects.filter(what="meeting.of_no_deal").count() == 1
    assert [row["no_deal"] for row in owner.get("/meetings?when=all").json()["items"]] == [True]
    assert owner.get("/meetings?when=all&state=unfiled").json()["items"] == []
    filed = owner.post(f"{address}/file", {"deal_id": world.deal.pk}).json()
    assert (filed["deal_id"], filed["no_deal"]) == (world.deal.pk, False)


def test_only_its_people_say_so(world: World, owner: Caller) -> None:
    row = meeting(world, ours(world, "owner"), ours(world, "teammate"), deal=False)
    address = f"/meetings/{row.pk}/no-deal"
    for who in ("outsider", "leader", "engineer"):
        assert Caller(make_token(getattr(world, who))).post(address).status_code == 404, who
    assert Caller(make_token(world.owner, "read")).post(address).status_code == 403
    assert not Meeting.objects.get().no_deal
    assert Caller(make_token(world.teammate)).post(address).json()["no_deal"] is True
    assert owner.get(f"/meetings/{row.pk}").json()["no_deal"] is True


def test_one_of_a_deal_is_refused(world: World, owner: Caller) -> None:
    row = meeting(world)
    refused = owner.post(f"/meetings/{row.pk}/no-deal")
    assert (refused.status_code, refused.json()["detail"]) == (409, "This meeting belongs to a deal.")
    row.refresh_from_db()
    assert (row.no_deal, row.version) == (False, 1)
    assert not Entry.objects.filter(what="meeting.of_no_deal").exists()


def test_the_export_says_it(world: World) -> None:
    row = meeting(world, deal=False)
    actions.about_no_deal(by=world.viewer("owner"), at=NOW, meeting_id=row.pk)
    [exported] = [each for each in tables() if each.name == "meetings"]
    assert exported.model is Meeting
    assert Meeting.objects.values_list(exported.columns["no_deal"], flat=True).get() is True
