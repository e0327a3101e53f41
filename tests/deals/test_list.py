"""The list of deals: filters, orders, paging, columns, saved views, bulk change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from evener.deals import actions, lists
from evener.deals.filters import Filter, parameters, read
from evener.deals.lists import ORDERS, deals
from evener.deals.models import Deal, DealMember, Product, Stage
from evener.deals.rules import Closing, Outcome
from evener.listing import reach
from evener.listing.models import SavedView
from evener.listing.rules import Ask
from evener.people.models import User
from evener.people.rules import Viewer, Visibility
from tests.deals.pipeline import ROLES, make_pipeline
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, see, viewer_of

HTMX = {"HX-Request": "true"}
Wanted = Callable[[Deal], bool]


def filters(world: World, viewer: Viewer) -> dict[str, tuple[dict[str, str], Wanted]]:
    """Parameters as they stand in a URL, and what they mean, deal by deal."""
    stage, account = Stage.objects.all()[1], world.account
    on = set(DealMember.objects.filter(user_id=viewer.id).values_list("deal_id", flat=True))
    day = TODAY + timedelta(days=10)
    return {
        "open": ({}, lambda deal: not deal.outcome),
        "closed": ({"outcome": "closed"}, lambda deal: bool(deal.outcome)),
        "all": ({"outcome": "all"}, lambda deal: True),
        "lost": ({"outcome": "lost"}, lambda deal: deal.outcome == "lost"),
        "stage": ({"stage": str(stage.pk)}, lambda deal: not deal.outcome and deal.stage_id == stage.pk),
        "mine": ({"owner": "me", "outcome": "all"}, lambda deal: deal.owner_id == viewer.id),
        "unowned": ({"owner": "nobody"}, lambda deal: not deal.outcome and deal.owner_id is None),
        "on the team": ({"member": "me", "outcome": "all"}, lambda deal: deal.pk in on),
        "team": ({"team": str(world.north.pk)}, lambda deal: not deal.outcome and deal.team_id == world.north.pk),
        "account": ({"account": str(account.pk)}, lambda deal: not deal.outcome and deal.account_id == account.pk),
        "currency": ({"currency": "usd"}, lambda deal: not deal.outcome and deal.currency == "USD"),
        "at least": ({"min": "$ 1k"}, lambda deal: not deal.outcome and _dollars(deal) >= 120_000),
        "between": (
            {"min": "10", "max": "2000", "currency": "USD", "outcome": "all"},
            lambda deal: 1_000 <= _dollars(deal) <= 200_000,
        ),
        "closes later": (
            {"from": day.isoformat()},
            lambda deal: not deal.outcome and deal.close_on is not None and deal.close_on >= day,
        ),
        "closes by": (
            {"to": day.isoformat()},
            lambda deal: not deal.outcome and deal.close_on is not None and deal.close_on <= day,
        ),
        "confidential": ({"confidential": "yes"}, lambda deal: not deal.outcome and deal.confidential),
        "words": ({"q": "ANGSTROM", "outcome": "all"}, lambda deal: deal.name.startswith("Ångström")),
        "its account's words": (
            {"q": "oresund ener"},
            lambda deal: not deal.outcome and _account(deal) == "Öresund Energi",
        ),
        "much": (
            {"q": "pump", "stage": str(stage.pk), "confidential": "no", "outcome": "all"},
            lambda deal: deal.name.startswith("Pump") and deal.stage_id == stage.pk and not deal.confidential,
        ),
    }


def _dollars(deal: Deal) -> int:
    return deal.amount_minor if deal.currency == "USD" else -1


def _account(deal: Deal) -> str:
    return deal.account.name if deal.account else ""


def everything(viewer: Viewer, asked: Filter, order: str, *, size: int = 3) -> list[int]:
    """The ids of every page, one after the other."""
    found: list[int] = []
    cursor = ""
    while True:
        page = deals(viewer, asked=asked, ask=Ask(order, cursor, size)).page
        found += [row["id"] for row in page.rows]
        if not page.next:
            return found
        cursor = page.next


def test_every_filter_finds_what_it_says_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every role and visibility, whether matches are gathered or the order is walked."""
    make_pipeline(world, count=30)
    for mode in Visibility:
        see(mode, by=viewer_of(world.admin))
        for role in ROLES:
            viewer = viewer_of(getattr(world, role))
            visible = list(Deal.objects.visible_to(viewer).select_related("account"))
            for name, (params, wanted) in filters(world, viewer).items():
                asked, wrong = read(params, viewer=viewer)
                assert not wrong
                expected = {deal.pk for deal in visible if wanted(deal)}
                for exact in (1000, 0):
                    monkeypatch.setattr(reach, "EXACT", exact)
                    found = deals(viewer, asked=asked, ask=Ask("close", size=200))
                    said = f"{role} sees {mode}: {name}, counted up to {exact}"
                    assert {row["id"] for row in found.page.rows} == expected, said
                    assert found.found.is_exact == (len(expected) <= exact or found.found.count == len(expected)), said


