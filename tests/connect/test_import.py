"""What an import writes: deals as if made by hand, once, and never half."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from evener.connect import actions
from evener.connect.models import ImportBatch
from evener.connect.pipeline import look
from evener.customers.models import Account
from evener.deals import actions as deal_actions
from evener.deals.actions.bulk import create_deals
from evener.deals.models import Deal, DealMember, NextStep, Product
from evener.deals.rules import Closing, Outcome, Part
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.people.models import Team, User
from evener.people.rules import Role
from evener.problems import Conflict, NotAllowed
from evener.search.queries import matching_ids
from evener.search.rules import Kind as Found
from tests.connect.conftest import FILES, Import, counted, request_of
from tests.query_counts import NOT_COUNTED
from tests.world import NOW, TODAY, World, promise

HEAD = "id,name,account,owner,stage,amount,currency,close date,created date,product,next step\n"


def everything() -> dict[str, int]:
    models: tuple[Any, ...] = (Deal, Account, Product, User, Team, Entry, DealMember, NextStep, Tally, ImportBatch)
    return {model.__name__: model.objects.count() for model in models}


def row(**values: str) -> str:
    given = {
        "id": "A1", "name": "Lift control", "account": "Nordhafen Pumps", "owner": "Olga Owner", "stage": "Prove",
        "amount": "5000", "currency": "EUR", "close": "2026-06-30", "created": "2026-01-15", "product": "", "step": "",
    } | values  # fmt: skip
    return ",".join(f'"{value}"' for value in given.values()) + "\n"


def test_a_deal_is_as_if_made_by_hand(world: World, import_: Import) -> None:
    report = import_(world.viewer("admin"), HEAD + row(product="Gauge 5", step="Call the plant"))
    assert counted(report) == {"deals": (1, 0, 0, 0), "products": (1, 0, 0, 0)}
    assert report.problems == []
    deal = Deal.objects.select_related("stage").get(external_id="A1")
    assert (deal.name, deal.account, deal.owner, deal.team) == ("Lift control", world.account, world.owner, world.north)
    assert (deal.stage.name, deal.amount_minor, deal.currency) == ("Prove", 500000, "EUR")
    assert (deal.close_on, deal.opened_on, deal.outcome) == (date(2026, 6, 30), date(2026, 1, 15), "")
    assert deal.close_order == deal.close_on
    assert (deal.version, deal.touched_at, deal.stage_since) == (1, NOW, TODAY)
    assert list(deal.members.values_list("user_id", "part")) == [(world.owner.pk, Part.OWNER)]
    step = deal.steps.get()
    assert (step.what, step.owner, step.waiting) == ("Call the plant", world.owner, True)
    entries = list(Entry.objects.filter(thread_kind="deal", thread_id=deal.pk).order_by("id"))
    assert [entry.what for entry in entries] == ["deal.created", "step.added"]
    assert (entries[0].actor, entries[0].via) == (world.admin, "import")
    assert ["account_id", None, "Nordhafen Pumps"] in entries[0].changes
    assert ["amount_minor", None, "€5,000"] in entries[0].changes
    assert ["stage_id", None, "Prove"] in entries[0].changes
    matching = matching_ids(Found.DEAL, "nordhafen gauge")
    assert matching is not None and list(Deal.objects.filter(id__in=matching)) == [deal]


def recount() -> dict[tuple[Any, ...], tuple[int, int]]:
    """The tallies of deals as a recount of every open deal gives them."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for deal in Deal.objects.filter(outcome=""):
        key = (str(deal.stage_id), deal.owner_id or 0, deal.team_id or 0, deal.confidential, deal.currency)
        count, amount = found.get(key, (0, 0))
        found[key] = (count + 1, amount + deal.amount_minor)
    return found


