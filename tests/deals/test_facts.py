"""Changing facts of a deal in place, and what happens when two people do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from evener.customers.actions import create_account
from evener.customers.models import Account
from evener.deals import actions
from evener.deals.forms.facts import FORMS
from evener.deals.models import Deal, Stage
from evener.deals.rules import Closing, Outcome
from evener.people.rules import Visibility
from tests.deals.web import part, post, signed_in, words
from tests.world import NOW, TODAY, World, see


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def edit(world: World, field: str, *, who: str = "owner", **values: Any) -> Any:
    """Post the form of one fact as `who`, on the version given or the one there is."""
    values.setdefault("version", now(world).version)
    return post(signed_in(getattr(world, who)), f"/deals/{world.deal.pk}/edit/?field={field}", **values)


def now(world: World) -> Deal:
    return Deal.objects.get(pk=world.deal.pk)


@pytest.mark.parametrize(
    ("field", "values", "attribute", "expected"),
    [
        ("name", {"name": "Pumps, phase 2"}, "name", "Pumps, phase 2"),
        ("amount", {"amount_minor": "1.250.000,50", "currency": "EUR"}, "amount_minor", 125_000_050),
        ("amount", {"amount_minor": "12.5k", "currency": "EUR"}, "amount_minor", 1_250_000),
        ("amount", {"amount_minor": "CHF 12'500", "currency": "EUR"}, "currency", "CHF"),
        ("amount", {"amount_minor": "5000", "currency": "JPY"}, "amount_minor", 5_000),
        ("amount", {"amount_minor": "", "currency": "EUR"}, "amount_minor", 0),
        ("close_on", {"close_on": "2026-09-30"}, "close_on", date(2026, 9, 30)),
        ("close_on", {"close_on": "30.09.2026"}, "close_on", date(2026, 9, 30)),
        ("close_on", {"close_on": ""}, "close_on", None),
        ("opened_on", {"opened_on": "2026-01-15"}, "opened_on", date(2026, 1, 15)),
        ("source", {"source": "Trade fair"}, "source", "Trade fair"),
        ("about", {"about": "Two\nlines"}, "about", "Two\r\nlines"),
        ("confidential", {"confidential": "on"}, "confidential", True),
        ("owner", {"owner_id": ""}, "owner_id", None),
        ("product", {"product_id": ""}, "product_id", None),
    ],
)
def test_every_fact_is_changed_in_place(
    world: World, field: str, values: dict[str, str], attribute: str, expected: object
) -> None:
    response = edit(world, field, **values)
    assert response.status_code == 302, words(response)
    assert response["Location"] == f"/deals/{world.deal.pk}/#fact-{field}"
    found = getattr(now(world), attribute)
    assert (found.replace("\r\n", "\n") if attribute == "about" else found) == (
        "Two\nlines" if attribute == "about" else expected
    )


def test_people_stage_and_product(world: World) -> None:
    stage = Stage.objects.last()
    assert stage
    product = actions.make_product(by=world.viewer("admin"), at=NOW, name="Edge box")
    edit(world, "stage", stage_id=str(stage.pk))
    edit(world, "product", product_id=str(product.pk))
    edit(world, "owner", owner_id=str(world.teammate.pk))
    deal = now(world)
    assert (deal.stage, deal.product, deal.owner, deal.team) == (stage, product, world.teammate, world.south)


def test_only_engineering_leads_technically(world: World) -> None:
    form = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/edit/?field=lead_engineer"))
    assert "Egon Engineer" in form
    response = edit(world, "lead_engineer", lead_engineer_id=str(world.teammate.pk))
    assert response.status_code == 422
    assert "Choose one from the list." in words(response)


@pytest.mark.parametrize(
    ("field", "values", "error"),
    [
        ("name", {"name": "  "}, "Give the deal a name."),
        ("name", {"name": "x" * 201}, "at most 200 characters"),
        ("amount", {"amount_minor": "lots", "currency": "EUR"}, "“lots” is not a number."),
        ("amount", {"amount_minor": "-5", "currency": "EUR"}, "must be 0 or more"),
        ("amount", {"amount_minor": "9" * 20, "currency": "EUR"}, "larger than Evener can keep"),
        ("amount", {"amount_minor": "5", "currency": "XXY"}, "not one of the available choices"),
        ("close_on", {"close_on": "someday"}, "Write the date as 2026-03-31."),
        ("close_on", {"close_on": "1066-10-14"}, "between 1970 and 2200"),
        ("opened_on", {"opened_on": ""}, "Choose a date."),
        ("stage", {"stage_id": "999"}, "not one of the available choices"),
        ("technical_win", {"technical_win_on": "2026-03-01"}, "needs both"),
        ("technical_win", {"technical_win_note": "Their CTO"}, "needs both"),
        ("about", {"about": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason(
    world: World, field: str, values: dict[str, str], error: str
) -> None:
    before = now(world).version
    response = edit(world, field, **values)
    assert response.status_code == 422
    assert error in words(response)
    assert now(world).version == before


def test_a_technical_win_has_a_day_and_a_note(world: World) -> None:
    edit(world, "technical_win", technical_win_on="2026-03-01", technical_win_note="Their CTO, for the pilot")
    text = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/"))
    assert "Technical win 1 Mar Their CTO, for the pilot" in text
    edit(world, "technical_win", technical_win_on="", technical_win_note="")
    assert now(world).technical_win_on is None


def test_a_closed_or_unknown_field_is_not_there(world: World) -> None:
    client = signed_in(world.owner)
    for field in ("", "outcome", "gate_reason", "version", "id"):
        assert client.get(f"/deals/{world.deal.pk}/edit/?field={field}").status_code == 404


def test_every_form_opens_as_a_plain_page_filled_in(world: World) -> None:
    client, version = signed_in(world.owner), now(world).version
    for field in FORMS:
        response = client.get(f"/deals/{world.deal.pk}/edit/?field={field}")
        assert response.status_code == 200
        form = part(response, f"fact-{field}")
        assert f'name="version" value="{version}"' in form, field
        assert "autofocus" in form, field
        assert "data-cancel" in form, field


# Two people


def test_theirs_and_yours_side_by_side_and_nothing_overwritten(world: World) -> None:
    seen = now(world).version
    edit(world, "amount", who="leader", amount_minor="90000", currency="EUR", version=seen)
    response = edit(world, "amount", amount_minor="80000", currency="EUR", version=seen)
    assert response.status_code == 409
    text = words(response)
    assert "Lena Leader changed this while you were at it." in text
    assert "Theirs €90,000 Yours €80,000" in text
    assert now(world).amount_minor == 9_000_000
    form = part(response, "fact-amount")
    assert 'value="80000"' in form
    assert f'name="version" value="{now(world).version}"' in form


def test_yours_is_written_over_theirs_only_when_said_so(world: World) -> None:
    seen = now(world).version
    edit(world, "name", who="leader", name="Theirs", version=seen)
    assert edit(world, "name", name="Mine", version=seen).status_code == 409
    assert edit(world, "name", name="Mine", version=now(world).version).status_code == 302
    assert now(world).name == "Mine"


def test_a_third_person_is_seen_too(world: World) -> None:
    seen = now(world).version
    edit(world, "name", who="leader", name="Theirs", version=seen)
    between = now(world).version
    edit(world, "name", who="teammate", name="Third", version=between)
    response = edit(world, "name", name="Mine", version=between)
    assert response.status_code == 409
    assert "Tia Teammate" in words(response)


def test_changes_to_different_facts_both_pass(world: World) -> None:
    seen = now(world).version
    edit(world, "name", who="leader", name="Theirs", version=seen)
    assert edit(world, "source", source="Mine", version=seen).status_code == 302
    assert (now(world).name, now(world).source) == ("Theirs", "Mine")


def test_the_same_change_twice_is_no_conflict(world: World) -> None:
    seen = now(world).version
    edit(world, "name", who="leader", name="Same", version=seen)
    assert edit(world, "name", name="Same", version=seen).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_form_without_its_version_is_not_taken(world: World, version: str) -> None:
    path = f"/deals/{world.deal.pk}/edit/?field=name"
    assert post(signed_in(world.owner), path, name="New", version=version).status_code == 422
    assert now(world).name == "Pump monitoring"


def test_a_version_of_the_future_is_a_conflict(world: World) -> None:
    assert edit(world, "name", name="New", version=999).status_code == 409


def test_a_closed_deal_takes_no_change(world: World) -> None:
    lost = Closing(Outcome.LOST, "price", "", TODAY)
    actions.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=lost)
    assert edit(world, "name", name="New").status_code == 409
    assert now(world).name == "Pump monitoring"


# The account


def test_an_account_is_found_by_the_beginning_of_its_words(world: World) -> None:
    client = signed_in(world.owner)
    assert 'value="Nordhafen Pumps"' in client.get("/accounts/hits/?account=pum nord").content.decode()
    assert client.get("/accounts/hits/?account=").content.strip() == b""


def test_an_account_one_may_not_know_is_not_found(world: World) -> None:
    see(Visibility.OWN, by=world.viewer("admin"))
    assert b"Nordhafen" not in signed_in(world.outsider).get("/accounts/hits/?account=nord").content


def test_the_account_is_taken_by_its_name(world: World) -> None:
    other = create_account(by=world.viewer("owner"), at=NOW, values={"name": "Sørensen & Søn"})
    edit(world, "account", account="sorensen & son")
    assert now(world).account == other
    edit(world, "account", account="")
    assert now(world).account is None


def test_a_name_that_fits_several_comes_back_with_the_choices(world: World) -> None:
    by = world.viewer("owner")
    first, second = (create_account(by=by, at=NOW, values={"name": "Twin", "country": c}) for c in ("Norway", "Chile"))
    response = edit(world, "account", account="Twin")
    assert response.status_code == 422
    text = words(response)
    assert "Norway" in text
    assert "Chile" in text
    edit(world, "account", account="Twin", account_id=str(second.pk))
    assert now(world).account == second
    assert first.pk != second.pk


def test_a_name_that_fits_none_may_become_a_new_account(world: World) -> None:
    response = edit(world, "account", account="Brand New Company")
    assert response.status_code == 422
    assert "Make “Brand New Company” a new account" in words(response)
    assert edit(world, "account", account="Brand New Company", account_id="new").status_code == 302
    assert now(world).account == Account.objects.get(name="Brand New Company")


def test_an_account_id_from_elsewhere_is_not_taken(world: World) -> None:
    other = create_account(by=world.viewer("owner"), at=NOW, values={"name": "Other"})
    assert edit(world, "account", account="Nothing like it", account_id=str(other.pk)).status_code == 422