@pytest.mark.parametrize("exact", [1000, 0])
def test_every_order_pages_through_all_deals_once(world: World, monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    make_pipeline(world, count=12)
    monkeypatch.setattr(reach, "EXACT", exact)
    viewer = world.viewer("owner")
    asked, _wrong = read({"outcome": "all"}, viewer=viewer)
    for name, order in ORDERS.items():
        for sign in ("", "-"):
            rows = Deal.objects.visible_to(viewer).order_by(*(sign + column for column in order.columns))
            assert everything(viewer, asked, sign + name) == list(rows.values_list("id", flat=True)), sign + name


def test_back_is_where_one_came_from(world: World) -> None:
    make_pipeline(world, count=8)
    viewer = world.viewer("admin")
    first = deals(viewer, asked=Filter(outcome="all"), ask=Ask("-name", size=3)).page
    second = deals(viewer, asked=Filter(outcome="all"), ask=Ask("-name", first.next, 3)).page
    again = deals(viewer, asked=Filter(outcome="all"), ask=Ask("-name", second.previous, 3)).page
    assert (again.rows, again.previous) == (first.rows, "")


def test_a_filter_reads_back_from_its_own_parameters(world: World) -> None:
    viewer = world.viewer("owner")
    for params, _wanted in filters(world, viewer).values():
        asked, _wrong = read(params, viewer=viewer)
        assert read(parameters(asked), viewer=viewer) == (asked, {})


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"stage": "x"}, "stage"),
        ({"stage": "1" * 30}, "stage"),
        ({"owner": "him"}, "owner"),
        ({"member": "nobody"}, "member"),
        ({"currency": "bitcoin"}, "currency"),
        ({"min": "lots"}, "min"),
        ({"max": "99999999999999999"}, "max"),
        ({"from": "tomorrow"}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"confidential": "perhaps"}, "confidential"),
        ({"q": "!?"}, "q"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_named(world: World, params: dict[str, str], field: str) -> None:
    viewer = world.viewer("owner")
    asked, wrong = read(params, viewer=viewer)
    assert list(wrong) == [field]
    assert asked == Filter()
    response = signed_in(world.owner).get("/deals/", params)
    assert response.status_code == 200
    assert "This was left out" in words(response)
    assert str(wrong[field]) in words(response)


@pytest.mark.parametrize("query", ["sort=price", "cursor=nonsense", "sort=name&cursor=WyJjbG9zZSIsWzFdLDBd"])
def test_a_made_up_order_or_page_starts_from_the_first(world: World, query: str) -> None:
    response = signed_in(world.owner).get(f"/deals/?{query}")
    assert response.status_code == 200
    assert "Pump monitoring" in words(response)
    assert "This was left out" in words(response)


def test_a_search_that_was_cut_off_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_pipeline(world, count=10)
    for module in ("filters", "lists"):
        monkeypatch.setattr(f"evener.deals.{module}.SEARCHED", 2)
    page = words(signed_in(world.admin).get("/deals/?q=pump&outcome=all"))
    assert "2 deals. Only the newest" in page
    see(Visibility.TEAM, by=viewer_of(world.admin))
    assert "Only the newest" not in words(signed_in(world.owner).get("/deals/?q=pump&outcome=all"))


def test_more_than_can_be_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_pipeline(world, count=4)
    monkeypatch.setattr(reach, "EXACT", 2)
    assert "1,000+ deals" in words(signed_in(world.admin).get("/deals/?outcome=all"))


def test_the_page_shows_what_matters_about_a_deal(world: World) -> None:
    product = Product.objects.create(name="GTX", key="gtx")
    by = world.viewer("owner")
    change = {"close_on": TODAY - timedelta(days=3), "product_id": product.pk, "confidential": True}
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values=change, seen_version=None)
    actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="Later", owner_id=None, due_on=None)
    actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="Call <Ines>", owner_id=None, due_on=TODAY)
    page = signed_in(world.owner).get("/deals/")
    shown = ("Pump monitoring", "(confidential)", "Nordhafen Pumps", "€125,000", "Olga Owner", "Call <Ines>", "1 deal")
    assert [text for text in shown if text not in words(page)] == []
    assert "Later" not in words(page)
    assert "Call &lt;Ines&gt;" in page.content.decode()


def test_columns_are_kept_for_each_person(world: World) -> None:
    client = signed_in(world.owner)
    response = client.post("/deals/columns/", {"col": ["team", "made up"], "next": "/deals/?owner=me"})
    assert response["Location"] == "/deals/?owner=me"
    assert User.objects.get(pk=world.owner.pk).preferences["deals.columns"] == ["team"]
    head = re.findall(r"<th scope=\"col\".*?</th>", client.get("/deals/").content.decode())
    assert [re.sub(r"<.*?>", "", cell) for cell in head] == ["Choose all on this page", "Deal", "Team"]
    assert "Promises" in words(signed_in(world.teammate).get("/deals/"))


