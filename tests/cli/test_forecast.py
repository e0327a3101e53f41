"""`evener forecast`: what it says, for whom, and what it writes."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from evener.cli import app
from evener.deals import actions as deals
from evener.forecast.actions import making
from evener.forecast.models import Forecast
from tests.world import NOW, World


@pytest.fixture
def company(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("evener.cli.forecast.require_prepared", lambda: None)
    return world


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["forecast", *map(str, arguments)])


def test_without_one_it_says_how_to_get_one(company: World) -> None:
    result = run()
    assert result.exit_code == 1
    assert "evener forecast --new" in result.output


def test_a_new_one_is_made_kept_and_told(company: World, tmp_path: Path) -> None:
    by, out = company.viewer("owner"), tmp_path / "deals.csv"
    deals.create_deal(by=by, at=NOW, values={"name": "=HYPERLINK(1)", "amount_minor": 100_000})
    hidden = deals.create_deal(by=by, at=NOW, values={"name": "Hidden"})
    deals.change_deal(by=by, at=NOW, deal_id=hidden.pk, values={"confidential": True}, seen_version=None)
    made = run("--new", "--deals", out, "--json")
    assert made.exit_code == 0, made.output
    found: dict[str, Any] = json.loads(made.stdout)
    assert (found["open_deals"], found["basis"], found["seed"]) == (3, "prior", 1)
    for each in found["expected"]:
        assert sum(each[name] for name in ("won", "lost", "no_decision", "open")) == pytest.approx(3, abs=0.02)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["name"] for row in rows] == [company.deal.name, "'=HYPERLINK(1)", "Hidden"]
    assert all(0 < float(row["p_won_low"]) < float(row["p_won"]) < float(row["p_won_high"]) < 1 for row in rows)
    assert Forecast.objects.get().is_ready
    outside = run("--as", "outsider@example.com", "--json")
    assert json.loads(outside.stdout)["open_deals"] == 2  # the confidential one is not theirs to see
    assert "Others' figures" in run().output


def test_beside_another_it_tells_the_one_that_people_see(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make = making.make

    def beside_the_night(**given: Any) -> Forecast:
        made = make(**given)
        make(**given | {"forecast_id": Forecast.objects.create(as_of=made.as_of, made_at=made.made_at).pk})
        return made

    monkeypatch.setattr(making, "make", beside_the_night)
    result = run("--new")
    assert result.exit_code == 0, result.output
    assert "1 open deal." in result.stdout
    assert "at the same time" in result.stderr


def test_done_after_a_newer_one_it_tells_the_newer(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make = making.make

    def after_the_night(**given: Any) -> Forecast:
        tomorrow = given["as_of"] + timedelta(days=1)
        newer = Forecast.objects.create(as_of=tomorrow, made_at=given["at"])
        make(**given | {"forecast_id": newer.pk, "as_of": tomorrow})
        return make(**given)

    monkeypatch.setattr(making, "make", after_the_night)
    result = run("--new", "--json")
    assert json.loads(result.stdout)["open_deals"] == 1
    assert "at the same time" in result.stderr


def test_only_leaders_make_one(company: World) -> None:
    result = run("--new", "--as", "owner@example.com")
    assert result.exit_code == 1
    assert "every night" in result.output
