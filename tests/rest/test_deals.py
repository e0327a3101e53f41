"""Deals through the API: the same rules as on the pages, because it is the same actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evener.deals import actions
from evener.deals.filters import PARAMETERS
from evener.deals.models import Deal
from evener.people.rules import Visibility
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, operations
from tests.world import NOW, TODAY, World, promise, see

Called = Callable[..., Caller]


def many(world: World, count: int) -> None:
    for number in range(count):
        actions.create_deal(
            by=world.viewer("owner"),
            at=NOW + timedelta(minutes=number),
            values={
                "name": f"Pump {number:03}",
                "amount_minor": number * 100,
                "close_on": TODAY + timedelta(number % 7),
            },
        )


def read_all(caller: Caller, address: str) -> list[dict[str, Any]]:
    """Every row of a list, page by page."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = caller.get(f"{address}&cursor={cursor}").json()
        rows += page["items"]
        cursor = page["next"]
    return rows


@pytest.mark.parametrize(
    "order", ["close", "-close", "name", "-name", "amount", "-amount", "touched", "created", "-created"]
)
def test_pages_hold_every_deal_once(owner: Caller, world: World, order: str) -> None:
    many(world, 12)
    rows = read_all(owner, f"/deals?order={order}&limit=5")
    assert len(rows) == 13
    assert len({row["id"] for row in rows}) == 13
    column = {"close": "close_on", "name": "name", "amount": "amount_minor", "touched": "touched_at", "created": "id"}
    values = [row[column[order.lstrip("-")]] for row in rows]
    assert values == sorted(values, reverse=order.startswith("-"))


def test_pages_lead_back(owner: Caller, world: World) -> None:
    many(world, 12)
    first = owner.get("/deals?limit=5").json()
    assert first["previous"] is None
    second = owner.get(f"/deals?limit=5&cursor={first['next']}").json()
    assert owner.get(f"/deals?limit=5&cursor={second['previous']}").json()["items"] == first["items"]


def test_a_cursor_fits_its_own_order_only(owner: Caller, world: World) -> None:
    many(world, 3)
    cursor = owner.get("/deals?limit=1").json()["next"]
    assert owner.get(f"/deals?limit=1&order=name&cursor={cursor}").status_code == 422


def test_the_list_shows_what_the_deal_shows(owner: Caller, world: World) -> None:
    [row] = owner.get("/deals").json()["items"]
    deal = owner.get(f"/deals/{world.deal.pk}").json()
    assert row.items() <= deal.items()
    assert row["account_name"] == "Nordhafen Pumps"
    assert (row["amount_minor"], row["currency"]) == (12_500_000, "EUR")
    assert deal["outlook"]["won"] + deal["outlook"]["lost"] + deal["outlook"]["no_decision"] == 100


def test_filters_are_those_of_the_page() -> None:
    taken = {p["name"] for p in operations()["GET", "/deals"]["parameters"]}
    assert taken == set(PARAMETERS) | {"limit", "cursor", "order"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=pump", 1), ("q=nordhafen", 1), ("q=pump+tractor", 0), ("owner=me", 1), ("owner=nobody", 0),
        ("member=me", 1),
        ("currency=EUR&min=100000", 1), ("min=125,001", 0), ("max=125k", 1), ("from=2026-05-01&to=2026-05-01", 1),
        ("to=2026-04-30", 0), ("confidential=yes", 0), ("confidential=no", 1), ("outcome=won", 0), ("outcome=all", 1),
        ("outcome=closed", 0), ("stage=4711", 0), ("account=4711", 0),
    ],
)  # fmt: skip
def test_filters(owner: Caller, query: str, count: int) -> None:
    assert len(owner.get(f"/deals?{query}").json()["items"]) == count


@pytest.mark.parametrize("mode", Visibility)
def test_lists_hold_what_each_person_sees(world: World, caller: Called, mode: Visibility) -> None:
    see(mode, by=world.viewer("admin"))
    sees = {
        name: len(caller(name).get("/deals").json()["items"]) for name in ("owner", "teammate", "outsider", "leader")
    }
    assert sees == {"owner": 1, "teammate": 1, "outsider": int(mode == Visibility.COMPANY), "leader": 1}


