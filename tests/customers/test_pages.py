"""The list and the page of accounts, and what is changed on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.customers.actions import add_contact, change_account, create_account
from evener.customers.models import Account, Contact
from evener.deals import actions as deals
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import Visibility
from tests.deals.web import part, post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, see


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def make(world: World, name: str, *, by: str = "owner", **values: Any) -> Account:
    return create_account(by=world.viewer(by), at=NOW, values={"name": name, **values})


def known(world: World, name: str = "Carla Conti", **values: Any) -> Contact:
    return add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": name, **values})


def here(world: World) -> str:
    return f"/accounts/{world.account.pk}/"


def listed(user: User, query: str = "") -> str:
    return words(signed_in(user).get(f"/accounts/{query}"))


# The list


def test_the_list_shows_what_an_account_is_and_what_is_open(world: World) -> None:
    make(world, "Boreal Foods", country="Norway", owner_id=None)
    text = listed(world.owner)
    assert "2 accounts" in text
    assert "Boreal Foods – Norway Nobody –" in text
    assert "Nordhafen Pumps Machinery – OO Olga Owner 1 open €125,000" in text


def test_open_deals_count_what_the_viewer_sees_and_mix_no_currencies(world: World) -> None:
    by = world.viewer("owner")
    values = {"name": "Spare parts", "account_id": world.account.pk, "amount_minor": 500_000, "currency": "USD"}
    deals.create_deal(by=by, at=NOW, values=values)
    deals.create_deal(by=by, at=NOW, values={**values, "name": "Secret", "confidential": True})
    closed = deals.create_deal(by=by, at=NOW, values={**values, "name": "Done"})
    deals.close_deal(by=by, at=NOW, deal_id=closed.pk, closing=Closing(Outcome.LOST, "price", "", TODAY))
    assert "2 open €125,000 + $5,000" in listed(world.outsider)
    assert "3 open $10,000 + €125,000" in listed(world.owner)


def test_search_filters_and_orders(world: World) -> None:
    make(world, "Boreal Foods", industry="Food")
    make(world, "Zeta Foods", industry="Food", owner_id=world.teammate.pk)
    assert "2 accounts" in listed(world.owner, "?q=food")
    assert "1 account" in listed(world.owner, "?q=nord")
    assert "1 account" in listed(world.owner, f"?industry=Food&owner={world.teammate.pk}")
    assert "0 accounts" in listed(world.owner, "?owner=nobody")
    text = listed(world.owner, "?sort=-created")
    assert text.index("Zeta Foods") < text.index("Boreal Foods") < text.index("Nordhafen Pumps")


@pytest.mark.parametrize("query", ["?sort=wrong", "?q=%25%25", "?owner=x", "?cursor=xx", "?industry=%00", "?q=%00"])
def test_a_query_somebody_made_up_still_gives_a_list(world: World, query: str) -> None:
    response = signed_in(world.owner).get(f"/accounts/{query}")
    assert response.status_code == 200
    assert "Nordhafen Pumps" in words(response)


def test_pages_go_forth_and_back(world: World) -> None:
    for number in range(60):
        make(world, f"Company {number:02}")
    client = signed_in(world.owner)
    first = client.get("/accounts/")
    assert "61 accounts" in words(first)
    assert "Company 50" not in words(first)
    second = client.get("/accounts/" + first.context["after"])
    assert "Company 50" in words(second)
    assert "Company 49" in words(client.get("/accounts/" + second.context["before"]))


def test_empty_lists_say_what_to_do(world: World) -> None:
    assert "No account matches" in listed(world.owner, "?q=nowhere")
    see(Visibility.OWN, by=world.viewer("admin"))
    assert "No accounts yet" in listed(world.outsider)
    assert "New account" in listed(world.outsider)
    assert "New account" not in listed(world.viewer_only)


def test_htmx_gets_the_results_alone(world: World) -> None:
    response = signed_in(world.owner).get("/accounts/?q=nord&owner=", headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/accounts/?q=nord"
    assert "<html" not in response.content.decode()


# Who sees what


@pytest.mark.parametrize(
    ("mode", "sees"),
    [
        (Visibility.COMPANY, {"owner", "teammate", "engineer", "outsider", "leader", "viewer_only", "admin"}),
        (Visibility.TEAM, {"owner", "teammate", "engineer", "leader", "admin"}),
        (Visibility.OWN, {"owner", "teammate", "engineer", "leader", "admin"}),
    ],
)
def test_an_account_is_there_for_whom_the_organisation_says(world: World, mode: Visibility, sees: set[str]) -> None:
    contact = known(world)
    see(mode, by=world.viewer("admin"))
    paths = ("", "edit/?field=name", "contacts/", f"contacts/{contact.pk}/", "journal/")
    for who in ("owner", "teammate", "engineer", "outsider", "leader", "viewer_only", "admin"):
        client = signed_in(getattr(world, who))
        assert ("Nordhafen Pumps" in words(client.get("/accounts/"))) == (who in sees), who
        for path in paths:
            writes = path not in ("", "journal/")
            expected = 404 if who not in sees else 403 if writes and who == "viewer_only" else 200
            assert client.get(here(world) + path).status_code == expected, (who, path)
            if writes:
                assert post(client, here(world) + path).status_code == (422 if expected == 200 else expected)


def test_its_deals_are_those_the_viewer_sees(world: World) -> None:
    by = world.viewer("owner")
    values = {"name": "Secret pumps", "account_id": world.account.pk, "amount_minor": 777_700, "confidential": True}
    deals.create_deal(by=by, at=NOW, values=values)
    own, other = (signed_in(user).get(here(world)) for user in (world.owner, world.outsider))
    assert "2 open: €132,777" in words(own)
    assert "Secret pumps" in words(own)
    assert "1 open: €125,000" in words(other)
    assert "Secret" not in words(other)


def test_a_parent_one_may_not_see_is_not_named(world: World) -> None:
    hidden = make(world, "Hidden Holding", by="outsider")
    by = world.viewer("admin")
    change_account(by=by, at=NOW, account_id=world.account.pk, values={"parent_id": hidden.pk}, seen_version=None)
    see(Visibility.OWN, by=by)
    client = signed_in(world.owner)
    assert "Hidden Holding" not in client.get(here(world)).content.decode()
    assert "Hidden Holding" not in client.get(here(world) + "edit/?field=parent").content.decode()
    post(client, here(world) + "edit/?field=parent", account="", version="2")
    assert Account.objects.get(pk=world.account.pk).parent == hidden


def test_who_only_reads_is_offered_no_change(world: World) -> None:
    known(world)
    page = signed_in(world.viewer_only).get(here(world)).content.decode()
    assert "/edit/" not in page
    assert "/contacts/" not in page
    assert signed_in(world.viewer_only).get("/accounts/new/").status_code == 403
    assert post(signed_in(world.viewer_only), "/accounts/new/", name="X").status_code == 403


# Facts in place


def edit(world: World, field: str, *, who: str = "owner", **values: Any) -> Any:
    values.setdefault("version", Account.objects.get(pk=world.account.pk).version)
    return post(signed_in(getattr(world, who)), f"{here(world)}edit/?field={field}", **values)


@pytest.mark.parametrize(
    ("field", "values", "attribute", "expected"),
    [
        ("name", {"name": " Nordhafen Pumpen "}, "name", "Nordhafen Pumpen"),
        ("industry", {"industry": "Pumps"}, "industry", "Pumps"),
        ("country", {"country": "Denmark"}, "country", "Denmark"),
        ("website", {"website": "nordhafen.example"}, "website", "nordhafen.example"),
        ("employees", {"employees": "1,200"}, "employees", 1200),
        ("employees", {"employees": "2k"}, "employees", 2000),
        ("owner", {"owner_id": ""}, "owner_id", None),
        ("about", {"about": "Pumps for ports"}, "about", "Pumps for ports"),
    ],
)
def test_every_fact_is_changed_in_place(
    world: World, field: str, values: dict[str, str], attribute: str, expected: object
) -> None:
    response = edit(world, field, **values)
    assert response.status_code == 302, words(response)
    assert response["Location"] == f"{here(world)}#fact-{field}"
    assert getattr(Account.objects.get(pk=world.account.pk), attribute) == expected


@pytest.mark.parametrize(
    ("field", "values", "error"),
    [
        ("name", {"name": "  "}, "Give the account a name."),
        ("name", {"name": "x" * 201}, "at most 200 characters"),
        ("employees", {"employees": "many"}, "“many” is not a number."),
        ("employees", {"employees": "-3"}, "Give the number of people who work there."),
        ("employees", {"employees": "1.5"}, "whole number"),
        ("owner", {"owner_id": "999999"}, "Choose one from the list."),
        ("owner", {"owner_id": "x"}, "Choose one from the list."),
        ("about", {"about": "a\x00b"}, "Null characters are not allowed"),
        ("parent", {"account": "Nowhere Ltd"}, "There is no account of this name."),
        ("parent", {"account": "Nordhafen Pumps"}, "There is no account of this name."),
        ("industry", {"industry": "Pumps", "version": "x"}, ""),
    ],
)
def test_what_cannot_be_taken_comes_back(world: World, field: str, values: dict[str, str], error: str) -> None:
    response = edit(world, field, **values)
    assert response.status_code == 422
    assert error in words(response)
    assert Account.objects.get(pk=world.account.pk).version == 1


def test_two_people_changing_one_fact_see_each_other(world: World) -> None:
    assert edit(world, "industry", industry="Ports", version="1").status_code == 302
    response = edit(world, "industry", who="teammate", industry="Harbours", version="1")
    assert response.status_code == 409
    text = words(response)
    assert "Olga Owner changed this while you were at it." in text
    assert "Theirs Ports Yours Harbours" in text
    assert 'value="Harbours"' in response.content.decode()
    assert 'name="version" value="2"' in part(response, "fact-industry")
    assert edit(world, "industry", who="teammate", industry="Harbours", version="2").status_code == 302
    assert Account.objects.get(pk=world.account.pk).industry == "Harbours"


def test_two_people_changing_two_facts_do_not_disturb_each_other(world: World) -> None:
    edit(world, "industry", industry="Ports", version="1")
    assert edit(world, "country", who="teammate", country="Norway", version="1").status_code == 302
    account = Account.objects.get(pk=world.account.pk)
    assert (account.industry, account.country, account.version) == ("Ports", "Norway", 3)


def test_an_account_belongs_to_another_but_never_in_a_circle(world: World) -> None:
    holding = make(world, "Nordhafen Holding", country="Norway")
    assert edit(world, "parent", account="nordhafen holding").status_code == 302
    page = signed_in(world.owner).get(here(world))
    assert f'href="/accounts/{holding.pk}/"' in part(page, "family")
    assert "Nordhafen Pumps" in part(signed_in(world.owner).get(f"/accounts/{holding.pk}/"), "family")
    path = f"/accounts/{holding.pk}/edit/?field=parent"
    response = post(signed_in(world.owner), path, account="Nordhafen Pumps", version="1")
    assert response.status_code == 422
    assert "That account already belongs to this one." in words(response)
    assert edit(world, "parent", account="").status_code == 302
    assert Account.objects.get(pk=world.account.pk).parent is None


def test_several_of_a_name_are_offered_to_choose_from(world: World) -> None:
    make(world, "Kestrel", country="Norway")
    second = make(world, "Kestrel", country="Chile")
    response = edit(world, "parent", account="Kestrel")
    assert response.status_code == 422
    assert "There are several accounts of this name." in words(response)
    assert "Chile" in words(response)
    edit(world, "parent", account="Kestrel", account_id=str(second.pk))
    assert Account.objects.get(pk=world.account.pk).parent == second


# A new account


def test_a_new_account(world: World) -> None:
    client = signed_in(world.owner)
    values = {"name": "Boreal Foods", "industry": "Food", "employees": "1.2k", "owner_id": str(world.owner.pk)}
    response = post(client, "/accounts/new/", **values)
    account = Account.objects.get(name="Boreal Foods")
    assert response["Location"] == f"/accounts/{account.pk}/"
    assert (account.owner, account.employees, account.industry) == (world.owner, 1200, "Food")


def test_a_name_that_is_taken_shows_who_has_it(world: World) -> None:
    client = signed_in(world.owner)
    response = post(client, "/accounts/new/", name="NORDHAFEN  pumps", country="Chile")
    assert response.status_code == 422
    assert "There is an account of this name already." in words(response)
    assert f'href="{here(world)}"' in response.content.decode()
    assert 'value="Chile"' in response.content.decode()
    assert post(client, "/accounts/new/", name="NORDHAFEN  pumps", anyway="on").status_code == 302


# Contacts


def test_contacts_are_added_and_changed(world: World) -> None:
    client, path = signed_in(world.teammate), f"{here(world)}contacts/"
    assert 'name="email"' in client.get(path).content.decode()
    response = post(client, path, name="Henrik Aas", title="Head of operations", email="henrik@nord.example")
    assert response["Location"] == f"{here(world)}#contact-new"
    contact = Contact.objects.get()
    form = part(client.get(f"{path}{contact.pk}/"), f"contact-{contact.pk}")
    assert 'value="henrik@nord.example"' in form
    seen = {"was_name": "Henrik Aas", "was_title": "Head of operations", "was_email": "henrik@nord.example"}
    values = {"name": "Henrik Aas", "title": "COO", "email": "henrik@nord.example", "phone": "+47 1"}
    assert post(client, f"{path}{contact.pk}/", **values, **seen).status_code == 302
    contact.refresh_from_db()
    assert (contact.title, contact.phone) == ("COO", "+47 1")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, "Give a name."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "Henrik", "email": "henrik"}, "Write an e-mail address like maya@example.com."),
        ({"name": "Henrik", "phone": "1" * 41}, "at most 40 characters"),
    ],
)
def test_a_wrong_contact_comes_back_with_what_was_typed(world: World, values: dict[str, str], error: str) -> None:
    contact = known(world)
    for path in ("contacts/", f"contacts/{contact.pk}/"):
        response = post(signed_in(world.owner), here(world) + path, **values)
        assert response.status_code == 422
        assert error in words(response)
        for value in values.values():
            assert f'value="{value}"' in response.content.decode() or not value
    assert Contact.objects.count() == 1


def test_two_people_changing_one_contact_see_each_other(world: World) -> None:
    contact = known(world, title="Buyer")
    path = f"{here(world)}contacts/{contact.pk}/"
    seen = {"was_name": "Carla Conti", "was_title": "Buyer"}
    assert post(signed_in(world.owner), path, name="Carla Conti", title="Head buyer", **seen).status_code == 302
    mine = {"name": "Carla Conti", "title": "Purchasing"}
    response = post(signed_in(world.teammate), path, **mine, **seen)
    assert response.status_code == 409
    assert "Olga Owner changed this while you were at it." in words(response)
    assert "Theirs Head buyer Yours Purchasing" in words(response)
    assert 'name="was_title" value="Head buyer"' in response.content.decode()
    response = post(signed_in(world.teammate), path, **mine, **{**seen, "was_title": "Head buyer"})
    assert response.status_code == 302
    contact.refresh_from_db()
    assert contact.title == "Purchasing"


def test_a_field_one_did_not_touch_keeps_what_somebody_else_wrote(world: World) -> None:
    contact = known(world, title="Buyer")
    path = f"{here(world)}contacts/{contact.pk}/"
    seen = {"was_name": "Carla Conti", "was_title": "Buyer"}
    post(signed_in(world.owner), path, name="Carla Conti", title="Head buyer", **seen)
    response = post(signed_in(world.teammate), path, name="Carla Conti", title="Buyer", phone="123", **seen)
    assert response.status_code == 302
    contact.refresh_from_db()
    assert (contact.title, contact.phone) == ("Head buyer", "123")


def test_a_contact_of_another_account_is_not_there(world: World) -> None:
    contact, other = known(world), make(world, "Other")
    assert signed_in(world.owner).get(f"/accounts/{other.pk}/contacts/{contact.pk}/").status_code == 404


def test_what_people_write_is_text_and_no_markup(world: World) -> None:
    known(world, name="<b>Carla</b>", title="{{ x }}", email="a@b.example")
    edit(world, "name", name='<script>"x"</script>')
    edit(world, "website", website="javascript:alert(1)")
    client = signed_in(world.owner)
    for path in (here(world), "/accounts/"):
        page = client.get(path).content.decode()
        assert '<script>"x"' not in page
        assert "<b>Carla" not in page
        assert 'href="javascript' not in page


# The journal


def test_the_journal_tells_it_in_words(world: World) -> None:
    holding = make(world, "Nordhafen Holding")
    contact = known(world)
    client = signed_in(world.owner)
    edit(world, "owner", owner_id=str(world.teammate.pk))
    edit(world, "parent", account=holding.name)
    post(client, f"{here(world)}contacts/{contact.pk}/", name="Carla Conti", phone="1", was_name="Carla Conti")
    text = words(client.get(f"{here(world)}journal/"))
    assert "made the account" in text
    assert "changed Owner" in text
    assert "from Olga Owner → to Tia Teammate" in text
    assert "Nordhafen Holding" in text
    assert "added the contact “Carla Conti”" in text
    assert "changed the contact “Carla Conti”" in text


def test_a_change_and_its_journal_stand_or_fall_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("evener.customers.actions.record", refuse)
    before = Entry.objects.count()
    client = Client(raise_request_exception=False)
    client.force_login(world.owner)
    assert post(client, f"{here(world)}edit/?field=industry", industry="Ports", version="1").status_code == 500
    assert post(client, f"{here(world)}contacts/", name="Henrik").status_code == 500
    assert Account.objects.get(pk=world.account.pk).industry == "Machinery"
    assert not Contact.objects.exists()
    assert Entry.objects.count() == before


# What it costs


@pytest.mark.parametrize("many", [1, 12])
@pytest.mark.parametrize("who", ["owner", "admin"])
def test_statements_do_not_grow(world: World, stored_queries: StoredQueries, many: int, who: str) -> None:
    for number in range(many):
        child = make(world, f"Nordhafen {number}", parent_id=world.account.pk, industry=f"Industry {number}")
        known(world, name=f"Carla {number}")
        for account_id in (child.pk, world.account.pk):
            values = {"name": f"Deal {number}", "account_id": account_id, "amount_minor": 100}
            deals.create_deal(by=world.viewer("owner"), at=NOW, values=values)
    client = signed_in(getattr(world, who))
    for name, path in (
        ("accounts list", "/accounts/"),
        ("account", here(world)),
        ("account journal", f"{here(world)}journal/"),
    ):
        client.get(path)
        with stored_queries(name):
            assert client.get(path).status_code == 200
    with stored_queries("accounts search"):
        client.get("/accounts/?q=nord")
