"""The shared glossary: what is written into it, what the check makes of it, its pages and its API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evener.cli import app
from evener.journal.models import Entry
from evener.pages.everything import find_everything
from evener.plain import actions
from evener.plain.engine import STARTING, check
from evener.plain.models import Term
from evener.plain.queries import glossary
from evener.plain.rules import LONGEST_TEXT, Treatment
from evener.problems import Conflict, Invalid, NotAllowed, NotThere
from evener.search.queries import matching_ids
from evener.search.rules import Kind
from evener.upkeep.doctor.sums import orphans, unindexed
from tests.deals.web import post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World

SLO = {"word": "SLO", "plain": "what we aim for"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def add(world: World, who: str = "owner", **values: Any) -> Term:
    return actions.create_term(by=world.viewer(who), at=NOW, values={**SLO, **values})


def change(world: World, term: Term, *, seen: int | None = None, **values: Any) -> Term:
    later = NOW + timedelta(hours=1)
    return actions.change_term(by=world.viewer("owner"), at=later, term_id=term.pk, values=values, seen_version=seen)


def found(text: str) -> list[str]:
    return [each.word for each in check(text, known=glossary()).findings]


def test_it_begins_with_what_ships_and_all_of_it_can_be_found(world: World) -> None:
    assert Term.objects.filter(created_by=None).count() == len(STARTING)
    assert not unindexed(Kind.TERM).exists()
    assert glossary().entry("SLAs", language="en") == next(entry for entry in STARTING if entry.word == "SLA")


def test_a_word_is_written_found_recorded_and_offered_at_once(world: World) -> None:
    assert check("The SLOs hold.", known=glossary()).findings[0].offer is None
    term = add(world)
    assert (term.key, term.treatment, term.language, term.created_by) == ("SLO", Treatment.REPLACED, "en", world.owner)
    [finding] = check("The SLOs hold.", known=glossary()).findings
    assert finding.offer and finding.offer.plain == "what we aim for"
    entry = Entry.objects.get(thread_kind="term", thread_id=term.pk)
    assert (entry.what, entry.actor) == ("term.created", world.owner)
    ids = matching_ids(Kind.TERM, "aim")
    assert ids is not None and list(Term.objects.filter(id__in=ids)) == [term]
    assert [hit.name for hit in find_everything("slo", viewer=world.viewer("owner"), limit=3)] == ["SLO"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"word": ""}, "word"), ({"word": "24/7"}, "word"), ({"word": "one two three four five six seven"}, "word"),
        ({"word": "a\nb"}, "word"), ({"word": "x" * 81}, "word"), ({"plain": ""}, "plain"),
        ({"plain": "x" * 201}, "plain"), ({"plain": "a\x00b"}, "plain"), ({"plain": "a\u202eb"}, "plain"),
        ({"language": "tlh"}, "language"), ({"colour": "red"}, "colour"), ({"word": "  slo’s "}, ""),
        ({"word": "SLAs"}, "word"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field(world: World, values: dict[str, Any], field: str) -> None:
    if not field:
        assert add(world, **values).key == "slo"
        return
    with pytest.raises(Invalid) as refused:
        add(world, **values)
    assert list(refused.value.fields) == [field]
    assert Term.objects.filter(created_by__isnull=False).count() == 0


def test_who_only_reads_does_not_write(world: World) -> None:
    term = add(world)
    by = world.viewer("viewer_only")
    with pytest.raises(NotAllowed):
        actions.create_term(by=by, at=NOW, values=SLO)
    with pytest.raises(NotAllowed):
        actions.remove_term(by=by, at=NOW, term_id=term.pk)
    with pytest.raises(NotAllowed):
        actions.accept_word(by=by, at=NOW, word="TCO", language="en")


def test_two_at_once(world: World) -> None:
    term = add(world)
    change(world, term, seen=1, plain="our aim")
    with pytest.raises(Conflict) as conflict:
        change(world, term, seen=1, plain="what we try")
    assert conflict.value.clashes[0].theirs == "our aim"
    assert change(world, term, seen=1, meaning="said before we sign").version == 3


def test_removing_leaves_only_the_journal(world: World) -> None:
    term = add(world)
    actions.remove_term(by=world.viewer("outsider"), at=NOW, term_id=term.pk)
    assert not Term.objects.filter(pk=term.pk).exists() and not orphans(Kind.TERM).exists()
    assert Entry.objects.filter(thread_kind="term", thread_id=term.pk).count() == 2
    assert glossary().entry("SLO", language="en") is None
    with pytest.raises(NotThere):
        change(world, term, plain="x")


def test_what_people_write_instead_becomes_the_wording_and_what_customers_know_is_let_be(world: World) -> None:
    by = world.viewer("owner")
    actions.keep_wording(by=by, at=NOW, word="kerfuffle", plain=" fuss ", language="en")
    assert glossary().entry("kerfuffle", language="en").plain == "fuss"  # type: ignore[union-attr]
    actions.keep_wording(by=by, at=NOW, word="SLAs", plain="what we answer for", language="en")
    sla = Term.objects.get(key="SLA")
    assert (sla.plain, sla.version, sla.created_by) == ("what we answer for", 2, None)
    assert found("The SLA and the kerfuffle.") == ["SLA", "kerfuffle"]
    actions.accept_word(by=by, at=NOW, word="SLA", language="en")
    actions.accept_word(by=by, at=NOW, word="borescope", language="en")
    assert found("The SLA, the borescope and the kerfuffle.") == ["kerfuffle"]
    assert Term.objects.get(key="SLA").treatment == Treatment.ACCEPTED


def test_the_list_is_narrowed_and_says_what_was_left_out(world: World, stored_queries: StoredQueries) -> None:
    add(world)
    add(world, "engineer", word="borescope", plain="", meaning="a camera on a tube", language="")
    actions.accept_word(by=world.viewer("engineer"), at=NOW, word="historian", language="en")
    client = signed_in(world.owner)
    with stored_queries("glossary"):
        everything = words(client.get("/plain/glossary/"))
    assert f"{len(STARTING) + 3} entries" in everything and "Evener" in everything
    for query, there in (
        ("?who=ours", ["SLO", "borescope", "historian"]), (f"?who={world.engineer.pk}", ["borescope", "historian"]),
        ("?treatment=explained&who=ours", ["borescope"]), ("?treatment=accepted", ["historian"]), ("?q=aim", ["SLO"]),
        ("?language=en&who=ours", ["SLO", "historian"]), ("?q=camera&who=shipped", []),
    ):  # fmt: skip
        text = words(client.get(f"/plain/glossary/{query}"))
        assert [name for name in ("SLO", "borescope", "historian") if name in text] == there, query
    wrong = words(client.get("/plain/glossary/?treatment=no&language=xx&who=me&sort=colour&q=!!!"))
    for said in ("what the check does", "the language from the list", "who added it", "no such order"):
        assert said in wrong
    assert "No entry matches" in words(client.get("/plain/glossary/?q=zeppelin"))


def test_an_entry_is_made_changed_and_removed_with_plain_forms(world: World) -> None:
    client = signed_in(world.owner)
    assert 'value="SLO"' in client.get("/plain/glossary/new/?word=SLO").content.decode()
    wrong = post(client, "/plain/glossary/new/", word="SLO", language="en")
    assert wrong.status_code == 422 and "Say it in plain words" in words(wrong)
    made = post(client, "/plain/glossary/new/", word="SLO", plain="<b>aim</b>", language="en")
    page = client.get(made.url)
    assert "&lt;b&gt;aim&lt;/b&gt;" in page.content.decode()
    form = client.get(f"{made.url}edit/?field=meaning")
    assert 'name="version" value="1"' in form.content.decode()
    saved = post(client, f"{made.url}edit/?field=meaning", version=1, meaning="what we try")
    assert saved.status_code == 302 and "what we try" in words(client.get(made.url))
    assert post(client, f"{made.url}edit/?field=meaning", version=1, meaning="other").status_code == 409
    assert "changed What it means" in words(client.get(made.url))
    assert post(client, f"{made.url}remove/").url == "/plain/glossary/"
    assert client.get(made.url).status_code == 404
    shipped = Term.objects.get(key="SLA")
    assert "nobody changed it yet" in words(client.get(f"/plain/glossary/{shipped.pk}/"))


def test_the_check_of_a_field_offers_accepts_and_keeps(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    with stored_queries("plain check"):
        answer = client.post("/plain/check/", {"text": "The SLA & a kerfuffle.\r\nA ZKQ."})
    page = answer.content.decode()
    assert 'data-plain-with="agreed service level"' in page and "3 things to look at" in page
    assert 'type="submit"' not in page
    own = client.post("/plain/check/", {"text": "A fuss.", "word": "kerfuffle", "plain": "fuss", "in": "en"})
    assert "You wrote “fuss” for “kerfuffle”" in words(own)
    kept = client.post(
        "/plain/check/", {"text": "A fuss.", "word": "kerfuffle", "plain": "fuss", "in": "en", "keep": "1"}
    )
    assert "now says “fuss”" in words(kept) and Term.objects.get(key="kerfuffle").created_by == world.owner
    again = client.post("/plain/check/", {"text": "A fuss.", "word": "kerfuffle", "plain": "Fuss", "in": "en"})
    assert "You wrote" not in words(again)
    accepted = client.post("/plain/check/", {"text": "A ZKQ.", "accept": "ZKQ", "in": "en"})
    assert "known to customers" in words(accepted) and "Nothing to look at" in words(accepted)


def test_the_check_shows_markup_as_text_and_refuses_what_is_too_long(world: World) -> None:
    client = signed_in(world.owner)
    evil = '<script>alert(1)</script> "><img src=x onerror=y> kerfuffle<b>ZKQ</b>'
    sent = {"text": evil, "word": "<i>x</i>", "plain": '"><script>', "accept": "", "in": "<x>", "language": "<y>"}
    for address in ("/plain/check/", "/plain/"):
        page = client.post(address, sent).content.decode()
        answer = page[page.index("plain-answer") :]
        assert "<script>" not in answer.split("</form>")[0] and "<img" not in page and "<b>ZKQ" not in page
    long = client.post("/plain/check/", {"text": "x" * (LONGEST_TEXT + 1)})
    assert long.status_code == 200 and "more than 20,000 characters" in words(long)
    assert client.post("/plain/check/", {"text": "word " * 3999}).status_code == 200
    refused = client.post("/plain/check/", {"text": "x", "accept": "x" * 500, "in": "en"})
    assert "under 80 characters" in words(refused)


def test_who_only_reads_may_check_and_is_offered_no_writing(world: World) -> None:
    client = signed_in(world.viewer_only)
    sent = {"text": "The SLA.", "word": "SLA", "plain": "promise", "in": "en"}
    page = client.post("/plain/check/", sent).content.decode()
    assert "agreed service level" in page and "data-plain-accept" not in page and "data-plain-keep" not in page
    assert "Ask somebody" in words(client.post("/plain/check/", {**sent, "accept": "SLA"}))
    assert Term.objects.get(key="SLA").version == 1


def test_the_page_works_without_javascript(world: World) -> None:
    client = signed_in(world.owner)
    assert "Check the words" in words(client.get("/plain/"))
    checked = client.post("/plain/", {"text": "It is 😀 the SLA.\r\nLeverage it."})
    text = words(checked)
    assert ("Why" in text and "like a newspaper" in text) or "easy" in text
    assert 'name="take" value="12:0"' in checked.content.decode()
    taken = client.post("/plain/", {"text": "It is 😀 the SLA.\r\nLeverage it.", "take": "12:0"}).content.decode()
    assert "It is 😀 the agreed service level.\nLeverage it." in taken
    capital = client.post("/plain/", {"text": "Leverage it.", "take": "0:0"}).content.decode()
    assert "Use it." in capital
    for wrong in ("0:9", "5:0", "x", "-1:0", "99999999999999999999:0"):
        assert "Leverage it." in client.post("/plain/", {"text": "Leverage it.", "take": wrong}).content.decode()
    accepted = client.post("/plain/", {"text": "The SLA.", "accept": "SLA", "in": "en"})
    assert "known to customers" in words(accepted)
    assert client.post("/plain/", {"text": ""}).status_code == 200


def test_the_command_takes_the_companys_glossary(world: World, tmp_path: Path) -> None:
    add(world)
    file = tmp_path / "offer.txt"
    file.write_text("\ufeffWe meet every SLO.\n\nA kerfuffle.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["plain", str(file), "--json"])
    told = json.loads(result.stdout)
    [one] = told["files"]
    assert (result.exit_code, told["glossary"], one["file"], one["language"]) == (0, "company", str(file), "en")
    places = [(each["kind"], each["line"], each["column"], each["word"]) for each in one["findings"]]
    assert places == [("abbreviation", 1, 15, "SLO"), ("rare_word", 3, 3, "kerfuffle")]
    assert one["findings"][0]["offer"]["plain"] == "what we aim for"
    assert 0 < one["difficulty"] < 100


def test_the_command_says_which_files_cannot_be_read_and_checks_the_others(world: World, tmp_path: Path) -> None:
    bad = {"b.bin": b"\x00\x01", "l.txt": "ok\ncafé".encode("latin-1"), "u.txt": "hi".encode("utf-16")}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "empty.txt").write_bytes(b"")
    files = [*(tmp_path / name for name in bad), tmp_path / "nothing.txt", tmp_path, tmp_path / "empty.txt", "-"]
    runner = CliRunner()
    result = runner.invoke(app, ["plain", *map(str, files), "--json"], input="We leverage it.\n")
    told = json.loads(result.stdout)["files"]
    said = ["no text", "not UTF-8 (line 2)", "UTF-16", "no such file", "a folder"]
    assert result.exit_code == 1
    assert all(text in each["error"] for text, each in zip(said, told, strict=False))
    assert [each["difficulty"] > 0 for each in told[5:]] == [False, True]
    plainly = runner.invoke(app, ["plain", "-"], input="We leverage it.\n")
    assert plainly.exit_code == 0 and "1:4  “leverage” is jargon. Say: use." in plainly.stdout


def test_the_command_needs_no_company_and_makes_no_folder(tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("We leverage it.\n", encoding="utf-8")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("EVENER_", "DJANGO_"))}
    command = [sys.executable, "-c", "from evener.cli import main; main()", "plain", "offer.txt", "--json"]
    ran = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["glossary"], told["files"][0]["findings"][0]["word"]) == ("built-in", "leverage")
    assert [each.name for each in tmp_path.iterdir()] == ["offer.txt"]
