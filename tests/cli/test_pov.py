"""`evener pov`: what it writes, for which deal, and what it says where it cannot."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from evener.cli import app
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.papers import actions
from tests.papers.papers import sent, written
from tests.world import NOW, World, promise


@pytest.fixture
def company(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("evener.cli.pov.require_prepared", lambda: None)
    return world


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["pov", *map(str, arguments)])


def told(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_from_the_record_then_as_written_then_as_it_went_out(company: World, tmp_path: Path) -> None:
    owner, out = company.viewer("owner"), tmp_path / "paper.pdf"
    deals.change_deal(
        by=owner,
        at=NOW,
        deal_id=company.deal.pk,
        values={"about": "Pumps stop"},
        seen_version=None,
    )
    Deal.objects.filter(pk=company.deal.pk).update(external_id="CRM-7")
    first = told("pump MONITORING", "--out", out)
    assert first["paper"] is None and first["deal"] == {"id": company.deal.pk, "name": "Pump monitoring"}
    assert "Pumps stop." in PdfReader(out).pages[0].extract_text()
    assert first["sha256"] == sha256(out.read_bytes()).hexdigest() and first["bytes"] == out.stat().st_size
    row = written(company, claims=[promise(company).pk])
    second = told(company.deal.pk, "--out", out)
    assert (second["paper"], second["edition"], second["title"]) == (row.pk, None, "Fewer stops in hall 3")
    assert "no engineer has seen it" in second["warnings"][0]
    actions.change_paper(by=owner, at=NOW, paper_id=row.pk, values={"claims": []}, seen_version=None)
    edition = sent(company, row)
    third = told("CRM-7", "--out", out)
    assert (third["edition"], third["sha256"]) == (1, edition.digest)
    assert "as it went out" in run("CRM-7", "--out", out).stdout
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]


def test_what_it_says_where_it_cannot(company: World, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    deals.create_deal(by=company.viewer("owner"), at=NOW, values={"name": "Pump monitoring"})
    for called, said in (("Nothing", "There is no deal “Nothing”"), ("Pump monitoring", "Several deals")):
        result = run(called, "--out", out)
        assert result.exit_code == 1 and said in result.stderr
        assert said in json.loads(run(called, "--out", out, "--json").stdout)["error"]
    assert not out.exists()
    assert run(company.deal.pk, "--out", tmp_path / "no" / "folder.pdf").exit_code == 1
    for wrong in (
        [company.deal.pk],
        [company.deal.pk, "--out", tmp_path],
        ["1", "--out", out, "--as", "x@example.com"],
    ):
        assert run(*wrong).exit_code == 2
    deals.change_deal(
        by=company.viewer("owner"), at=NOW, deal_id=company.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert run(company.deal.pk, "--out", out, "--as", "outsider@example.com").exit_code == 1
