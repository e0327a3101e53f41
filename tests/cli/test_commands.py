"""Every command: what it does, what it says to people and to programs, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from typer.testing import CliRunner, Result

from evener.cli import COMMANDS, app
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.listing.models import Tally
from evener.people.models import Organisation, User
from tests.world import NOW, World, make_world


def run(*arguments: object, answer: str = "") -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer)


def told(*arguments: object) -> dict[str, Any]:
    """The JSON of a command that succeeds."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def company(transactional_db: None) -> World:
    return make_world()


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.stdout for name in COMMANDS)
    assert run("--version").stdout.strip().count(".") == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize("arguments", [["nothing"], ["up", "--port", "70000"], ["link"], ["backup", "--what"]])
def test_wrong_use_is_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_init_sets_up_once(transactional_db: None, client: Client) -> None:
    given = ["init", "--organisation", "Kestrel", "--name", "Ada", "--email", "Ada@Example.com", "--currency", "chf"]
    made = told(*given)
    assert Organisation.objects.get().currency == "CHF"
    assert client.get(made["link"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    again = run(*given)
    assert (again.exit_code, User.objects.count()) == (1, 1)
    assert "set up already" in again.stderr
    assert run(*given[:-1], "XYZ").exit_code == 2


def test_a_link_lets_somebody_in(company: World, client: Client) -> None:
    link = run("link", "OWNER@example.com", "--url", "http://testserver/").stdout.strip()
    client.post(link.removeprefix("http://testserver"))
    assert client.session["_auth_user_id"] == str(company.owner.pk)


@pytest.mark.parametrize("arguments", [["link", "nobody@example.com"], ["restore", "/nowhere.zip", "--yes"]])
def test_failing_is_1_in_a_sentence(company: World, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip().endswith(".")
    machine = run(*arguments, "--json")
    assert machine.exit_code == 1
    assert json.loads(machine.stdout)["error"]


def test_export(company: World, tmp_path: Path) -> None:
    assert told("export", tmp_path / "out")["rows"]["deals"] == 1
    assert run("export", tmp_path / "out").exit_code == 1
    assert "1 files" not in run("export", tmp_path / "other").stdout


def test_backup_and_restore(company: World, tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "backup.zip"
    assert told("backup", file)["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    assert run("backup", file).exit_code == 1
    assert run("backup", file, "--force").exit_code == 0
    deals.create_deal(by=company.viewer("owner"), at=NOW, values={"name": "Later"})

    asked = run("restore", file, answer="n\n")
    assert asked.exit_code == 1
    assert "“Kestrel” with 2 deals" in asked.stdout
    assert Deal.objects.count() == 2
    assert run("restore", file, "--json").exit_code == 2

    done = told("restore", file, "--yes")
    assert Deal.objects.count() == 1
    # What was there can be brought back in turn.
    assert run("restore", done["kept"], "--yes", "--no-keep").exit_code == 0
    assert Deal.objects.count() == 2


def test_doctor(company: World) -> None:
    report = told("doctor")
    assert report["level"] in ("ok", "notice", "warning")
    assert all(finding["todo"] for finding in report["findings"] if finding["level"] in ("warning", "error"))
    Tally.objects.update(count=7)
    assert run("doctor").exit_code == 1
    mended = run("doctor", "--mend")
    assert mended.exit_code == 0
    assert "mended   sums" in mended.stdout
    assert Tally.objects.get(what="deal").count == 1


def test_jobs_that_wait_are_run(company: World) -> None:
    assert told("jobs", "--once") == {"ran": 0}


def test_a_database_nobody_set_up(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'deals'")
    try:
        result = run("export", settings.DATA_DIR / "never")
        assert result.exit_code == 1
        assert "evener up" in result.stderr
    finally:
        with connection.cursor() as cursor:
            for name in ("0001_initial", "0002_stages"):
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES ('deals', %s, %s)", [name, NOW]
                )
