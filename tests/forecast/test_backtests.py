"""Backtests on the page and in the API: asked, run, kept, and who sees which; the same answers as the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from evener.cli import app
from evener.deals.models import Deal
from evener.forecast.actions import trying
from evener.forecast.actions.backtesting import Upload, Wanted, pack, remove_backtest, start_backtest
from evener.forecast.jobs import backtest as compute
from evener.forecast.models import Backtest, Predictions
from evener.forecast.presenting import backtests as presenting
from evener.forecast.queries import backtests as queries
from evener.jobs.models import Work
from evener.jobs.rules import Cancelled
from evener.people.models import User
from evener.people.rules import Visibility
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from tests.cli.test_backtest_deals import HEADER, lines
from tests.world import NOW, TODAY, World, see

pytestmark = pytest.mark.django_db
AS_OF = date(2025, 1, 1)
PASSWORDLESS = "evener.people.backend.PeopleBackend"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=PASSWORDLESS)
    return client


def text(rows: Sequence[str] | None = None, header: str = HEADER) -> bytes:
    return "\n".join([header, *(lines() if rows is None else rows)]).encode() + b"\n"


def ask(world: World, who: str = "owner", data: bytes | None = None, **wanted: Any) -> Backtest:
    options: dict[str, Any] = {"as_of": AS_OF, "horizon": 90}
    asked = Wanted(**options | wanted)
    upload = Upload("deals.csv", text() if data is None else data)
    made = start_backtest(by=world.viewer(who), at=NOW, wanted=asked, task=compute, deals=upload)
    run(made)
    made.refresh_from_db()
    return made


def run(made: Backtest) -> Work:
    compute.call(made.work_id or 0, made.pk)
    return work_of(made)


def work_of(made: Backtest) -> Work:
    return Work.objects.get(id=made.work_id or 0)


def cli(tmp_path: Path, data: bytes, *options: object) -> dict[str, Any]:
    file = tmp_path / "deals.csv"
    file.write_bytes(data)
    result = CliRunner().invoke(app, ["backtest", "deals", str(file), *map(str, options), "--json"])
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_page_and_command_answer_alike(world: World, tmp_path: Path, media: Path) -> None:
    made = ask(world)
    assert made.is_ready and made.found["deals"]["scored"] > 0 and made.digest and made.engine
    assert made.found == cli(tmp_path, text(), "--as-of", AS_OF, "--horizon", 90)
    rows = list(csv.DictReader(io.StringIO(queries.predictions(world.viewer("owner"), made).decode())))
    assert len(rows) == made.found["deals"]["predicted"] and set(rows[0]) == {
        "id", "p_won", "p_lost", "p_no_decision", "p_open",
    }  # fmt: skip
    assert list(media.rglob("*")) == [media / "backtests"]  # the file is not kept


def test_from_the_form_to_the_result(world: World) -> None:
    client = client_of(world.owner)
    asked = {
        "as_of": "2025-01-01", "horizon": "90", "cohort": "open", "file": SimpleUploadedFile("mine <b>.csv", text()),
        "history": SimpleUploadedFile("h.csv", b"id,at,field,value\nd1,2024-02-01,stage,early\nx,2024-02-01,stage,a\n"),
    }  # fmt: skip
    answer = client.post("/forecast/backtest/", asked)
    made = Backtest.objects.get()
    assert answer.headers["Location"] == f"/work/{made.work_id}/"
    page = f"/forecast/backtest/{made.pk}/"
    assert "Waiting" in client.get(page).content.decode()
    assert run(made).state == "done"
    html = client.get(page).content.decode()
    assert "mine &lt;b&gt;.csv" in html and "Base rate" in html and 'id="chart-reliability"' in html
    assert "events that belong to no deal" in html
    answer = client.get(f"{page}predictions.csv")
    assert "attachment" in answer.headers["Content-Disposition"] and answer.content.startswith(b"id,p_won")
    assert "mine &lt;b&gt;.csv" in client.get("/forecast/backtest/").content.decode()
    assert client.post(f"{page}remove/").status_code == 302 and not Backtest.objects.exists()


def test_a_file_is_its_owners_alone(world: World) -> None:
    made = ask(world)
    for name in ("teammate", "leader", "admin", "outsider"):
        with pytest.raises(NotThere):
            queries.backtest(world.viewer(name), made.pk)
        assert queries.backtests(world.viewer(name)) == []
        with pytest.raises(NotThere):
            remove_backtest(by=world.viewer(name), at=NOW, backtest_id=made.pk)
    with pytest.raises(NotAllowed):
        ask(world, "viewer_only")


def test_our_own_deals_are_for_those_who_lead(world: World) -> None:
    wanted = Wanted(TODAY - timedelta(days=100), 90)
    for name in ("owner", "engineer", "viewer_only"):
        with pytest.raises(NotAllowed):
            start_backtest(by=world.viewer(name), at=NOW, wanted=wanted, task=compute)
    made = start_backtest(by=world.viewer("leader"), at=NOW, wanted=wanted, task=compute)
    assert run(made).state == "done"
    made.refresh_from_db()
    assert made.is_own and made.found["findings"] == []
    assert queries.backtest(world.viewer("admin"), made.pk) == made
    with pytest.raises(NotThere):
        queries.backtest(world.viewer("owner"), made.pk)


def test_predictions_of_our_own_deals_show_those_one_sees(world: World) -> None:
    made = Backtest.objects.create(owner=world.admin, made_at=NOW, is_own=True, as_of=AS_OF, horizon=90, is_ready=True)
    body = f"id,p_won,p_lost,p_no_decision,p_open\n{world.deal.pk},0.1,0.2,0.3,0.4\n999999,0.1,0.2,0.3,0.4\n"
    Predictions.objects.create(backtest=made, packed=pack(body))
    told = queries.predictions(world.viewer("leader"), made).decode()
    assert f"\n{world.deal.pk}," in told.replace("\r", "") and "999999" not in told


def test_sums_of_deals_one_does_not_see_stay_hidden(world: World) -> None:
    Deal.objects.update(confidential=True)
    wanted = Wanted(TODAY - timedelta(days=100), 90)
    made = start_backtest(by=world.viewer("admin"), at=NOW, wanted=wanted, task=compute)
    assert "There are no deals" in run(made).message  # but a confidential one
    found = {"coverage": {"number": 0.8, "amount": None, "periods": [{"was": 7}]}}
    made = Backtest.objects.create(
        owner=world.admin, made_at=NOW, is_own=True, as_of=AS_OF, horizon=90, is_ready=True, found=found
    )
    assert queries.backtest(world.viewer("leader"), made.pk).found == found
    see(Visibility.TEAM, by=world.viewer("admin"))
    assert queries.backtest(world.viewer("leader"), made.pk).found["coverage"]["periods"] == []
    assert queries.backtest(world.viewer("admin"), made.pk).found == found


def test_removing_it_stops_it(world: World) -> None:
    upload = Upload("a.csv", text())
    made = start_backtest(
        by=world.viewer("owner"), at=NOW, wanted=Wanted(AS_OF, 90), task=compute, deals=upload
    )  # fmt: skip
    remove_backtest(by=world.viewer("owner"), at=NOW, backtest_id=made.pk)
    assert run(made).state == "cancelled" and not Backtest.objects.exists()


def test_what_our_own_deals_tell_of_their_end_is_left_out(world: World) -> None:
    """Deals imported when they had ended seem to have had their amount from the start: only those won have one."""
    stage = world.deal.stage_id
    for number in range(160):
        opened = TODAY - timedelta(days=700 - 3 * number)
        ended, won = opened + timedelta(days=20 + number % 9), number % 2 == 0
        outcome = (
            {"outcome": "won" if won else "lost", "closed_on": ended} if ended < TODAY - timedelta(days=20) else {}
        )
        Deal.objects.create(
            name=f"D{number}", external_id=f"x{number}", stage_id=stage, stage_since=opened, opened_on=opened,
            amount_minor=5000 + number if won and outcome else 0, currency="EUR", created_at=NOW, touched_at=NOW,
            **outcome,
        )  # fmt: skip
    wanted = Wanted(TODAY - timedelta(days=250), None, "new")
    made = start_backtest(by=world.viewer("leader"), at=NOW, wanted=wanted, task=compute)
    assert run(made).state == "done"
    made.refresh_from_db()
    assert ("amount", "one_outcome") in [(each["feature"], each["why"]) for each in made.found["leak_suspects"]]
    assert made.found["model"]["auc"] < 0.7
    assert "<strong>Amount</strong>" in client_of(world.admin).get(f"/forecast/backtest/{made.pk}/").content.decode()


def test_what_a_spreadsheet_would_run_is_made_safe(world: World) -> None:
    rows = [f"=HYPERLINK(1){row}" for row in lines()]
    told = queries.predictions(world.viewer("owner"), ask(world, data=text(rows))).decode()
    assert "\n'=HYPERLINK" in told.replace("\r", "") and "\n=HYPERLINK" not in told.replace("\r", "")


def one_outcome() -> list[str]:
    return [row.replace(",lost,", ",won,").replace(",no_decision,", ",won,") for row in lines()]


def reversed_days() -> list[str]:
    return [*lines(), "r1,2024-05-05,2024-05-01,won,early,cold"]


def future_days() -> list[str]:
    return [*lines(), "f1,2099-01-01,,,early,cold"]


def ended() -> list[str]:
    return [row for row in lines() if row.split(",")[3] and row.split(",")[2] < "2024-12"]


def many_valued(count: int) -> list[str]:
    return [f"{row},v{number}" for number, row in enumerate(lines(count))]


def new_stage() -> list[str]:
    return [*lines(), *(f"n{number},2024-12-{number:02d},,,unheard of,cold" for number in range(1, 29))]


ODD: dict[str, tuple[list[str], str, str]] = {
    "five deals": (lines()[:5], HEADER, "deals had ended by then: fewer than 30 say little"),
    "one outcome only": (one_outcome(), HEADER, "one_outcome"),
    "amounts missing": ([f"{row}," for row in lines()], f"{HEADER},amount", "no_amount"),
    "one giant deal": (
        [f"{row},{10**9 if number == 255 else 10 + number % 50}" for number, row in enumerate(lines())],
        f"{HEADER},amount", "giant",
    ),
    "days the wrong way round": (reversed_days(), HEADER, "it was closed before it was created"),
    "days in the future": (future_days(), HEADER, "future"),
    "constant column": ([f"{row},x" for row in lines()], f"{HEADER},same", "constant"),
    "a value for each deal": (many_valued(260), f"{HEADER},many", "unique"),
    "a stage nobody has seen": (new_stage(), HEADER, "stood in the stage “unheard of”"),
    "nothing to predict": (ended(), HEADER, "there is nothing to predict"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ODD))
def test_odd_files_get_an_answer_and_a_sentence(world: World, tmp_path: Path, name: str) -> None:
    rows, header, said = ODD[name]
    made = ask(world, data=text(rows, header))
    assert made.is_ready and made.found["says"], work_of(made).message
    assert said in json.dumps(made.found, ensure_ascii=False)
    assert client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").status_code == 200
    assert cli(tmp_path, text(rows, header), "--as-of", AS_OF, "--horizon", 90) == made.found


WRONG: dict[str, tuple[bytes, str]] = {
    "wrong columns": (b"id,created,outcome\na,2024-01-01,won\n", "has no column closed"),
    "a column twice": (text([], HEADER + ",source"), "source stands in the file twice"),
    "no rows": (text([]), "a header and no rows"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xff\xfe", "not a CSV file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a CSV file"),
    "one endless cell": (b"id,created,closed,outcome\n" + b"x" * 300_000 + b",2024-01-01,,\n", "cannot be read as CSV"),
    "nul": (b"id,created,closed,outcome\na\x00,2024-01-01,,\n", "not a CSV file"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_is_wrong_is_said_at_once(world: World, tmp_path: Path, media: Path, name: str) -> None:
    """On the form, with what was typed; nobody waits for a file that cannot be read."""
    data, said = WRONG[name]
    given = {"as_of": "2025-01-03", "horizon": "77", "cohort": "new", "allow": "source", "file": file_of(data)}
    answer = client_of(world.owner).post("/forecast/backtest/", given)
    html = answer.content.decode()
    assert answer.status_code == 422 and said in html and "Choose the file once more" in html
    assert all(typed in html for typed in ("2025-01-03", 'value="77"', 'value="source"'))
    assert not Backtest.objects.exists() and not media.exists()
    file = tmp_path / "deals.csv"
    file.write_bytes(data)
    told = CliRunner().invoke(app, ["backtest", "deals", str(file), "--as-of", str(AS_OF), "--horizon", "9"])
    assert told.exit_code == 1 and ("No row of the file" if name == "no rows" else said) in told.output


def file_of(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("deals.csv", data)


def test_what_only_the_rows_tell_is_said_when_they_are_read(world: World, media: Path) -> None:
    made = ask(world, data=b"id,created,closed,outcome\na,03/04/2024,,\n")
    assert work_of(made).state == "failed" and "no day like 2026-03-31" in work_of(made).message
    html = client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").content.decode()
    assert "no day like 2026-03-31" in html and "mend it and ask again" in html
    assert "as_of=2025-01-01&amp;horizon=90&amp;cohort=open" in html
    assert [path for path in media.rglob("*") if path.is_file()] == []
    again = client_of(world.owner).get("/forecast/backtest/?as_of=2024-05-06&horizon=33&cohort=new").content.decode()
    assert 'value="2024-05-06"' in again and 'value="33"' in again and '<option value="new" selected>' in again
    assert client_of(world.owner).get("/forecast/backtest/?as_of=x&horizon=y&cohort=z").status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_as_spreadsheets_write_them(world: World, tmp_path: Path, encoding: str) -> None:
    """With semicolons, great letters in the header, and in the encoding of the country."""
    header = HEADER.upper().replace("STAGE", "Stufe für")
    data = text(header=header).decode().replace(",won,", ",Closed Won,").replace(",", ";").encode(encoding)
    made = ask(world, data=data)
    assert made.is_ready, work_of(made).message
    known, mine = ask(world).found, made.found
    assert mine["model"] is not None and mine["deals"] == known["deals"] and mine["base_rate"] == known["base_rate"]
    assert mine == cli(tmp_path, data, "--as-of", AS_OF, "--horizon", 90)


def test_a_file_without_days(world: World, tmp_path: Path) -> None:
    """Each deal is predicted from the others; no day is asked for."""
    rows = [f"d{number},{'won' if number % 3 else 'lost'},{number % 3},{number % 7}" for number in range(60)]
    data = text(rows, "id,outcome,tells,says nothing")
    asked = {"as_of": "", "horizon": "", "cohort": "all", "allow": "tells", "file": file_of(data)}
    answer = client_of(world.owner).post("/forecast/backtest/", asked)
    made = Backtest.objects.get()
    assert answer.status_code == 302 and made.horizon is None and run(made).state == "done"
    made.refresh_from_db()
    assert made.found == cli(tmp_path, data, "--no-dates", "--allow", "tells")
    html = client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").content.decode()
    assert "All deals of a file without days, each from the others" in html and "Intervals" not in html
    few = client_of(world.owner).post(
        "/forecast/backtest/", asked | {"file": file_of(text(rows[:4], "id,outcome,a,b"))}
    )
    assert few.status_code == 302 and "Give at least 10" in run(Backtest.objects.latest("id")).message
    with_history = asked | {"file": file_of(data), "history": file_of(b"id,at,field,value\n")}
    answer = client_of(world.owner).post("/forecast/backtest/", with_history)
    assert answer.status_code == 422 and "have no history" in answer.content.decode()
    own = client_of(world.leader).post("/forecast/backtest/", {"cohort": "all"})
    assert own.status_code == 422 and "Your own deals have days" in own.content.decode()


def test_few_deals_and_few_periods_are_no_proof(world: World) -> None:
    made = ask(world)
    made.found["deals"]["scored"] = 16
    made.found["coverage"]["amount"] = 0.0
    for each in made.found["coverage"]["periods"]:
        each["amount"] = each["number"] | {"covers": False}
    held = sum(each["number"]["covers"] for each in made.found["coverage"]["periods"])
    made.save()
    html = client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").content.decode()
    periods = len(made.found["coverage"]["periods"])
    assert "That is of 16 deals: it may be chance." in html
    assert (
        f"held the number won in {held} of {periods}; they should" in html and f"the amount in 0 of {periods}" in html
    )
    assert "Amount held" in html and presenting.result(made)["tone"] != "ok"
    listed = client_of(world.owner).get("/forecast/backtest/").content.decode()
    assert "As of 1 Jan 2025." in listed


def test_rows_left_out_for_one_reason_are_one_line(world: World) -> None:
    odd = [f"o{number},2024-01-01,2024-02-01,maybe,early,cold" for number in range(12)]
    made = ask(world, data=text([*lines(), *odd]))
    html = client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").content.decode()
    assert html.count("is none of won, lost") == 1 and "12 rows" in html


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"as_of": None}, "as_of"),
        ({"as_of": TODAY + timedelta(days=1)}, "as_of"),
        ({"horizon": None}, "horizon"),
        ({"horizon": 0}, "horizon"),
        ({"horizon": 5000}, "horizon"),
        ({"cohort": "some"}, "cohort"),
        ({"seed": -1}, "seed"),
        ({"allowed": ["x"] * 201}, "allow"),
    ],
)
def test_what_cannot_be_asked(world: World, media: Path, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as found:
        ask(world, **wanted)
    assert field in found.value.fields and not media.exists()


def test_our_own_future_is_not_known(world: World) -> None:
    with pytest.raises(Invalid) as found:
        start_backtest(by=world.viewer("admin"), at=NOW, wanted=Wanted(TODAY, 1), task=compute)
    assert "horizon" in found.value.fields


def test_uploads_have_a_limit(world: World, settings: Any, media: Path) -> None:
    settings.MAX_UPLOAD_BYTES = 2000
    with pytest.raises(Invalid):
        ask(world)
    client = client_of(world.owner)
    files = {"as_of": "2025-01-01", "horizon": 9, "cohort": "open", "file": SimpleUploadedFile("a.csv", b"x" * 70_000)}
    answer = client.post("/forecast/backtest/", files)
    assert answer.status_code == 422 and "The command line takes larger ones" in answer.content.decode()
    empty = client.post("/forecast/backtest/", files | {"file": SimpleUploadedFile("a.csv", b"")})
    assert empty.status_code == 422 and "empty" in empty.content.decode()
    assert not media.exists() and not Backtest.objects.exists()


def test_several_at_once_are_too_many(world: World) -> None:
    start: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "task": compute, "wanted": Wanted(AS_OF, 90)}
    for _each in range(3):
        start_backtest(**start, deals=Upload("a.csv", text()))
    with pytest.raises(Refused):
        start_backtest(**start, deals=Upload("a.csv", text()))


def test_it_can_be_stopped(world: World, media: Path) -> None:
    made = start_backtest(
        by=world.viewer("owner"), at=NOW, wanted=Wanted(AS_OF, 90), task=compute, deals=Upload("a.csv", text())
    )  # fmt: skip
    client = client_of(world.owner)
    client.post(f"/work/{made.work_id}/cancel/")
    assert run(made).state == "cancelled"
    made.refresh_from_db()
    assert not made.is_ready and [path for path in media.rglob("*") if path.is_file()] == []


def test_names_of_columns_that_look_like_leaks(world: World) -> None:
    rows = [f"{row},{row.split(',')[3] or 'open'}" for row in lines()]
    made = ask(world, data=text(rows, f"{HEADER},state"), cohort="new", horizon=None)
    assert [each["feature"] for each in made.found["leak_suspects"]] == ["state"]
    assert "state" in client_of(world.owner).get(f"/forecast/backtest/{made.pk}/").content.decode()
    made = ask(world, data=text(rows, f"{HEADER},state"), cohort="new", horizon=None, allowed=["state"])
    assert made.found["leak_suspects"] == []


def test_the_same_seed_the_same_answer(world: World) -> None:
    first, second = (ask(world) for _each in range(2))
    mine = world.viewer("owner")
    assert queries.predictions(mine, first) == queries.predictions(mine, second) and first.digest == second.digest


def test_fifty_thousand_values(world: World) -> None:
    rng = np.random.default_rng(3)
    ages = rng.integers(30, 900, 50_000)
    rows = [
        f"m{n},{AS_OF - timedelta(days=int(days))},{AS_OF - timedelta(days=int(days) - 20)},{outcome},v{n}"
        for n, (days, outcome) in enumerate(zip(ages, rng.choice(["won", "lost"], len(ages)), strict=True))
    ]  # fmt: skip
    rows += [f"o{n},2024-12-20,,,w{n}" for n in range(50)]
    made = ask(world, data=text(rows, "id,created,closed,outcome,many"))
    assert made.is_ready and "unique" in json.dumps(made.found["findings"])


def test_stopped_at_the_last_step_nothing_is_kept(world: World, media: Path) -> None:
    made = start_backtest(
        by=world.viewer("owner"), at=NOW, wanted=Wanted(AS_OF, 90), task=compute, deals=Upload("a.csv", text())
    )  # fmt: skip

    def stop_at_the_end(done: int, total: int, message: str) -> None:
        assert not Backtest.objects.get(id=made.pk).is_ready  # and after it is kept nobody asks any more
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        trying.run(row=made, today=TODAY, progress=stop_at_the_end)
    assert not Backtest.objects.get(id=made.pk).is_ready and not Predictions.objects.exists()
