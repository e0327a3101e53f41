"""Data hygiene: what is found in the records, who reads which part of it, and who decides about suspects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.forecast.actions import allowing
from evener.forecast.actions.inspecting import inspect
from evener.forecast.jobs import nightly_inspection
from evener.forecast.models import Finding, FoundIn, Inspection, Suspect
from evener.forecast.nudges import nudges
from evener.forecast.presenting import hygiene
from evener.forecast.queries.hygiene import Dirty, allowed_features, inspected, late_features
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import Viewer, Visibility
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, see

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def look(days: int = 0) -> Inspection:
    return inspect(at=NOW + days * DAY, today=(TODAY + days * DAY).toordinal(), progress=lambda *_told: None)


def found(viewer: Viewer) -> dict[str, Dirty]:
    told = inspected(viewer)
    assert told is not None
    return {each.kind.value: each for each in told.findings}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="evener.people.backend.PeopleBackend")
    return client


def new_deal(world: World, name: str, **values: Any) -> Deal:
    return deals.create_deal(
        by=world.viewer("owner"), at=NOW, values={"name": name, "account_id": world.account.pk, **values}
    )  # fmt: skip


def close(world: World, deal: Deal, *, outcome: Outcome, days: int, written: int | None = None) -> None:
    reason = {Outcome.WON: "fit", Outcome.LOST: "competitor"}[outcome]
    closing = Closing(outcome, reason, "", TODAY + days * DAY)
    at = NOW + (days if written is None else written) * DAY
    deals.close_deal(by=world.viewer("owner"), at=at, deal_id=deal.pk, closing=closing)


def test_what_is_written_late_or_the_wrong_way_round(world: World) -> None:
    early = new_deal(world, "Early", opened_on=TODAY - 20 * DAY, amount_minor=100)
    close(world, early, outcome=Outcome.LOST, days=3, written=40)
    backwards = new_deal(world, "Backwards", opened_on=TODAY + 9 * DAY, amount_minor=100)
    close(world, backwards, outcome=Outcome.LOST, days=5)
    look(days=60)
    told = found(world.viewer("owner"))
    assert [each.name for each in told["late_opened"].examples] == ["Early"]
    assert [each.name for each in told["late_closed"].examples] == ["Early"] and told["late_closed"].of == 2
    assert [each.name for each in told["reversed"].examples] == ["Backwards"]


def test_copies_owners_and_amounts(world: World) -> None:
    for name in ("Twice", "twice "):
        new_deal(world, name, amount_minor=70_000)
    new_deal(world, "Nobody's", owner_id=None)
    look()
    told = found(world.viewer("admin"))
    assert told["duplicate"].count == 1 and told["duplicate"].examples[0].name.strip() == "twice"
    assert [each.name for each in told["no_owner"].examples] == ["Nobody's"]
    assert "Nobody's" in [each.name for each in told["no_amount"].examples]
    assert world.outsider.name in told["idle_owner"].names and world.owner.name not in told["idle_owner"].names


def test_what_an_import_brought_is_not_called_late(world: World) -> None:
    deals.create_deal(
        by=world.viewer("owner"), at=NOW, external_id="x1", values={"name": "Old", "opened_on": TODAY - 400 * DAY}
    )  # fmt: skip
    look()
    assert "late_opened" not in found(world.viewer("admin"))


def test_nobody_learns_of_deals_they_do_not_see(world: World) -> None:
    new_deal(world, "Secret", confidential=True)
    look()
    mine, theirs = found(world.viewer("owner")), found(world.viewer("outsider"))
    assert "Secret" in [each.name for each in mine["no_amount"].examples]
    assert mine["no_amount"].count == theirs.get("no_amount", mine["no_amount"]).count + 1 or "no_amount" not in theirs
    html = client_of(world.outsider).get("/forecast/data/").content.decode()
    assert "Secret" not in html and f"of {mine['no_amount'].of}" not in html
    # The number kept for all of them is in no answer.
    assert Finding.objects.get(kind="no_amount").count == mine["no_amount"].count


def test_a_second_look_takes_the_place_of_the_first(world: World) -> None:
    deal = new_deal(world, "Empty")
    look()
    first = Finding.objects.get(kind="no_amount")
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=deal.pk, values={"amount_minor": 500}, seen_version=None
    )  # fmt: skip
    new_deal(world, "Empty too")
    look(days=2)
    second = Finding.objects.get(kind="no_amount")
    assert second.pk != first.pk and second.since == first.since and Inspection.objects.count() == 1
    assert set(FoundIn.objects.values_list("finding_id", flat=True)) <= set(
        Finding.objects.values_list("id", flat=True)
    )
    assert "Empty" not in [each.name for each in found(world.viewer("owner"))["no_amount"].examples]


def test_a_company_without_a_deal(world: World) -> None:
    Deal.objects.all().delete()
    look()
    assert set(found(world.viewer("admin"))) <= {"idle_owner"}


def rewritten(world: World) -> None:
    """Thirty won deals whose amount was rewritten on the day they were won, and thirty lost ones left alone."""
    for number in range(60):
        deal = new_deal(world, f"D{number}", amount_minor=1000 + number, opened_on=TODAY - (60 - number) * DAY)
        won = number % 2 == 0
        if won:
            deals.change_deal(
                by=world.viewer("owner"), at=NOW + (5 + number) * DAY, deal_id=deal.pk,
                values={"amount_minor": 5000 + number}, seen_version=None,
            )  # fmt: skip
        close(world, deal, outcome=Outcome.WON if won else Outcome.LOST, days=5 + number)


def test_amounts_overwritten_when_won_are_left_out_until_somebody_allows_them(world: World) -> None:
    rewritten(world)
    look(days=90)
    suspect = Suspect.objects.get(feature="amount")
    assert suspect.why == "overwritten" and suspect.size == pytest.approx(1.0)
    assert late_features() == {"amount"} and allowed_features() == frozenset()
    leader = world.viewer("leader")
    allowing.allow(by=leader, at=NOW, suspect_id=suspect.pk, reason="  It was signed\nbefore. ")
    assert late_features() == frozenset() and allowed_features() == {"amount"}
    entry = Entry.objects.get(what="suspect.allowed")
    assert (entry.subject_name, entry.reason, entry.actor_id) == ("amount", "It was signed before.", leader.id)
    look(days=91)
    suspect.refresh_from_db()
    assert suspect.is_seen and suspect.allowed_by_id == leader.id  # a new look does not undo a decision
    with pytest.raises(Refused):
        allowing.allow(by=leader, at=NOW, suspect_id=suspect.pk, reason="Again")
    allowing.take_back(by=leader, at=NOW, suspect_id=suspect.pk)
    assert late_features() == {"amount"} and Entry.objects.filter(what="suspect.taken_back").count() == 1


def test_a_suspect_that_is_none_any_more(world: World) -> None:
    gone, kept = (Suspect.objects.create(feature=name, why="tells", size=1, since=NOW) for name in ("gone", "kept"))
    allowing.allow(by=world.viewer("admin"), at=NOW, suspect_id=kept.pk, reason="We ask it first")
    look()
    assert list(Suspect.objects.values_list("feature", "is_seen")) == [("kept", False)]
    assert not Suspect.objects.filter(pk=gone.pk).exists()
    allowing.take_back(by=world.viewer("admin"), at=NOW, suspect_id=kept.pk)
    assert not Suspect.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b"])
def test_a_reason_is_asked_for(world: World, reason: str) -> None:
    suspect = Suspect.objects.create(feature="source", why="tells", size=1, since=NOW)
    with pytest.raises(Invalid):
        allowing.allow(by=world.viewer("admin"), at=NOW, suspect_id=suspect.pk, reason=reason)
    answer = client_of(world.admin).post(f"/forecast/data/suspects/{suspect.pk}/allow/", {"reason": reason})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()


def test_who_decides(world: World) -> None:
    suspect = Suspect.objects.create(feature="source", why="tells", size=1, since=NOW)
    for name in ("owner", "engineer", "outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            allowing.allow(by=world.viewer(name), at=NOW, suspect_id=suspect.pk, reason="Please")
        with pytest.raises(NotAllowed):
            allowing.take_back(by=world.viewer(name), at=NOW, suspect_id=suspect.pk)
        html = client_of(getattr(world, name)).get("/forecast/data/").content.decode()
        assert "Left out" in html and "Allow it" not in html and "Look now" not in html
    with pytest.raises(NotThere):
        allowing.allow(by=world.viewer("admin"), at=NOW, suspect_id=suspect.pk + 9, reason="Please")


def test_the_page(world: World, stored_queries: StoredQueries) -> None:
    client = client_of(world.leader)
    assert "Nobody has looked yet" in client.get("/forecast/data/").content.decode()
    new_deal(world, "Empty <b>")
    suspect = Suspect.objects.create(feature="source", why="one_outcome", size=0.734, since=NOW)
    look()
    Suspect.objects.filter(pk=suspect.pk).delete()
    suspect = Suspect.objects.create(feature="source", why="one_outcome", size=0.734, since=NOW)
    with stored_queries("forecast data"):
        html = client.get("/forecast/data/").content.decode()
    assert "Empty &lt;b&gt;" in html and "(73 points apart)" in html
    client.post(f"/forecast/data/suspects/{suspect.pk}/allow/", {"reason": "Asked <first>"})
    html = client.get("/forecast/data/").content.decode()
    assert "Asked &lt;first&gt;" in html and "Leave it out again" in html
    assert client.post(f"/forecast/data/suspects/{suspect.pk}/take-back/").status_code == 302
    assert client.post("/forecast/data/look/").headers["Location"].startswith("/work/")
    assert "already" in client.post("/forecast/data/look/").content.decode()


def test_today_tells_leaders_once(world: World) -> None:
    at = timezone.now()
    Suspect.objects.create(feature="source", why="tells", size=1, since=at - DAY)
    inspection = Inspection.objects.create(made_at=at)
    Finding.objects.create(inspection=inspection, kind="one_outcome", since=at - DAY)
    leader = world.viewer("leader")
    kinds = [nudge.kind for nudge in nudges(viewer=leader, at=at, limit=5)]
    assert kinds == ["suspect", "dirt"] and nudges(viewer=world.viewer("owner"), at=at, limit=5) == []
    client = client_of(world.leader)
    assert "Something odd was found in the records" in client.get("/").content.decode()
    assert client.post("/forecast/data/seen/").headers["Location"] == "/forecast/data/"
    assert nudges(viewer=leader, at=at, limit=5) == []
    assert nudges(viewer=world.viewer("admin"), at=at, limit=5) != []
    Finding.objects.create(inspection=inspection, kind="never_nothing", since=timezone.now() + DAY)
    assert [nudge.kind for nudge in nudges(viewer=leader, at=at + DAY, limit=5)] == ["dirt"]
    assert [nudge.kind for nudge in nudges(viewer=world.viewer("admin"), at=at + 30 * DAY, limit=5)] == []


def test_today_names_no_dirt_of_deals_a_leader_does_not_see(world: World) -> None:
    secret = new_deal(world, "Secret", confidential=True)
    at = timezone.now()
    inspection = Inspection.objects.create(made_at=at)
    found = Finding.objects.create(inspection=inspection, kind="giant", since=at - DAY, count=1)
    FoundIn.objects.create(finding=found, deal=secret, place=0)
    see(Visibility.OWN, by=world.viewer("admin"))
    told = {who: len(nudges(viewer=world.viewer(who), at=at, limit=5)) for who in ("admin", "leader")}
    assert told == {"admin": 1, "leader": 1}  # the leader of its team sees it
    Deal.objects.filter(pk=secret.pk).update(team=world.south)
    told = {who: len(nudges(viewer=world.viewer(who), at=at, limit=5)) for who in ("admin", "leader")}
    assert told == {"admin": 1, "leader": 0}
    Finding.objects.create(inspection=inspection, kind="one_outcome", since=at - DAY)  # of all deals together
    assert len(nudges(viewer=world.viewer("leader"), at=at, limit=5)) == 1


def test_every_night(world: World) -> None:
    nightly_inspection.call()
    assert Inspection.objects.count() == 1
    assert hygiene.findings(inspected(world.viewer("admin")) or pytest.fail())
