"""The board: what it counts is what is visible, and moving a card is a change like any other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from evener.deals import actions
from evener.deals import board as boards
from evener.deals.board import board
from evener.deals.filters import Filter, read
from evener.deals.models import Deal, Stage
from evener.people.rules import Viewer, Visibility
from tests.deals.pipeline import ROLES, make_pipeline
from tests.deals.web import signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World, see, viewer_of

HTMX = {"HX-Request": "true"}
Sums = dict[int, tuple[int, dict[str, int], list[int]]]


def naive(rows: Iterable[Deal]) -> Sums:
    """The same, one deal at a time."""
    counts: dict[int, int] = defaultdict(int)
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    cards: dict[int, list[Deal]] = defaultdict(list)
    for deal in rows:
        counts[deal.stage_id] += 1
        sums[deal.stage_id][deal.currency] += deal.amount_minor
        cards[deal.stage_id].append(deal)
    order = {id: sorted(found, key=lambda deal: (deal.close_order, deal.pk)) for id, found in cards.items()}
    return {id: (counts[id], dict(sums[id]), [deal.pk for deal in order[id]][: boards.SHOWN]) for id in counts}


def drawn(viewer: Viewer, asked: Filter) -> Sums:
    piles = board(viewer, asked=asked).piles
    return {
        id: (pile.count, pile.sums, [card["id"] for card in pile.cards]) for id, pile in piles.items() if pile.count
    }


def test_the_board_counts_exactly_what_each_person_may_see(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the visibility and the role, tallies and the deals beyond them add up to what is visible, both ways."""
    make_pipeline(world, count=32)
    monkeypatch.setattr(boards, "SHOWN", 3)
    for mode in Visibility:
        see(mode, by=viewer_of(world.admin))
        for gathered in (2000, 0):
            monkeypatch.setattr(boards, "GATHERED", gathered)
            for role in ROLES:
                assert_counts_what_is_visible(world, role, said=f"{role} sees {mode}, gathering {gathered}")


def assert_counts_what_is_visible(world: World, role: str, *, said: str) -> None:
    viewer = viewer_of(getattr(world, role))
    visible = list(Deal.objects.visible_to(viewer).filter(outcome=""))
    filters: dict[str, tuple[dict[str, str], Callable[[Deal], bool]]] = {
        "all": ({}, lambda deal: True),
        "mine": ({"owner": "me"}, lambda deal: deal.owner_id == viewer.id),
        "nobody's": ({"owner": "nobody"}, lambda deal: deal.owner_id is None),
        "the owner's": ({"owner": str(world.owner.pk)}, lambda deal: deal.owner_id == world.owner.pk),
        "north": ({"team": str(world.north.pk)}, lambda deal: deal.team_id == world.north.pk),
        "company": ({"team": str(world.north.parent_id)}, lambda deal: deal.team_id is not None),
        "words": ({"q": "pump"}, lambda deal: deal.name.startswith("Pump")),
    }
    for name, (params, wanted) in filters.items():
        asked, wrong = read(params, viewer=viewer)
        assert not wrong
        expected = naive(deal for deal in visible if wanted(deal))
        assert drawn(viewer, asked) == expected, f"{said}: {name}"


def test_a_moved_card_takes_its_sum_along(world: World) -> None:
    first, second = Stage.objects.all()[:2]
    client = signed_in(world.owner)
    response = client.post(f"/deals/{world.deal.pk}/stage/?version=1", {"stage": second.pk}, headers=HTMX)
    assert response.status_code == 200
    assert json.loads(response["HX-Trigger"])["toast"]["text"] == f"“Pump monitoring” is in {second.name}."
    piles = drawn(world.viewer("owner"), Filter())
    assert first.pk not in piles
    assert piles[second.pk] == (1, {"EUR": 12_500_000}, [world.deal.pk])


