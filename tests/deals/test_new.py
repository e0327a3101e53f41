"""The form of a new deal."""

from __future__ import annotations

from typing import Any

import pytest

from evener.customers.actions import create_account
from evener.customers.models import Account
from evener.deals.models import Deal, DealMember, Stage
from evener.people.rules import Visibility
from tests.deals.web import signed_in, words
from tests.world import NOW, World, see, viewer_of


def create(world: World, *, who: str = "owner", **values: Any) -> Any:
    """Post the form with the least it needs and `values`."""
    given = {"name": "Valve retrofit", "stage_id": Stage.objects.all()[0].pk, "currency": "EUR", **values}
    return signed_in(getattr(world, who)).post("/deals/new/", given)


def newest() -> Deal:
    deal = Deal.objects.order_by("-id").first()
    assert deal is not None
    return deal


def test_a_deal_is_made_from_what_is_known_at_first(world: World) -> None:
    second = Stage.objects.all()[1]
    response = create(
        world,
        account="nordhafen pumps",
        amount_minor="CHF 12'500.50",
        close_on="2026-09-30",
        stage_id=second.pk,
        owner_id=world.teammate.pk,
        lead_engineer_id=world.engineer.pk,
        source="Trade fair",
        about="They asked twice.",
        confidential="on",
    )
    deal = newest()
    assert response["Location"] == f"/deals/{deal.pk}/"
    assert (deal.name, deal.account_id, deal.stage_id) == ("Valve retrofit", world.account.pk, second.pk)
    assert (deal.amount_minor, deal.currency, str(deal.close_on)) == (1_250_050, "CHF", "2026-09-30")
    assert (deal.owner_id, deal.lead_engineer_id, deal.team_id) == (
        world.teammate.pk,
        world.engineer.pk,
        world.south.pk,
    )
    assert (deal.source, deal.about, deal.confidential) == ("Trade fair", "They asked twice.", True)
    team = set(DealMember.objects.filter(deal=deal).values_list("user_id", flat=True))
    assert team == {world.teammate.pk, world.engineer.pk, world.owner.pk}


def test_an_account_nobody_knows_yet_is_made_on_request(world: World) -> None:
    response = create(world, account="Vega Marine")
    assert response.status_code == 422
    assert "Make “Vega Marine” a new account" in words(response)
    assert 'value="Valve retrofit"' in response.content.decode()
    response = create(world, account="Vega Marine", account_id="new")
    assert response.status_code == 302
    assert newest().account == Account.objects.get(name="Vega Marine")


def test_no_account_is_left_behind_by_a_deal_that_could_not_be_made(world: World) -> None:
    response = create(world, account="Vega Marine", account_id="new", owner_id=10**6, name="x")
    assert response.status_code == 422
    assert not Account.objects.filter(name="Vega Marine").exists()
    bad = create(world, account="Vega\x00", account_id="new")
    assert bad.status_code == 422
    assert Deal.objects.count() == 1


def test_namesakes_are_told_apart(world: World) -> None:
    other = create_account(by=world.viewer("owner"), at=NOW, values={"name": "Nordhafen Pumps", "country": "Norway"})
    response = create(world, account="Nordhafen Pumps")
    assert response.status_code == 422
    assert "Norway" in words(response)
    create(world, account="Nordhafen Pumps", account_id=str(other.pk))
    assert newest().account_id == other.pk


def test_an_account_one_does_not_know_is_not_offered(world: World) -> None:
    see(Visibility.OWN, by=viewer_of(world.admin))
    response = create(world, who="outsider", account="Nordhafen Pumps")
    assert response.status_code == 422
    assert "There is no account of this name" in words(response)
    assert create(world, who="outsider", account="Nordhafen", account_id=str(world.account.pk)).status_code == 422


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "Give the deal a name."),
        ({"amount_minor": "a lot"}, "“a lot” is not a number."),
        ({"amount_minor": "-5"}, "The amount must be 0 or more, and not beyond what Evener can keep."),
        ({"close_on": "soon"}, "Write the date as 2026-03-31."),
        ({"close_on": "1066-10-14"}, "Use a date between 1970 and 2200."),
        ({"stage_id": "999"}, "Choose one from the list."),
        ({"owner_id": "x"}, "Choose one from the list."),
        ({"name": "x" * 300}, "200"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    world: World, values: dict[str, str], said: str
) -> None:
    response = create(world, **{"source": "Somebody's cousin", **values})
    assert response.status_code == 422
    assert said in words(response)
    assert "Somebody&#x27;s cousin" in response.content.decode()
    assert Deal.objects.count() == 1


def test_the_form_starts_with_what_its_link_says(world: World) -> None:
    second = Stage.objects.all()[1]
    page = signed_in(world.owner).get(f"/deals/new/?account={world.account.pk}&stage={second.pk}").content.decode()
    assert 'value="Nordhafen Pumps"' in page
    assert f'<option value="{second.pk}" selected>' in page
    assert f'<option value="{world.owner.pk}" selected>' in page
    assert signed_in(world.owner).get("/deals/new/?account=x&stage=y").status_code == 200


def test_who_only_reads_makes_none(world: World) -> None:
    assert signed_in(world.viewer_only).get("/deals/new/").status_code == 403
    assert create(world, who="viewer_only").status_code == 403