def test_a_new_deal_has_defaults(owner: Caller, world: World) -> None:
    response = owner.post("/deals", {"name": "Valves"})
    deal = response.json()
    assert response.headers["Location"] == f"/api/v1/deals/{deal['id']}"
    assert (deal["owner_id"], deal["currency"], deal["outcome"], deal["version"]) == (world.owner.pk, "EUR", "open", 1)
    assert owner.get(f"/deals/{deal['id']}").json() == deal


def test_changes_to_other_fields_pass_and_to_the_same_clash(owner: Caller, caller: Called, world: World) -> None:
    address = f"/deals/{world.deal.pk}"
    version = owner.get(address).json()["version"]
    changed = caller("teammate").patch(address, {"version": version, "amount_minor": 13_000_000})
    assert changed.json()["version"] == version + 1
    assert owner.patch(address, {"version": version, "close_on": "2026-06-30"}).status_code == 200
    clash = owner.patch(address, {"version": version, "amount_minor": 11_000_000})
    assert clash.status_code == 409
    problem = clash.json()
    assert (problem["type"], problem["version"]) == ("urn:evener:problem:conflict", version + 2)
    [found] = problem["clashes"]
    assert (found["field"], found["theirs"], found["yours"]) == ("Amount", "€130,000", "€110,000")
    assert found["who"] == "Tia Teammate"
    assert owner.get(address).json()["amount_minor"] == 13_000_000


def test_a_field_is_emptied_with_null(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}"
    deal = owner.get(address).json()
    after = owner.patch(address, {"version": deal["version"], "account_id": None, "close_on": None}).json()
    assert (after["account_id"], after["account_name"], after["close_on"]) == (None, None, None)
    assert after["lead_engineer_id"] == deal["lead_engineer_id"]


def test_several_at_once(owner: Caller, world: World, admin: Caller) -> None:
    other = admin.post("/deals", {"name": "Theirs"}).json()["id"]
    stage = owner.get("/stages").json()["items"][2]["id"]
    done = owner.post("/deals/change", {"deal_ids": [world.deal.pk, other, 4711], "stage_id": stage}).json()
    assert done["changed"] == [world.deal.pk]
    assert [refused["id"] for refused in done["refused"]] == [other, 4711]
    assert all(refused["why"] for refused in done["refused"])
    assert Deal.objects.get(pk=world.deal.pk).stage_id == stage


def test_through_the_gate(owner: Caller, caller: Called, world: World) -> None:
    address = f"/deals/{world.deal.pk}"
    assert owner.get(f"{address}/gate").json()["open"] is True
    blind = promise(world)
    gate = owner.get(f"{address}/gate").json()
    assert (gate["mode"], gate["open"], gate["may_override"]) == ("block", False, False)
    assert gate["obstacles"] == [{"promise_id": blind.pk, "words": blind.words, "why": "no engineer has seen it"}]
    win = {"outcome": "won", "reason": "fit"}
    refused = owner.post(f"{address}/close", win)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:evener:problem:refused"
    assert refused.json()["reasons"] == [f"“{blind.words}”: no engineer has seen it"]
    assert owner.post(f"{address}/close", {**win, "gate_reason": "I want to"}).status_code == 403
    leader = caller("leader")
    assert leader.get(f"{address}/gate").json()["may_override"] is True
    won = leader.post(f"{address}/close", {**win, "gate_reason": "Agreed with Nora by phone"}).json()
    assert (won["outcome"], won["gate_overridden_by_id"], won["outlook"]) == ("won", world.leader.pk, None)
    frozen = owner.patch(address, {"version": won["version"], "name": "Else"})
    assert (frozen.status_code, "closed" in frozen.json()["detail"]) == (409, True)
    assert owner.post(f"{address}/reopen", {"reason": " "}).status_code == 422
    assert owner.post(f"{address}/reopen", {"reason": "They want more"}).json()["outcome"] == "open"


