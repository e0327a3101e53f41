"""Killed in the middle, an import leaves nothing; run again, it does everything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from evener.connect.models import ImportBatch
from evener.customers.models import Account
from evener.deals.models import Deal, DealMember
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.people.models import User
from evener.search.models import Entry as SearchEntry
from tests.world import make_world

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4_500  # more than two of the parts deals are written in


def environment() -> dict[str, str]:
    """The test database, as another process reaches it."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        server, _slash, _database = os.environ["EVENER_DATABASE_URL"].partition("?")[0].rpartition("/")
        query = os.environ["EVENER_DATABASE_URL"].partition("?")[2]
        url = f"{server}/{name}" + (f"?{query}" if query else "")
    return {
        **os.environ,
        "EVENER_DATABASE_URL": url,
        "EVENER_DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "evener.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def counts() -> dict[str, int]:
    models = (Deal, DealMember, Account, User, Entry, SearchEntry, Tally, ImportBatch)
    return {f"{model.__module__}.{model.__name__}": model.objects.count() for model in models}


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    path = tmp_path / "pipeline.csv"
    lines = [f"K{n},Deal {n},Account {n % 90},Person {n % 7},Prove,{n}" for n in range(ROWS)]
    path.write_text("id,deal name,account,owner,stage,amount\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_there(pipeline: Path) -> None:
    make_world()
    before = counts()
    command = [sys.executable, "-m", "tests.connect.killed", "pipeline", str(pipeline)]
    with subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "written 4000"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
    connection.close()
    assert counts() == before
    again = [sys.executable, "-c", RUN, "pipeline", str(pipeline), "--json"]
    done = subprocess.run(again, env=environment(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Deal.objects.filter(external_id__startswith="K").count() == ROWS
    assert ImportBatch.objects.get().status == "applied"


RUN = "import sys, django; django.setup(); from evener.cli.import_ import app; app(sys.argv[1:])"