def test_a_move_works_as_a_plain_form_and_comes_back_to_the_same_board(world: World) -> None:
    second = Stage.objects.all()[1]
    back = "/deals/board/?owner=me"
    client = signed_in(world.owner)
    response = client.post(f"/deals/{world.deal.pk}/stage/?version=1", {"stage": second.pk, "next": back})
    assert (response.status_code, response["Location"]) == (302, back)
    assert Deal.objects.get(pk=world.deal.pk).stage_id == second.pk


def test_a_card_somebody_else_moved_stays_where_they_put_it(world: World) -> None:
    _first, second, third = Stage.objects.all()[:3]
    by = world.viewer("teammate")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"stage_id": third.pk}, seen_version=None)
    client = signed_in(world.owner)
    response = client.post(f"/deals/{world.deal.pk}/stage/?version=1", {"stage": second.pk}, headers=HTMX)
    assert response.status_code == 409
    said = json.loads(response["HX-Trigger"])["toast"]["text"]
    assert said == f"Tia Teammate put this deal into {third.name} meanwhile. The board shows it as it is now."
    assert f'data-stage="{third.pk}"' in response.content.decode()
    assert Deal.objects.get(pk=world.deal.pk).stage_id == third.pk


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("teammate", 200), ("leader", 200), ("admin", 200), ("outsider", 409), ("viewer_only", 409)],
)
def test_who_may_move_a_card(world: World, role: str, status: int) -> None:
    second = Stage.objects.all()[1]
    client = signed_in(getattr(world, role))
    response = client.post(f"/deals/{world.deal.pk}/stage/", {"stage": second.pk, "version": "1"}, headers=HTMX)
    assert response.status_code == status
    assert (Deal.objects.get(pk=world.deal.pk).stage_id == second.pk) == (status == 200)


def test_moving_what_is_not_there(world: World) -> None:
    second = Stage.objects.all()[1]
    values = {"confidential": True}
    actions.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values, seen_version=None)
    outsider = signed_in(world.outsider)
    assert outsider.post(f"/deals/{world.deal.pk}/stage/", {"stage": second.pk}).status_code == 404
    owner = signed_in(world.owner)
    for stage in ("999", "", "x"):
        assert owner.post(f"/deals/{world.deal.pk}/stage/", {"stage": stage}).status_code == 404
    assert owner.get(f"/deals/{world.deal.pk}/stage/").status_code == 405


def test_the_board_says_what_to_do_first(world: World) -> None:
    empty = words(signed_in(world.owner).get("/deals/board/?q=nothing+like+it"))
    assert "No open deal matches" in empty
    Deal.objects.all().delete()
    assert "Import a pipeline" in words(signed_in(world.owner).get("/deals/board/"))
    reader = words(signed_in(world.viewer_only).get("/deals/board/"))
    assert "No open deals yet" in reader
    assert "Import a pipeline" not in reader


def test_who_only_reads_gets_no_way_to_move(world: World) -> None:
    page = signed_in(world.viewer_only).get("/deals/board/").content.decode()
    assert "Pump monitoring" in page
    assert "formaction" not in page
    assert "data-move" not in page


def test_a_part_of_the_board_for_htmx(world: World) -> None:
    client = signed_in(world.owner)
    response = client.get("/deals/board/?owner=me&q=&team=", headers=HTMX)
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == "/deals/board/?owner=me"
    page = client.get("/deals/board/?owner=me", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in page.content.decode()


@pytest.mark.parametrize("role", ["owner", "admin"])
@pytest.mark.parametrize("query", ["", "?owner=me", "?q=pump"])
def test_statements_of_the_board(world: World, stored_queries: StoredQueries, role: str, query: str) -> None:
    client = signed_in(getattr(world, role))
    client.get(f"/deals/board/{query}")
    with stored_queries(f"board {role} {query}".strip()):
        client.get(f"/deals/board/{query}")
    make_pipeline(world, count=8)
    with stored_queries(f"board {role} {query}".strip()):
        client.get(f"/deals/board/{query}")