def test_an_empty_company_says_what_to_do_first(world: World) -> None:
    assert "No deal matches" in words(signed_in(world.owner).get("/deals/?q=zeppelin"))
    assert "No deal matches" in words(signed_in(world.owner).get("/deals/?outcome=won"))
    lost = Closing(Outcome.LOST, "price", "", TODAY)
    actions.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=lost)
    assert "No deal matches" in words(signed_in(world.owner).get("/deals/"))
    Deal.objects.all().delete()
    assert "Import a pipeline" in words(signed_in(world.owner).get("/deals/"))
    assert "Import a pipeline" not in words(signed_in(world.viewer_only).get("/deals/"))


def test_a_part_of_the_list_for_htmx(world: World) -> None:
    response = signed_in(world.owner).get("/deals/?q=&sort=close&outcome=open&stage=&owner=me", headers=HTMX)
    source = response.content.decode()
    assert "<html" not in source
    assert 'id="results"' in source
    assert 'id="views" hx-swap-oob="true"' in source
    assert response["HX-Push-Url"] == "/deals/?owner=me"


def change(client: Any, ids: list[int], **values: str) -> Any:
    return client.post("/deals/change/", {"id": ids, "next": "/deals/?sort=name", **values})


def test_many_deals_get_a_new_owner_and_stage_at_once(world: World) -> None:
    made = make_pipeline(world, count=3)
    ids = [deal.pk for deal in made if not Deal.objects.get(pk=deal.pk).outcome]
    second = Stage.objects.all()[1]
    response = change(signed_in(world.admin), ids, owner=str(world.teammate.pk), stage=str(second.pk))
    assert (response.status_code, response["Location"]) == (302, "/deals/?sort=name")
    for deal in Deal.objects.filter(id__in=ids):
        assert (deal.owner_id, deal.stage_id, deal.team_id) == (world.teammate.pk, second.pk, world.south.pk)
    change(signed_in(world.admin), ids, owner="nobody")
    assert not Deal.objects.filter(id__in=ids).exclude(owner=None).exists()


def test_what_a_bulk_change_may_not_do_is_named_deal_by_deal(world: World) -> None:
    by = world.viewer("outsider")
    theirs = actions.create_deal(by=by, at=NOW, values={"name": "Otto's own"})
    secret = actions.create_deal(by=by, at=NOW, values={"name": "Otto's secret", "confidential": True})
    response = change(signed_in(world.owner), [world.deal.pk, theirs.pk, secret.pk, 999], owner="nobody")
    assert response.status_code == 200
    page = words(response)
    assert "1 deal changed." in page
    assert "3 deals were not changed" in page
    assert "Otto's own Only the deal team and its leaders" in page
    assert "Otto's secret" not in page
    assert 'href="/deals/?sort=name"' in response.content.decode()
    assert Deal.objects.get(pk=world.deal.pk).owner_id is None
    assert Deal.objects.get(pk=theirs.pk).owner_id == world.outsider.pk
    refused = change(signed_in(world.viewer_only), [world.deal.pk], owner="nobody")
    assert refused.status_code == 409


@pytest.mark.parametrize("values", [{}, {"owner": "x"}, {"stage": "abc"}, {"owner": "", "stage": ""}])
def test_a_bulk_change_of_nothing_changes_nothing(world: World, values: dict[str, str]) -> None:
    before = Deal.objects.get(pk=world.deal.pk).version
    response = change(signed_in(world.owner), [world.deal.pk], **values)
    assert response.status_code == 302
    assert Deal.objects.get(pk=world.deal.pk).version == before


def test_who_only_reads_is_not_offered_a_change(world: World) -> None:
    page = signed_in(world.viewer_only).get("/deals/").content.decode()
    assert 'class="bulk"' not in page
    assert "/deals/new/" not in page


def test_the_list_opens_with_the_view_somebody_chose(world: World) -> None:
    client = signed_in(world.owner)
    client.post("/deals/views/", {"name": "Mine", "query": "owner=me"})
    view = SavedView.objects.get()
    client.post("/deals/views/start/", {"view": str(view.pk)})
    response = client.get("/deals/")
    assert response["Location"] == f"/deals/?owner=me&view={view.pk}"
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/deals/?outcome=open").status_code == 200
    client.post(f"/deals/views/{view.pk}/remove/")
    assert client.get("/deals/").status_code == 200


@pytest.mark.parametrize("role", ["owner", "admin"])
@pytest.mark.parametrize("query", ["", "?q=pump", "?owner=me&min=1k&sort=-amount", "?q=zeppelin"])
def test_statements_of_the_list(world: World, stored_queries: StoredQueries, role: str, query: str) -> None:
    client = signed_in(getattr(world, role))
    for count in (0, 8):
        make_pipeline(world, count=count)
        client.get(f"/deals/{query}")
        with stored_queries(f"deals list {role} {query}".strip()):
            client.get(f"/deals/{query}")


def test_no_deals_at_all_is_no_more_work(world: World, stored_queries: StoredQueries) -> None:
    Deal.objects.all().delete()
    client = signed_in(world.owner)
    with stored_queries("deals list owner, empty"):
        client.get("/deals/")
    assert not lists.any_deal(world.viewer("owner"))
