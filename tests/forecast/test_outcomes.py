"""How deals end: what is counted and for whom, the curves, the way through the stages, the page and the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from evener.deals.actions import change_deal
from evener.deals.models import Deal, Stage
from evener.deals.rules import Outcome
from evener.forecast.queries.ended import outcomes
from evener.forecast.queries.outcomes import Found
from evener.forecast.queries.past import Asked, read
from evener.forecast.rules.counting import Size
from evener.people.rules import Visibility
from tests.deals.web import signed_in, words
from tests.forecast.past import OPENED, ended, opened, when
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, make_token
from tests.world import NOW, TODAY, World, see

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALL = Asked()


def found(world: World, who: str = "admin", asked: Asked = ALL) -> Found:
    return outcomes(world.viewer(who), asked, today=TODAY)


def mixed(world: World) -> None:
    """12 won after 40 days, 10 with no decision after 30, 2 lost, 1 we walked away from."""
    ended(opened(world, 12), world, Outcome.WON, after=40)
    ended(opened(world, 10), world, Outcome.NO_DECISION, after=30)
    ended(opened(world, 2), world, Outcome.LOST, after=20)
    ended(opened(world, 1), world, Outcome.DISQUALIFIED, after=10)


def move(world: World, deal: Deal, stage: Stage, *, after: int) -> None:
    at = when(OPENED + after * DAY)
    change_deal(by=world.viewer("owner"), at=at, deal_id=deal.pk, values={"stage_id": stage.pk}, seen_version=None)


def test_every_end_is_counted_once_and_open_deals_are_followed(world: World) -> None:
    mixed(world)
    seen = found(world)
    assert (seen.deals, seen.open, seen.ended) == (26, 1, 25)
    assert [each.share.count for each in seen.ends] == [12, 2, 10, 1]
    assert seen.end(Outcome.WON).share.value == pytest.approx(12 / 25)
    assert seen.end(Outcome.WON).days.median == 40 and seen.end(Outcome.LOST).days.median is None
    assert seen.end(Outcome.NO_DECISION).reasons[0][0] == "silence"
    # The world's own deal was opened today: it is followed for no day, so the curves are those of the 25.
    by_day = {point.day: point for point in seen.curve}
    assert by_day[30].shares == pytest.approx([0, 2 / 25, 10 / 25, 1 / 25]) and by_day[30].followed == 22
    assert sum(by_day[40].shares) == pytest.approx(1)


def test_a_rule_that_closes_deals_is_named(world: World) -> None:
    mixed(world)
    jump = found(world).jumps[Outcome.NO_DECISION]
    assert (jump.first, jump.last, jump.count, jump.of) == (30, 30, 10, 10)


def test_the_way_through_the_stages_is_read_from_the_journal(world: World) -> None:
    first, second, third, *_rest = Stage.objects.all()
    deals = opened(world, 2)
    move(world, deals[0], second, after=10)
    move(world, deals[0], third, after=25)
    move(world, deals[1], third, after=10)
    move(world, deals[1], second, after=20)
    ended([deals[0]], world, Outcome.WON, after=60)
    ended([deals[1]], world, Outcome.NO_DECISION, after=90)
    seen = found(world, asked=Asked(until=OPENED))
    assert seen.flow == [
        (first.name, second.name, 2),
        (second.name, third.name, 1),
        (second.name, f"={Outcome.NO_DECISION}", 1),
        (third.name, f"={Outcome.WON}", 1),
    ]
    stages = {each.name: each for each in seen.stages}
    assert (stages[first.name].came, stages[first.name].days.count) == (2, 2)
    assert stages[second.name].ended[Outcome.NO_DECISION] == 1
    assert (stages[second.name].sat.count, stages[second.name].sat.of) == (1, 1), "70 of its 90 days"


def test_of_a_deal_entered_later_nothing_before_is_made_up(world: World) -> None:
    deals = opened(world, 1, at=when(OPENED + 100 * DAY))
    ended(deals, world, Outcome.LOST, after=130)
    first = found(world, asked=Asked(until=OPENED)).stages[0]
    assert first.days.count == 0 and first.ended[Outcome.LOST] == 1
    Deal.objects.filter(pk=deals[0].pk).update(created_at=NOW)
    seen = found(world, asked=Asked(until=OPENED))
    assert (seen.ended, seen.afterwards, seen.looked_at, seen.flow) == (1, 1, 0, [])


def test_filters_narrow_what_is_counted(world: World) -> None:
    ended(opened(world, 3, amount_minor=100), world, Outcome.WON, after=5)
    ended(opened(world, 3, amount_minor=900, source="Fair", on=OPENED + 10 * DAY), world, Outcome.LOST, after=5)
    assert found(world, asked=Asked(source="Fair")).ended == 3
    assert found(world, asked=Asked(size=Size.SMALLER)).end(Outcome.WON).share.count == 3
    assert found(world, asked=Asked(since=OPENED + DAY, until=TODAY - DAY)).end(Outcome.LOST).share.count == 3
    assert found(world, asked=Asked(team=world.south.pk)).deals == 0
    assert found(world, asked=Asked(team=world.north.pk)).deals == 7
    assert found(world, asked=Asked(product=99)).deals == 0


def test_an_address_that_makes_no_sense_is_named_and_left_out(world: World) -> None:
    asked, wrong = read({"team": "x", "size": "huge", "since": "1 May", "until": "2026-03-01", "source": "Fair"})
    assert set(wrong) == {"team", "size", "since"} and asked == Asked(source="Fair", until=TODAY - DAY)
    asked, wrong = read({"since": "2026-03-02", "until": "2026-03-01"})
    assert asked == Asked(since=TODAY) and "Turn them round" in str(wrong["until"])
    page = words(signed_in(world.owner).get("/forecast/outcomes/?team=x"))
    assert "Choose one from the list." in page


def test_only_what_the_viewer_sees_is_counted_and_nothing_confidential(world: World) -> None:
    mixed(world)
    ended(opened(world, 1, confidential=True), world, Outcome.LOST, after=20)
    for who in ("admin", "owner", "teammate"):
        assert found(world, who).end(Outcome.LOST).share.count == 2, "the same for all who see all others"
    see(Visibility.OWN, by=world.viewer("admin"))
    assert found(world, "outsider").deals == 0


def test_the_page_says_shares_with_counts_and_too_few(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    page = words(client.get("/forecast/outcomes/"))
    assert "Too few to tell: 0 deals have ended, 10 are needed" in page
    mixed(world)
    with stored_queries("forecast outcomes"):
        answered = client.get("/forecast/outcomes/")
    page = words(answered)
    assert "48 %" in page and "12 of 25" in page and "10 of 25" in page
    assert "No decision: 10 of 10 ended on day 30 after they were opened." in page
    assert "too few to tell" in page, "two lost deals have no median"
    assert "Elsewhere 40 to 60 % of all opportunities end with no decision. Here it is within that." in page
    assert 'id="chart-data-incidence"' in answered.content.decode()
    part = client.get("/forecast/outcomes/?size=none", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "No deal you see is like this." in part


def test_a_stage_called_like_an_outcome_is_told_from_it(world: World) -> None:
    Stage.objects.filter(position=1).update(name="Won")
    ended(opened(world, 10, stage_id=Stage.objects.get(position=1).pk), world, Outcome.WON, after=5)
    assert "Won (outcome)" in signed_in(world.owner).get("/forecast/outcomes/").content.decode()


def test_the_api_says_the_same(world: World) -> None:
    mixed(world)
    call = Caller(make_token(world.owner, "read"))
    found = call.get("/forecast/outcomes").json()
    assert (found["deals"], found["ended"]) == (26, 25)
    won, lost, *_rest = found["ends"]
    assert won["share"] == pytest.approx(0.48) and lost["days"] == {
        "deals": 2,
        "low": None,
        "median": None,
        "high": None,
    }
    assert found["curve"][0]["open"] == 1 and found["curve"][0]["followed"] == 26
    assert all(sum(point[each] for each in ("won", "lost", "no_decision", "disqualified", "open")) == pytest.approx(1)
               for point in found["curve"])  # fmt: skip
    assert found["jumps"][0] == {"outcome": "won", "first": 40, "last": 40, "deals": 12, "of": 12}
    assert call.get("/forecast/outcomes?size=none").json()["curve"] == []
    assert call.get("/forecast/outcomes?size=huge").status_code == 422


def test_now_is_after_all_of_it() -> None:
    assert NOW.date() == TODAY


def test_an_evening_is_no_day_later(world: World) -> None:
    end = {"outcome": Outcome.WON, "closed_on": date(2026, 1, 5), "opened_on": date(2026, 1, 1)}
    Deal.objects.filter(id=world.deal.pk).update(**end, created_at=datetime(2026, 1, 6, 1, tzinfo=UTC))
    for zone, afterwards in (("America/New_York", 0), ("UTC", 1)):
        with timezone.override(zone):
            assert outcomes(world.viewer("admin"), Asked(), today=TODAY).afterwards == afterwards


def test_sizes_filled_in_at_the_win_do_not_stand_side_by_side(world: World) -> None:
    ended(opened(world, 12), world, Outcome.WON, after=20)
    lost = ended(opened(world, 12), world, Outcome.LOST, after=20)
    Deal.objects.filter(pk__in=[deal.pk for deal in lost]).update(amount_minor=0)
    page = words(signed_in(world.owner).get("/forecast/outcomes/"))
    assert "filled in at the end and say nothing of size" in page and "Smaller third</a>" not in page
    Deal.objects.update(amount_minor=500_000)
    page = words(signed_in(world.owner).get("/forecast/outcomes/"))
    assert "say nothing of size" not in page
