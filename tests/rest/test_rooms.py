"""Promises, accounts, people, settings, imports and search through the API."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evener.deals.models import Deal
from evener.people.models import User
from evener.people.rules import Visibility
from evener.promises.ledger import PARAMETERS
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, operations
from tests.world import World, promise, see

Called = Callable[..., Caller]


def test_the_life_of_a_promise(owner: Caller, caller: Called, world: World) -> None:
    engineer, leader = caller("engineer"), caller("leader")
    body = {"deal_id": world.deal.pk, "words": "It runs offline", "due_on": "2026-06-30", "ask": True}
    asked = owner.post("/promises", body).json()
    assert (asked["state"], asked["engineer_id"], asked["currency"]) == ("asked", world.engineer.pk, "EUR")
    address = f"/promises/{asked['id']}"
    lacking = engineer.post(f"{address}/verdict", {"kind": "no"})
    assert {error["field"] for error in lacking.json()["errors"]} == {"reason", "alternative"}
    work = {"kind": "with_work", "hours_low": 8, "hours_likely": 16, "hours_high": 24, "skill": "Sync"}
    cleared = engineer.post(f"{address}/verdict", work).json()
    assert (cleared["state"], cleared["verdict"]["hours_likely"]) == ("cleared", 16)
    changed = owner.patch(address, {"version": cleared["version"], "words": "It runs offline for a week"}).json()
    assert changed["stale"] is True
    assert owner.patch(address, {"version": cleared["version"], "told": "Nora"}).status_code == 409
    assert owner.post(f"{address}/override", {"reason": "Sure"}).status_code == 403
    carried = leader.post(f"{address}/override", {"reason": "I spoke to Egon"}).json()
    assert (carried["state"], carried["override_reason"]) == ("overridden", "I spoke to Egon")
    told = owner.post(f"{address}/make", {"told": "Nora"}).json()
    assert (told["state"], told["blind"]) == ("made", False)
    assert owner.post(f"{address}/end", {"how": "break"}).status_code == 422
    assert owner.post(f"{address}/end", {"how": "keep"}).json()["state"] in ("kept", "kept_late")
    assert [row["kind"] for row in owner.get(f"{address}/verdicts").json()["items"]] == ["with_work"]


def test_a_blind_promise_counts(owner: Caller, world: World) -> None:
    body = {"deal_id": world.deal.pk, "words": "It runs offline", "made_on": "2026-03-01"}
    assert owner.post("/promises", {**body, "ask": True}).status_code == 422
    assert owner.post("/promises", body).json()["blind"] is True
    rates = owner.get("/promises/rates").json()
    assert (rates["total"], rates["made"], rates["blind"], rates["blind_share"]) == (1, 1, 1, 1.0)
    assert rates["kept_share"] is None


def test_the_ledger(owner: Caller, caller: Called, world: World, stored_queries: StoredQueries) -> None:
    first, second = promise(world), promise(world, words="It speaks Danish", ask=True)
    rows = owner.get("/promises").json()["items"]
    assert {row["id"] for row in rows} == {first.pk, second.pk}
    shown = owner.get(f"/promises/{second.pk}").json()
    assert next(row for row in rows if row["id"] == second.pk).items() <= shown.items()
    for query, count in (("state=asked", 1), ("q=danish", 1), ("engineer=me", 0), ("late=yes", 0), ("owner=nobody", 0)):
        assert len(owner.get(f"/promises?{query}").json()["items"]) == count
    assert len(owner.get("/promises?order=-created&limit=1").json()["items"]) == 1
    with stored_queries("API: ledger"):
        owner.get("/promises")
    see(Visibility.TEAM, by=world.viewer("admin"))
    assert caller("outsider").get("/promises").json()["items"] == []


def test_the_ledgers_filters_are_those_of_the_page() -> None:
    taken = {p["name"] for p in operations()["GET", "/promises"]["parameters"]}
    assert taken == set(PARAMETERS) | {"limit", "cursor", "order"}


def test_accounts_and_contacts(owner: Caller, world: World) -> None:
    account = owner.post("/accounts", {"name": "Østwerk", "employees": 40, "parent_id": world.account.pk}).json()
    assert account["parent_name"] == "Nordhafen Pumps"
    assert [row["id"] for row in owner.get("/accounts?q=ostwerk").json()["items"]] == [account["id"]]
    address = f"/accounts/{account['id']}"
    assert owner.patch(address, {"version": 1, "parent_id": account["id"]}).status_code == 422
    assert owner.patch(address, {"version": 1, "industry": "Steel"}).json()["version"] == 2
    assert owner.patch(address, {"version": 1, "industry": "Iron"}).status_code == 409
    contact = owner.post(f"{address}/contacts", {"name": "Nils Berg", "email": "nils@example.com"}).json()
    assert contact["account_name"] == "Østwerk"
    changed = owner.patch(f"/contacts/{contact['id']}", {"title": "Head of purchase"}).json()
    assert (changed["name"], changed["title"]) == ("Nils Berg", "Head of purchase")
    rows = owner.get(f"/contacts?account_id={account['id']}&order=-name").json()["items"]
    assert [row["id"] for row in rows] == [contact["id"]]


def test_the_catalogue(caller: Callable[..., Caller], owner: Caller, world: World) -> None:
    engineer = caller("engineer")
    planned = {"name": "Offline mode", "status": "planned", "planned_for": "2026-09-01", "wording": "From autumn."}
    row = engineer.post("/capabilities", planned).json()
    assert (row["owner_name"], row["planned_for"], row["version"]) == ("Egon Engineer", "2026-09-01", 1)
    refused = engineer.post("/capabilities", {"name": "Magic", "status": "planned"})
    assert refused.json()["errors"][0]["field"] == "planned_for"
    made = {"deal_id": world.deal.pk, "words": "It runs without a network", "capability_id": row["id"]}
    assert owner.post("/promises", made).json()["capability_name"] == "Offline mode"
    for query, count in (
        ("q=autumn", 1),
        ("status=planned", 1),
        ("status=beta", 0),
        (f"owner_id={row['owner_id']}", 1),
    ):
        assert len(owner.get(f"/capabilities?{query}").json()["items"]) == count
    address = f"/capabilities/{row['id']}"
    shipped = engineer.patch(address, {"version": 1, "status": "shipped"}).json()
    assert (shipped["status"], shipped["planned_for"], shipped["version"]) == ("shipped", None, 2)
    assert engineer.patch(address, {"version": 1, "status": "beta"}).status_code == 409
    assert owner.get(address).json() == shipped
    like = owner.get("/promises/similar?words=works+without+networks").json()
    assert [row["words"] for row in like["promises"]] == ["It runs without a network"]


def test_letting_somebody_in(admin: Caller, world: World) -> None:
    new = {"email": "nadia@example.com", "name": "Nadia New", "role": "engineer", "team_id": world.north.pk}
    person = admin.post("/people", new).json()
    assert (person["team_name"], person["is_active"]) == ("North", True)
    again = admin.post("/people", new)
    assert again.json()["errors"][0]["field"] == "email"
    invitation = admin.post(f"/people/{person['id']}/invitation").json()
    assert invitation["url"].startswith("http://testserver/enter/")
    assert Client().get(invitation["url"].removeprefix("http://testserver")).status_code in (200, 302)
    assert admin.patch(f"/people/{person['id']}", {"role": "leader", "team_id": None}).json()["team_id"] is None
    assert admin.patch(f"/people/{world.admin.pk}", {"role": "sales"}).status_code == 409
    names = [row["name"] for row in admin.get("/people?q=nadia").json()["items"]]
    assert names == ["Nadia New"]
    assert len(admin.get(f"/people?team_id={world.south.pk}&active=true&role=sales").json()["items"]) == 2


def test_oneself(owner: Caller, world: World) -> None:
    assert owner.get("/me").json()["scopes"] == ["read", "write"]
    assert owner.patch("/me", {"time_zone": "Mars/Olympus"}).status_code == 422
    assert owner.patch("/me", {"language": "tlh"}).status_code == 422
    assert owner.patch("/me", {"time_zone": "Europe/Berlin"}).json()["time_zone"] == "Europe/Berlin"
    assert User.objects.get(pk=world.owner.pk).name == "Olga Owner"


def test_settings_teams_stages_and_products(admin: Caller, world: World) -> None:
    assert admin.patch("/settings", {"gate": "warn", "quiet_days": 7}).json()["gate"] == "warn"
    refused = admin.patch("/settings", {"gate": "open", "quiet_days": 0}).json()
    assert {error["field"] for error in refused["errors"]} == {"gate", "quiet_days"}
    assert admin.post("/teams", {"name": "north"}).status_code == 422
    assert admin.post("/teams", {"name": "East", "parent_id": world.north.pk}).json()["parent_id"] == world.north.pk
    stage = admin.post("/stages", {"name": "Pilot", "position": 9, "prior_won": 60}).json()
    assert admin.patch(f"/stages/{stage['id']}", {"prior_won": 65}).json() == stage | {"prior_won": 65}
    used = Deal.objects.get(pk=world.deal.pk).stage_id
    assert admin.delete(f"/stages/{used}").status_code == 409
    assert admin.delete(f"/stages/{stage['id']}").status_code == 204
    product = admin.post("/products", {"name": "Pump Watch", "price_minor": 480_000}).json()
    assert product["currency"] == "EUR"
    assert admin.post("/products", {"name": "pumpwatch"}).status_code == 422
    assert admin.patch(f"/products/{product['id']}", {"price_minor": None}).json()["price_minor"] is None


def test_search_finds_every_kind(owner: Caller, world: World) -> None:
    promise(world, words="Pumps report every minute")
    kinds = {hit["kind"] for hit in owner.get("/search?q=pump").json()["items"]}
    assert len(kinds) >= 3  # the deal, its promise, its account
    assert owner.get("/search?q=%21%21").json()["items"] == []


CSV = b"Deal name,Account,Amount,Close date\nValves,Ostwerk,1200,2026-05-01\nPipes,Ostwerk,much,2026-05-01\n"


def file(content: bytes = CSV) -> SimpleUploadedFile:
    return SimpleUploadedFile("deals.csv", content)


def test_importing(owner: Caller, world: World) -> None:
    looked = owner.upload("/imports", {"file": file(), "dry_run": "true"}).json()
    assert (looked["status"], looked["counts"]["deals"]["created"]) == ("checked", 1)
    assert not Deal.objects.filter(name="Valves").exists()
    [problem] = looked["problems"]
    assert (problem["line"], problem["column"], problem["value"]) == (3, "Amount", "much")
    made = owner.post(f"/imports/{looked['id']}/apply").json()
    assert (made["status"], made["counts"]["deals"]["rejected"]) == ("applied", 1)
    left_out = owner.get(f"/imports/{looked['id']}/rejects/1").streamed
    assert b"Pipes" in left_out
    assert owner.post(f"/imports/{looked['id']}/apply").status_code == 409
    assert owner.delete(f"/imports/{looked['id']}").status_code == 409
    assert owner.get("/imports").json()["items"][0]["files"] == ["deals.csv"]


def test_saying_which_column_is_which(owner: Caller) -> None:
    content = b"What,Worth\nValves,1200\n"
    form = {"file": file(content), "map": ["name=What", "amount=Worth"], "currency": "CHF"}
    made = owner.upload("/imports", form)
    assert made.status_code == 201, made.json()
    assert made.json()["files"][0]["columns"] == {"name": "What", "amount": "Worth"}
    assert Deal.objects.get(name="Valves").currency == "CHF"
    for wrong in ({"map": "name"}, {"map": "colour=What"}, {"map": "boats.name=What"}, {"colour": "red"}):
        assert owner.upload("/imports", {"file": file(content), **wrong}).status_code == 422
    assert owner.upload("/imports", {"file": file(b"\x00\x01\x02")}).status_code == 422
    assert owner.upload("/imports", {}).status_code == 422


def test_the_glossary_and_the_check(owner: Caller, caller: Callable[..., Caller]) -> None:
    row = owner.post("/terms", {"word": "SLO", "plain": "what we aim for"}).json()
    assert (row["treatment"], row["language"], row["version"]) == ("replaced", "en", 1)
    assert owner.post("/terms", {"word": "slo"}).json()["errors"][0]["field"] == "plain"
    checked = owner.post("/plain/check", {"text": "It is fine.\nThe SLOs hold."}).json()
    [finding] = checked["findings"]
    assert (finding["line"], finding["column"], finding["offer"]["plain"]) == (2, 5, "what we aim for")
    assert owner.post("/plain/check", {"text": "x" * 20_001}).status_code == 422
    assert owner.post("/plain/check", {"text": "x", "language": "tlh"}).status_code == 422
    for query, names in (("q=aim", ["SLO"]), ("treatment=accepted", []), ("language=de", [])):
        assert [each["word"] for each in owner.get(f"/terms?{query}").json()["items"]] == names
    address = f"/terms/{row['id']}"
    assert owner.patch(address, {"version": 1, "accepted": True}).json()["treatment"] == "accepted"
    assert owner.patch(address, {"version": 1, "accepted": False}).status_code == 409
    assert not owner.post("/plain/check", {"text": "The SLOs hold."}).json()["findings"]
    assert caller("viewer_only").delete(address).status_code == 403
    assert owner.delete(address).status_code == 204
    assert owner.get(address).status_code == 404
