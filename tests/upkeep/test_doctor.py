"""Everything the doctor looks for is found when it is there, mended where it can be, and not found when all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from evener.customers import actions as customers
from evener.deals.actions import change_deal
from evener.deals.models import Deal, DealFile
from evener.discovery import actions as discovery
from evener.discovery.models import Discovery
from evener.jobs.worker import Worker
from evener.listing.models import Tally
from evener.people.models import User
from evener.plain.models import Term
from evener.promises.models import Promise
from evener.search.models import Entry
from evener.search.rules import Kind, key
from evener.upkeep.doctor import Finding, Level, examine, worst
from evener.upkeep.doctor.sums import KINDS, index
from evener.upkeep.preparing import collect_static
from tests.jobs import samples
from tests.world import NOW, World, promise


def answered(world: World) -> None:
    """An answer, by a playbook of one question."""
    engineer, owner, deal_id = world.viewer("engineer"), world.viewer("owner"), world.deal.pk
    rows = [{"key": "users", "group": "scale", "text": "How many?", "why": "It sizes it.", "before": 50}]
    playbook = discovery.create_playbook(by=engineer, at=NOW, values={"name": "Platform"}, questions=rows)
    version = discovery.publish(by=engineer, at=NOW, playbook_id=playbook.pk)
    discovery.choose_playbook(by=owner, at=NOW, deal_id=deal_id, playbook_id=playbook.pk)
    question = version.questions.get()
    discovery.give_answer(by=owner, at=NOW, deal_id=deal_id, question_id=question.pk, value="12", source="told")


@pytest.fixture
def company(world: World) -> World:
    """A world with something of every kind that is found, counted or kept."""
    promise(world, ask=True)
    owner = world.viewer("owner")
    answered(world)
    customers.add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Zoë Ünal", "title": "CTO"})
    customers.change_account(
        by=owner, at=NOW, account_id=world.account.pk, values={"website": "https://pumps.example"}, seen_version=None
    )
    return world


def findings(*, mend: bool = False, at: Any = None) -> list[Finding]:
    return list(examine(at=at or timezone.now(), mend=mend))


def of(check: str, *, mend: bool = False) -> list[Finding]:
    return [finding for finding in findings(mend=mend) if finding.check == check]


def test_all_is_well(company: World) -> None:
    collect_static()
    found = findings()
    assert [finding for finding in found if finding.level in (Level.WARNING, Level.ERROR)] == []
    checks = [finding.check for finding in found]
    for name in ("python", "disk", "secret key", "database", "migrations", "journal", "sums", "search", "jobs", "mail"):
        assert name in checks


def untally(company: World) -> None:
    Tally.objects.filter(what="deal").update(count=5)


def tally_of_nothing(company: World) -> None:
    Tally.objects.create(what="deal", key="99", owner_id=1, team_id=1, confidential=False, currency="EUR", count=1)


def miscount(company: World) -> None:
    Deal.objects.update(promises_open=9)


def uncover(company: World) -> None:
    Deal.objects.update(coverage=7)


def unplay(company: World) -> None:
    Discovery.objects.all().delete()


def misplace(company: World) -> None:
    Promise.objects.update(confidential=True)


def unindex(company: World) -> None:
    Entry.objects.filter(id=key(Kind.DEAL, company.deal.pk)).delete()


def index_nothing(company: World) -> None:
    Entry.objects.create(id=key(Kind.ACCOUNT, 999_999), body="nobody")


@pytest.mark.parametrize(
    ("check", "harm"),
    [
        ("sums", untally),
        ("sums", tally_of_nothing),
        ("promises", miscount),
        ("promises", misplace),
        ("discovery", uncover),
        ("discovery", unplay),
        ("search", unindex),
        ("search", index_nothing),
    ],
)
def test_what_is_kept_for_speed_is_found_wrong_and_mended(
    company: World, check: str, harm: Callable[[World], None]
) -> None:
    harm(company)
    [finding] = of(check)
    assert (finding.level, finding.todo) == (Level.ERROR, "evener doctor --mend")
    [mended] = of(check, mend=True)
    assert mended.mended
    assert worst(of(check)) == Level.OK


def test_a_journal_that_can_be_changed_is_found_and_closed(company: World) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test's transaction has put off
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_no_truncate")
            cursor.execute("DROP TRIGGER journal_no_change ON journal_entry")
    [finding] = of("journal")
    assert finding.level == Level.ERROR
    assert of("journal", mend=True)[0].mended
    assert of("journal")[0].level == Level.OK
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry")


def test_the_index_is_made_of_the_same_texts_as_the_actions_write(company: World) -> None:
    deal = company.deal
    change_deal(by=company.viewer("owner"), at=NOW, deal_id=deal.pk, values={"name": "Ångström"}, seen_version=None)
    before = dict(Entry.objects.values_list("id", "body"))
    assert len(before) == 1 + 1 + 1 + 1 + 1 + User.objects.count() + Term.objects.count()
    for kind in KINDS:
        index(kind, KINDS[kind].model._base_manager.all())
    assert dict(Entry.objects.values_list("id", "body")) == before


def test_missing_migrations(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'journal' AND name = '0002_append_only'")
    [finding] = of("migrations")
    assert finding.level == Level.ERROR
    assert "journal.0002_append_only" in finding.what


def test_a_database_ahead_of_this_version(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('deals', '0999_later', %s)", [NOW])
    [finding] = of("migrations")
    assert finding.level == Level.ERROR
    assert "newer Evener" in finding.what


def test_files_that_are_gone(world: World) -> None:
    DealFile.objects.create(
        deal=world.deal, name="a.pdf", size=1, sha256="0" * 64, stored="deals/gone", author=world.owner, created_at=NOW
    )
    assert of("files")[0].level == Level.WARNING


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"BASE_URL": "https://evener.example.com"}, Level.ERROR),
        ({"BASE_URL": "http://evener.example.com", "ALLOWED_HOSTS": ["evener.example.com"]}, Level.WARNING),
        ({"BASE_URL": "evener.example.com"}, Level.ERROR),
        ({"DEBUG": True}, Level.ERROR),
        ({"BASE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["localhost"]}, Level.OK),
    ],
)
def test_addresses(world: World, settings: LazySettings, values: dict[str, Any], level: Level) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert worst(of("address")) == level


def test_a_clock_that_runs_behind(world: World) -> None:
    early = NOW - timedelta(days=1)
    found = [finding for finding in findings(at=early) if finding.check == "clock"]
    assert found[0].level == Level.WARNING


def test_jobs_nobody_runs(world: World) -> None:
    samples.flaky.enqueue("mail")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert of("jobs")[0].level == Level.WARNING
    Worker().beat()
    assert of("jobs")[0].level == Level.OK


def test_a_short_secret_key(world: World, settings: LazySettings) -> None:
    settings.SECRET_KEY = "short"
    assert of("secret key")[0].level == Level.ERROR