def tallied() -> dict[tuple[Any, ...], tuple[int, int]]:
    rows = Tally.objects.filter(what="deal").exclude(count=0)
    columns = ("key", "owner_id", "team_id", "confidential", "currency", "count", "amount_minor")
    return {row[:5]: (row[5], row[6]) for row in rows.values_list(*columns)}


def test_sums_follow_creations_changes_and_closings(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    assert tallied() == recount()
    import_(admin, HEAD + row() + row(id="A2", amount="7") + row(id="A3", stage="Closed Won", close="2026-02-01"))
    assert tallied() == recount()
    changed = HEAD + row(owner="Otto Outsider", amount="6000") + row(id="A2", stage="Lost", close="2026-02-20")
    assert counted(import_(admin, changed)) == {"deals": (0, 2, 0, 0)}
    assert tallied() == recount()


@pytest.mark.parametrize("name", ["salesforce", "hubspot", "pipedrive", "dynamics", "maven_like"])
def test_exports_go_in_and_a_second_time_change_nothing(world: World, import_: Import, name: str) -> None:
    admin = world.viewer("admin")
    path = FILES / f"{name}.csv"
    first = import_(admin, path)
    rows = sum(1 for _ in request_of(path).sources[0].table.rows)
    assert counted(first)["deals"] == (rows, 0, 0, 0), first.problems
    before = everything()
    again = import_(admin, path)
    assert counted(again) == {"deals": (0, 0, rows, 0)}
    after = everything()
    # The import itself is kept, and its one line in the journal.
    assert after == before | {"ImportBatch": before["ImportBatch"] + 1, "Entry": before["Entry"] + 1}


def test_what_the_exports_say(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    import_(admin, FILES / "pipedrive.csv")
    deal = Deal.objects.get(external_id="103")
    assert deal.name == "Abfüllanlage Prüfstand" and deal.account and deal.account.name == "Zürisee Getränke"
    assert (deal.amount_minor, deal.currency) == (5600000, "CHF")
    assert (deal.outcome, deal.closed_on, deal.opened_on) == (Outcome.LOST, date(2025, 7, 2), date(2025, 2, 21))
    assert (deal.outcome_reason, deal.outcome_note) == ("other", "Went with their own engineers")
    assert Deal.objects.get(external_id="102").amount_minor == 890050
    import_(admin, FILES / "dynamics.csv")
    deal = Deal.objects.get(external_id__endswith="0002")
    assert (deal.closed_on, deal.close_on, deal.outcome) == (date(2025, 4, 2), date(2025, 3, 31), "won")
    import_(admin, FILES / "hubspot.csv")
    deal = Deal.objects.get(external_id="19283746501")
    assert deal.about == "Two cranes first,\nthe rest after the trial"
    assert Deal.objects.get(external_id="19283746503").outcome_reason == "price"


def test_all_four_files_at_once(world: World, import_: Import) -> None:
    files = [FILES / f"{name}.csv" for name in ("maven_like", "accounts", "products", "people")]
    admin = world.viewer("admin")
    report = import_(admin, *files)
    assert counted(report) == {
        "deals": (4, 0, 0, 0), "accounts": (3, 0, 0, 0), "products": (2, 0, 0, 0), "people": (3, 0, 0, 0),
    }  # fmt: skip
    tern = Account.objects.get(name="Tern Laboratories")
    assert tern.parent and tern.parent.name == "Fennel & Frost Ltd" and tern.parent.employees == 1185
    assert Product.objects.get(name="Flux Pro").price_minor == 482100
    ines = User.objects.get(name="Ines Aalto")
    assert not ines.is_active and not ines.has_usable_password() and ines.email.endswith("@imported.invalid")
    assert ines.team and ines.team.name == "Rosa Quint’s team" and ines.team.parent
    assert ines.team.parent.name == "North" and ines.team.parent == world.north
    assert ines.team.path == f"{world.north.path}{ines.team.pk}/"
    rosa = User.objects.get(name="Rosa Quint")
    assert (rosa.role, rosa.team, rosa.is_active) == (Role.LEADER, ines.team, False)
    assert Deal.objects.get(external_id="CC33DD44").product == Product.objects.get(name="Flux Pro")
    rules = {note.rule: note.count for note in report.notes if note.file == "maven_like.csv"}
    assert rules["name spacing"] == 1 and rules["name case"] == 1
    assert rules["no account"] == 2 and rules["no opening day"] == 1 and rules["stage chance"] == 1
    assert counted(import_(admin, *files)) == {
        "deals": (0, 0, 4, 0), "accounts": (0, 0, 3, 0), "products": (0, 0, 2, 0), "people": (0, 0, 3, 0),
    }  # fmt: skip


def test_changes_are_journaled_and_empty_cells_change_nothing(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    import_(admin, HEAD + row(step="Call the plant"))
    text = HEAD + row(name="", account="", owner="Tia Teammate", stage="Propose", amount="6000", close="", step="Visit")
    assert counted(import_(admin, text)) == {"deals": (0, 1, 0, 0)}
    deal = Deal.objects.get(external_id="A1")
    assert (deal.name, deal.account, deal.close_on) == ("Lift control", world.account, date(2026, 6, 30))
    assert (deal.owner, deal.team, deal.version) == (world.teammate, world.south, 2)
    assert dict(deal.members.values_list("user_id", "part")) == {
        world.owner.pk: Part.OTHER, world.teammate.pk: Part.OWNER,
    }  # fmt: skip
    assert set(deal.steps.values_list("what", flat=True)) == {"Call the plant", "Visit"}
    entry = Entry.objects.get(thread_kind="deal", thread_id=deal.pk, what="deal.changed")
    assert entry.changes == [
        ["stage_id", "Prove", "Propose"], ["amount_minor", "€5,000", "€6,000"],
        ["owner_id", "Olga Owner", "Tia Teammate"],
    ]  # fmt: skip
    assert entry.version == 2


def test_an_import_closes_open_deals(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    import_(admin, HEAD + row(step="Call"))
    import_(admin, HEAD + row(stage="Closed Lost", close="2026-02-20"))
    deal = Deal.objects.get(external_id="A1")
    assert (deal.outcome, deal.closed_on, deal.version) == ("lost", date(2026, 2, 20), 3)
    assert not deal.steps.get().waiting
    entry = Entry.objects.get(thread_kind="deal", thread_id=deal.pk, what="deal.closed")
    assert ["outcome", None, "Lost"] in entry.changes


def test_the_gate_stands_in_an_imports_way_too(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    promise(world)
    Deal.objects.filter(pk=world.deal.pk).update(external_id="P1")
    report = import_(admin, HEAD + row(id="P1", name="Pump monitoring", stage="Closed Won", close="2026-02-20"))
    assert counted(report) == {"deals": (0, 0, 0, 1)}
    assert "not cleared" in report.problems[0].reason
    world.deal.refresh_from_db()
    assert world.deal.outcome == ""


def test_a_closed_deal_stays_as_it_is(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    text = HEAD + row(stage="Closed Won", close="2026-02-01")
    import_(admin, text)
    assert counted(import_(admin, text)) == {"deals": (0, 0, 1, 0)}
    closed = {"stage": "Closed Won", "close": "2026-02-01"}
    for changed in (row(**closed | {"amount": "9"}), row(stage="Prove"), row(**closed | {"stage": "Lost"})):
        report = import_(admin, HEAD + changed)
        assert counted(report) == {"deals": (0, 0, 0, 1)}
        assert "closed here (Won, 2026-02-01). Reopen it first" in report.problems[0].reason
    assert Deal.objects.get(external_id="A1").version == 1


def test_a_row_that_is_left_out_leaves_nothing_behind_that_it_names(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    closed = {"stage": "Closed Won", "close": "2026-02-01"}
    import_(admin, HEAD + row(**closed))
    before = everything()
    report = import_(admin, HEAD + row(**closed | {"account": "Nobody Ltd", "product": "Neverware", "owner": "No One"}))
    assert report.problems[0].column == "owner"
    assert "Reopen it first" in report.problems[0].reason
    assert counted(report) == {"deals": (0, 0, 0, 1)}
    its_own = {"ImportBatch": before["ImportBatch"] + 1, "Entry": before["Entry"] + 1}
    assert everything() == before | its_own


def test_a_deal_closed_by_hand_is_not_opened_by_an_old_file(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    import_(admin, HEAD + row())
    deal = Deal.objects.get(external_id="A1")
    closing = Closing(outcome=Outcome.LOST, reason="price", note="", closed_on=TODAY)
    deal_actions.close_deal(by=admin, at=NOW, deal_id=deal.pk, closing=closing)
    report = import_(admin, HEAD + row())
    assert counted(report) == {"deals": (0, 0, 0, 1)} and report.problems[0].column == "stage"


def test_rows_that_cannot_be_taken_are_named_and_the_others_go_in(world: World, import_: Import) -> None:
    text = HEAD + "".join([
        row(id="B1"),
        row(id="B2", close="31/02/2026"),
        row(id="B3", amount="a lot"),
        row(id="B4", stage="Waiting for rain", amount="-5"),
        row(id="B5", stage="Closed Won", close=""),
        row(id="B6", stage="Closed Won", close="2026-12-24"),
        row(id="B1"),
        row(id="B8", currency="XXQ"),
        row(id="B9", amount="-5"),
        "B10,too,few\n",
    ])  # fmt: skip
    report = import_(world.viewer("admin"), text)
    assert counted(report) == {"deals": (1, 0, 0, 9)}
    told = [(problem.line, problem.column, problem.value) for problem in report.problems]
    assert told == [
        (3, "close date", "31/02/2026"),
        (4, "amount", "a lot"),
        (5, "stage", "Waiting for rain"),
        (6, "close date", ""),
        (7, "close date", "2026-12-24"),
        (8, "id", "B1"),
        (9, "currency", "XXQ"),
        (10, "amount", "-5"),
        (11, "", "B10, too, few"),
    ]
    assert all(problem.reason.endswith(".") and problem.file == "file1.csv" for problem in report.problems)
    assert "line 2" in report.problems[5].reason


def test_rows_left_out_can_be_mended_and_imported_again(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    text = (
        "Id;Name;Stage;Amount;Close date;Created\n"
        '1;"=HYPERLINK(""x"")";Prove;1.500,25;25/03/2026;03/04/2025\n'
        "2;-5 degrees;Unheard of;1.200;04/05/2026;05/06/2025\n"
        "3;short\n"
    )
    report = import_(admin, text)
    assert counted(report) == {"deals": (1, 0, 0, 2)}
    assert Deal.objects.get(external_id="1").name == '=HYPERLINK("x")'
    (rejects,) = report.rejects
    lines = rejects.csv().decode("utf-8-sig").splitlines()
    assert lines[0] == "Id,Name,Stage,Amount,Close date,Created,Evener: problem"
    assert lines[1].startswith("2,'-5 degrees,Unheard of,1200.00 EUR,2026-05-04,2025-06-05,")
    assert "“Unheard of” is not one of your stages" in lines[1]
    assert lines[2].startswith("3,short,,,,,")
    mended = rejects.csv().replace(b"Unheard of", b"Prove").replace(b"3,short,,", b"3,short,Prove,")
    again = import_(admin, mended)
    assert counted(again) == {"deals": (2, 0, 0, 0)}, again.problems
    deal = Deal.objects.get(external_id="2")
    assert (deal.name, deal.amount_minor) == ("-5 degrees", 120000)
    assert (deal.close_on, deal.opened_on) == (date(2026, 5, 4), date(2025, 6, 5))


def test_rows_without_ids_are_found_again(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    text = "Deal name,Account,Stage,Amount\nRenewal,Acme,Prove,5\nRenewal,Acme,Prove,6\nRenewal,Other,Prove,7\n"
    assert counted(import_(admin, text))["deals"] == (3, 0, 0, 0)
    assert counted(import_(admin, text)) == {"deals": (0, 0, 3, 0)}
    changed = text.replace("Prove,7", "Propose,8")
    assert counted(import_(admin, changed)) == {"deals": (0, 1, 2, 0)}


def test_a_dry_run_writes_nothing_and_says_the_same(world: World, import_: Import, dry_run: Import) -> None:
    before = everything()
    files = [FILES / f"{name}.csv" for name in ("maven_like", "accounts", "products", "people")]
    said = dry_run(world.viewer("admin"), *files)
    assert everything() == before
    assert said.plain() == import_(world.viewer("admin"), *files).plain()


def test_when_anything_fails_nothing_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()

    def fail(**given: Any) -> Any:
        create_deals(**given)
        raise RuntimeError("the power went")

    monkeypatch.setattr("evener.connect.writing.create_deals", fail)
    with pytest.raises(RuntimeError):
        actions.apply(by=world.viewer("admin"), at=NOW, request=request_of(FILES / "maven_like.csv"))
    assert everything() == before


def test_when_somebody_was_faster_it_is_looked_at_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deal appears between the look and the write: the second look finds it unchanged."""
    admin = world.viewer("admin")
    calls: list[int] = []

    def look_and_be_slow(**given: Any) -> Any:
        outlook = look(**given)
        calls.append(1)
        if len(calls) == 1:
            deal_actions.create_deal(
                by=world.viewer("owner"), at=NOW, external_id="A1", values={"name": "Lift control"}
            )
        return outlook

    monkeypatch.setattr("evener.connect.actions.applying.look", look_and_be_slow)
    report, _batch = actions.apply(by=admin, at=NOW, request=request_of("id,name\nA1,Lift control\n"))
    assert len(calls) == 2 and counted(report) == {"deals": (0, 0, 1, 0)}


def test_after_three_tries_it_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any, **more: Any) -> Any:
        raise IntegrityError

    monkeypatch.setattr("evener.connect.actions.applying.write", fail)
    before = everything()
    with pytest.raises(Conflict, match="Nothing was imported"):
        actions.apply(by=world.viewer("admin"), at=NOW, request=request_of("id,name\nA1,Lift control\n"))
    assert everything() == before


def test_the_import_itself_is_kept(world: World, import_: Import) -> None:
    import_(world.viewer("admin"), HEAD + row() + row(id="A2", amount="much"))
    batch = ImportBatch.objects.get()
    assert batch.counts["deals"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert batch.files[0]["kind"] == "deals" and batch.files[0]["columns"]["close_on"] == "close date"
    assert batch.problem_count == 1 and batch.problems[0]["value"] == "much"
    assert batch.rejects[0]["name"] == "file1 – left out.csv"
    entry = Entry.objects.get(what="import.applied")
    assert (entry.thread_kind, entry.thread_id, entry.subject_name) == ("import", batch.pk, "file1.csv")


def test_sql_statements_do_not_grow_with_the_rows(world: World, import_: Import) -> None:
    admin = world.viewer("admin")

    def statements(rows: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            import_(admin, HEAD + rows)
        return len([query for query in captured.captured_queries if not NOT_COUNTED.match(query["sql"])])

    few = statements("".join(row(id=f"F{number}") for number in range(250)))
    assert statements("".join(row(id=f"M{number}") for number in range(800))) == few


# Who may what.


def test_a_viewer_imports_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.apply(by=world.viewer("viewer_only"), at=NOW, request=request_of(HEAD + row()))


def test_a_seller_brings_in_deals_but_neither_people_nor_products(world: World, import_: Import) -> None:
    owner = world.viewer("owner")
    text = HEAD + row() + row(id="A2", owner="Nobody Known") + row(id="A3", product="Unknown")
    report = import_(owner, text + row(id="A4", owner="Tia Teammate"), FILES / "people.csv", FILES / "products.csv")
    assert counted(report) == {"deals": (2, 0, 0, 2), "products": (0, 0, 0, 2), "people": (0, 0, 0, 3)}
    assert {problem.column for problem in report.problems if problem.file == "file1.csv"} == {"owner", "product"}
    assert all("Ask" in problem.reason for problem in report.problems)
    # Whoever brings a deal in for somebody else stays on its team.
    members = Deal.objects.get(external_id="A4").members.values_list("user_id", "part")
    assert set(members) == {(world.teammate.pk, Part.OWNER), (world.owner.pk, Part.OTHER)}


def test_deals_of_others_are_not_changed(world: World, import_: Import) -> None:
    import_(world.viewer("admin"), HEAD + row())
    report = import_(world.viewer("outsider"), HEAD + row(amount="1"))
    assert counted(report) == {"deals": (0, 0, 0, 1)} and "deal team" in report.problems[0].reason
    assert counted(import_(world.viewer("outsider"), HEAD + row())) == {"deals": (0, 0, 1, 0)}
    assert counted(import_(world.viewer("leader"), HEAD + row(amount="1"))) == {"deals": (0, 1, 0, 0)}


def test_deals_one_cannot_see_are_neither_shown_nor_doubled(world: World, import_: Import) -> None:
    import_(world.viewer("admin"), HEAD + row())
    Deal.objects.filter(external_id="A1").update(confidential=True)
    report = import_(world.viewer("outsider"), HEAD + row(amount="1"))
    assert counted(report) == {"deals": (0, 0, 0, 1)}
    assert "you cannot see it" in report.problems[0].reason


# Accounts and people.


def test_accounts_by_id_and_by_name(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    first = "Account ID,Account Name,Industry,Parent Account\n1,Acme,Food,\n2,Acme Sub,Food,Acme\n3,nordhafen PUMPS,,\n"
    assert counted(import_(admin, first)) == {"accounts": (2, 1, 0, 0)}
    world.account.refresh_from_db()
    assert (world.account.external_id, world.account.name) == ("3", "Nordhafen Pumps")
    second = "Account ID,Account Name,Industry,Parent Account\n1,Acme AG,Food,\n2,Acme Sub,Drinks,Nordhafen Pumps\n"
    report = import_(admin, second + "3,,,\n")
    assert counted(report) == {"accounts": (0, 2, 0, 1)}
    assert Account.objects.get(external_id="1").name == "Acme AG"
    assert Account.objects.get(external_id="2").parent == world.account
    deals = "Opportunity ID,Account ID,Opportunity Name\nX,1,By id\nY,99,Unknown id\n"
    report = import_(admin, deals)
    assert counted(report) == {"deals": (1, 0, 0, 1)}
    assert Deal.objects.get(external_id="X").account == Account.objects.get(external_id="1")


def test_two_people_of_one_name(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    people = "Full name,Email,Role\nIda Berg,ida@a.example,Sales Engineer\nIda Berg,ida@b.example,\n"
    assert counted(import_(admin, people)) == {"people": (2, 0, 0, 0)}
    assert User.objects.get(email="ida@a.example").role == Role.ENGINEER
    report = import_(admin, HEAD + row(owner="Ida Berg") + row(id="A2", owner="IDA@b.example"))
    assert counted(report) == {"deals": (1, 0, 0, 1)} and "e-mail" in report.problems[0].reason
    assert Deal.objects.get(external_id="A2").owner == User.objects.get(email="ida@b.example")


def test_an_admin_is_never_demoted(world: World, import_: Import) -> None:
    people = "Full name,Email,Role\nAda Admin,admin@example.com,Sales\n"
    assert counted(import_(world.viewer("admin"), people)) == {"people": (0, 0, 1, 0)}
