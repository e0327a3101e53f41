"""The public Maven pipeline goes in whole: 8,800 deals with their dirt, reconciled by rules the report names."""

from __future__ import annotations

from pathlib import Path

import pytest

from evener.connect.report import Report
from evener.customers.models import Account
from evener.deals.models import Deal, Product
from evener.journal.models import Entry
from evener.people.models import Team, User
from tests.connect.conftest import Import, counted
from tests.connect.test_import import recount, tallied
from tests.world import World

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven_crm"
NAMES = ("sales_pipeline", "accounts", "products", "sales_teams")
FILES = [FOLDER / f"{name}.csv" for name in NAMES]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the Maven data is not here: ../shared/data/maven_crm")


def note(report: Report, rule: str) -> int:
    return sum(note.count for note in report.notes if note.rule == rule and note.file in ("", "sales_pipeline.csv"))


def test_everything_goes_in_and_a_second_time_changes_nothing(world: World, import_: Import) -> None:
    admin = world.viewer("admin")
    report = import_(admin, *FILES, currency="USD")
    assert counted(report) == {
        "deals": (8800, 0, 0, 0), "accounts": (85, 0, 0, 0), "products": (7, 0, 0, 0), "people": (35, 0, 0, 0),
    }  # fmt: skip
    assert report.problems == []
    deals = Deal.objects.filter(external_id__isnull=False)
    assert deals.count() == 8800
    by_outcome = {outcome: deals.filter(outcome=outcome).count() for outcome in ("won", "lost", "")}
    assert by_outcome == {"won": 4238, "lost": 2473, "": 2089}
    # The dirt, each by its rule and count.
    assert note(report, "name spacing") == 1480 and deals.filter(product__name="GTX Pro").count() == 1480
    assert note(report, "no account") == 1425 and deals.filter(account=None).count() == 1425
    assert note(report, "no opening day") == 500
    assert note(report, "stage chance") == 2089
    assert note(report, "ended without stage") == 6711
    assert Product.objects.count() == 7 and Account.objects.count() == 86
    assert Team.objects.filter(name="Dustin Brinkmann’s team", parent__name="Central").exists()
    assert User.objects.filter(role="leader", is_active=False).count() == 6
    assert Entry.objects.filter(what="deal.created", via="import").count() == 8800
    assert tallied() == recount()
    again = import_(admin, *FILES, currency="USD")
    assert counted(again) == {
        "deals": (0, 0, 8800, 0), "accounts": (0, 0, 85, 0), "products": (0, 0, 7, 0), "people": (0, 0, 35, 0),
    }  # fmt: skip


def test_the_pipeline_alone_brings_what_it_names(world: World, import_: Import) -> None:
    report = import_(world.viewer("admin"), FILES[0])
    assert counted(report) == {
        "deals": (8800, 0, 0, 0), "accounts": (85, 0, 0, 0), "products": (7, 0, 0, 0), "people": (30, 0, 0, 0),
    }  # fmt: skip