def test_reasons_to_close_with(owner: Caller) -> None:
    reasons = owner.get("/closing-reasons").json()["items"]
    assert {row["outcome"] for row in reasons} == {"won", "lost", "no_decision", "disqualified"}
    assert {"outcome": "no_decision", "reason": "budget", "words": "Budget gone or frozen"} in reasons


def test_steps_team_and_notes(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}"
    step = owner.post(f"{address}/steps", {"what": "Call Nora"}).json()
    assert (step["owner_id"], step["due_on"], step["version"]) == (None, None, 1)
    later = owner.patch(f"/steps/{step['id']}", {"version": 1, "owner_id": world.engineer.pk, "due_on": "2026-03-09"})
    assert later.json()["owner_name"] == "Egon Engineer"
    assert owner.patch(f"/steps/{step['id']}", {"version": 1, "what": "Else"}).status_code == 409
    assert owner.post(f"/steps/{step['id']}/done", {"note": "Done"}).json()["done_by_id"] == world.owner.pk
    assert owner.post(f"/steps/{step['id']}/resume").json()["done_at"] is None
    owner.post(f"{address}/team", {"user_id": world.outsider.pk, "part": "delivery"})
    team = owner.get(f"{address}/team").json()["items"]
    assert [row["part"] for row in team[:2]] == ["owner", "lead_engineer"]
    assert {"user_id": world.outsider.pk, "name": "Otto Outsider", "part": "delivery"} in team
    assert owner.delete(f"{address}/team/{world.owner.pk}").status_code == 409
    for number in range(3):
        owner.post(f"{address}/notes", {"text": f"Note {number}"})
    first = owner.get(f"{address}/notes?limit=2").json()
    assert [row["text"] for row in first["items"]] == ["Note 2", "Note 1"]


def test_files_come_back_as_they_went(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}/files"
    name = 'plän; "x".html'
    kept = owner.upload(address, {"file": SimpleUploadedFile(name, b"<script>alert(1)</script>")})
    assert kept.status_code == 201
    content = owner.get(f"/files/{kept.json()['id']}")
    assert content.streamed == b"<script>alert(1)</script>"
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in content.headers["Content-Security-Policy"]
    assert owner.delete(f"/files/{kept.json()['id']}").status_code == 204
    assert owner.get(address).json()["items"] == []


def test_a_file_whose_bytes_are_gone(owner: Caller, world: World) -> None:
    upload = SimpleUploadedFile("plan.txt", b"plan")
    kept = actions.add_file(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, upload=upload)
    kept.stored.storage.delete(str(kept.stored.name))
    assert owner.get(f"/files/{kept.pk}").status_code == 404


def test_the_journal_tells_who_and_through_what(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}"
    version = owner.get(address).json()["version"]
    owner.patch(address, {"version": version, "name": "Pump watch"})
    newest = owner.get(f"{address}/journal?limit=1").json()
    [entry] = newest["items"]
    assert (entry["what"], entry["actor_name"], entry["via"]) == ("deal.changed", "Olga Owner", "api")
    assert entry["changes"] == [{"field": "name", "before": "Pump monitoring", "after": "Pump watch"}]
    older = owner.get(f"{address}/journal?cursor={newest['next']}").json()["items"]
    assert older[-1]["what"] == "deal.created"


def test_statements_do_not_grow(owner: Caller, world: World, stored_queries: StoredQueries) -> None:
    owner.get("/deals")
    for count in (0, 20):
        many(world, count)
        with stored_queries("API: deals"):
            owner.get("/deals")
        with stored_queries("API: deals, filtered"):
            owner.get("/deals?q=pump&owner=me")
    with stored_queries("API: deal"):
        owner.get(f"/deals/{world.deal.pk}")
    with stored_queries("API: create a deal"):
        owner.post("/deals", {"name": "Valves"})
    with stored_queries("API: change a deal"):
        version = Deal.objects.values_list("version", flat=True).get(pk=world.deal.pk)
        owner.patch(f"/deals/{world.deal.pk}", {"version": version, "name": "Pumps"})
