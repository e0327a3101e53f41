"""A large company, written straight into the tables: deals, promises, next steps and journal in fixed proportions.

Seeded, so two runs measure the same rows. Only the benchmark writes around the actions; `evener doctor`'s own recount
then fills the tallies, and the search index is filled by the room that keeps it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from bench import front, work
from evener.customers.models import Account
from evener.deals.asks import Place
from evener.deals.models import Deal, DealMember, NextStep, Product, Stage
from evener.deals.rules import Outcome
from evener.deals.tallies import tally_key
from evener.journal.models import Entry
from evener.listing.actions import TallyKey, tally
from evener.people import actions as people
from evener.people.models import User
from evener.people.rules import Role
from evener.promises.models import Promise
from evener.promises.rules import Life, Review, Standing, waits
from evener.promises.tallies import tally_key as promise_key
from evener.search.actions import put_all
from evener.search.rules import Kind, fold

T = TypeVar("T")
PEOPLE, TEAMS, PRODUCTS = 200, 20, 30
ADJECTIVES = ["North", "Blue", "Iron", "Silver", "Quiet", "Rapid", "Green", "Upper", "Grand", "Clear", "Amber", "Stone"]
NOUNS = ["harbour", "valley", "forge", "mill", "bridge", "field", "ridge", "works", "tower", "lake", "gate", "yard"]
THINGS = [
    "pump",
    "monitoring",
    "line",
    "control",
    "data",
    "platform",
    "robot",
    "cell",
    "fleet",
    "portal",
    "energy",
    "metering",
    "quality",
    "gate",
]
OPEN_SHARE = 0.2
OUTCOMES = [(Outcome.WON, 47.3), (Outcome.LOST, 32.0), (Outcome.NO_DECISION, 18.0), (Outcome.DISQUALIFIED, 2.7)]
STANDINGS = [
    (Standing(), 8),
    (Standing(review=Review.ASKED), 8),
    (Standing(review=Review.CLEARED), 12),
    (Standing(review=Review.CLEARED, stale=True), 3),
    (Standing(review=Review.REFUSED), 4),
    (Standing(Life.MADE, Review.CLEARED), 20),
    (Standing(Life.MADE, Review.NONE, blind=True), 5),
    (Standing(Life.KEPT, Review.CLEARED), 25),
    (Standing(Life.KEPT_LATE, Review.CLEARED), 6),
    (Standing(Life.BROKEN, Review.OVERRIDDEN), 3),
    (Standing(Life.RELEASED, Review.CLEARED), 6),
]
TODAY = timezone.now().date()
START = datetime(2023, 1, 2, 8, tzinfo=UTC)


def build(deals: int) -> None:
    """`deals` deals, 2.5 promises and 2.5 next steps to each, 10 journal entries to each."""
    chance = random.Random(20260302)
    if connection.vendor == "sqlite":  # room for the indexes' pages: spilled ones are written again and again
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-2000000")
    staff = _staff()
    _customers(chance, deals)
    _deals(chance, deals, staff)
    _promises(chance, deals, staff)
    _steps(chance, deals, staff)
    _journal(chance, deals, staff)
    work.build(chance, save=_save)
    front.build(chance, save=_save)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _staff() -> list[User]:
    at = START
    admin = people.found_organisation(at=at, name="Bench", email="admin@example.com", person="Ada Admin")
    by = User.objects.select_related("team", "organisation").get(pk=admin.pk).viewer(via="cli")
    top = people.make_team(by=by, at=at, name="Company")
    teams = [people.make_team(by=by, at=at, name=f"Team {n}", parent_id=top.pk) for n in range(TEAMS)]
    roles = [Role.SALES, Role.ENGINEER, Role.SALES, Role.DELIVERY, Role.SALES, Role.ENGINEER]
    return [
        people.make_person(
            by=by,
            at=at,
            email=f"p{n}@example.com",
            name=f"{ADJECTIVES[n % 12]} {NOUNS[n // 12 % 12].title()} {n}",
            role=Role.LEADER if n % 40 == 39 else roles[n % 6],
            team_id=teams[n % TEAMS].pk,
        )
        for n in range(PEOPLE)
    ]


def _customers(chance: random.Random, deals: int) -> None:
    names = [f"{chance.choice(ADJECTIVES)}{chance.choice(NOUNS)} {n}" for n in range(max(100, deals // 12))]
    rows = [Account(name=name, folded_name=fold(name), created_at=START) for name in names]
    _save(Account, rows)
    Product.objects.bulk_create([Product(name=f"Product {n}", key=f"product{n}") for n in range(PRODUCTS)])
    put_all(Kind.ACCOUNT, ((row.pk, [row.name]) for row in Account.objects.all()))


def _deals(chance: random.Random, count: int, staff: list[User]) -> None:
    accounts = list(Account.objects.order_by("id"))
    products, stages = list(Product.objects.all()), list(Stage.objects.all())
    sellers = [user for user in staff if user.role == Role.SALES]
    engineers = [user for user in staff if user.role == Role.ENGINEER]
    sums: dict[TallyKey, list[int]] = {}

    def rows() -> Iterator[Deal]:
        for n in range(1, count + 1):
            owner, opened = chance.choice(sellers), START.date() + timedelta(days=chance.randrange(1100))
            is_open = chance.random() < OPEN_SHARE
            deal = Deal(
                id=n,
                name=f"{chance.choice(ADJECTIVES)} {chance.choice(THINGS)} {n}",
                account=chance.choice(accounts),
                owner=owner,
                team_id=owner.team_id,
                lead_engineer=chance.choice(engineers),
                stage=chance.choice(stages),
                stage_since=opened,
                amount_minor=chance.randrange(5_000_00, 500_000_00),
                currency=chance.choice(["EUR", "EUR", "USD", "CHF"]),
                close_on=opened + timedelta(days=chance.randrange(30, 400)),
                product=chance.choice(products),
                opened_on=opened,
                confidential=chance.random() < 0.01,
                external_id=f"X{n}",
                created_at=START,
                touched_at=START + timedelta(minutes=chance.randrange(1_600_000)),
                promises_open=chance.randrange(4),
                promises_blind=chance.random() < 0.1,
            )
            if not is_open:
                deal.outcome = chance.choices([o for o, _ in OUTCOMES], [w for _, w in OUTCOMES])[0]
                deal.outcome_reason, deal.closed_on = "other", opened + timedelta(days=chance.randrange(20, 300))
            else:
                deal.close_on = TODAY + timedelta(days=chance.randrange(-20, 300))
            key = tally_key(deal)
            if key:
                total = sums.setdefault(key, [0, 0])
                total[0] += 1
                total[1] += deal.amount_minor
            yield deal

    _save(Deal, rows())
    tally({key: (number, amount) for key, (number, amount) in sums.items()})
    seats = list(Deal.objects.values_list("id", "owner_id", "lead_engineer_id"))
    _save(DealMember, (row for seat in seats for row in _members(chance, seat, staff)))
    names = dict(Account.objects.values_list("id", "name"))
    product_names = dict(Product.objects.values_list("id", "name"))
    values = Deal.objects.values_list("id", "name", "account_id", "product_id", "external_id")
    found = ((id, [name, names[a or 0], product_names[p or 0], x or ""]) for id, name, a, p, x in values.iterator(5000))
    for batch in batches(found, 20_000):
        put_all(Kind.DEAL, batch)


def _members(chance: random.Random, seat: tuple[int, int, int], staff: list[User]) -> list[DealMember]:
    deal, owner, lead = seat
    parts = {chance.choice(staff).pk: "other", lead: "lead_engineer", owner: "owner"}
    return [DealMember(deal_id=deal, user_id=id, part=part) for id, part in parts.items()]


def _promises(chance: random.Random, deals: int, staff: list[User]) -> None:
    engineers = [user.pk for user in staff if user.role == Role.ENGINEER]
    facts = {
        id: (outcome, Place(owner, team, confidential))
        for id, outcome, owner, team, confidential in Deal.objects.values_list(
            "id", "outcome", "owner_id", "team_id", "confidential"
        )
    }
    sums: dict[TallyKey, int] = {}

    def rows() -> Iterator[Promise]:
        for n in range(1, deals * 5 // 2 + 1):
            deal_id = chance.randrange(1, deals + 1)
            outcome, place = facts[deal_id]
            at = chance.choices([s for s, _ in STANDINGS], [w for _, w in STANDINGS])[0]
            promise = Promise(
                id=n,
                deal_id=deal_id,
                team_id=place.team_id,
                confidential=place.confidential,
                words=f"{chance.choice(THINGS).title()} {n} works by the go-live date",
                due_on=TODAY + timedelta(days=chance.randrange(-400, 300)),
                engineer_id=chance.choice(engineers),
                owner_id=chance.choice(engineers),
                created_at=START,
                created_by_id=1,
            )
            promise.team_id, promise.confidential = place.team_id or None, place.confidential
            promise.stand(at)
            promise.waiting = waits(at, Outcome(outcome))
            if at.review == Review.ASKED:
                promise.asked_at, promise.asked_by_id = START, 1
                promise.verdict_due_at = START + timedelta(days=chance.randrange(1400))
            if at.review == Review.OVERRIDDEN:
                promise.overridden_at, promise.overridden_by_id, promise.override_reason = START, 1, "x"
            key = promise_key(at, place)
            sums[key] = sums.get(key, 0) + 1
            yield promise

    _save(Promise, rows())
    tally({key: (number, 0) for key, number in sums.items()})
    for batch in batches(Promise.objects.values_list("id", "words").iterator(5000), 20_000):
        put_all(Kind.PROMISE, ((id, [words]) for id, words in batch))


def _steps(chance: random.Random, deals: int, staff: list[User]) -> None:
    is_open = dict(Deal.objects.values_list("id", "outcome"))

    def rows() -> Iterator[NextStep]:
        for n in range(1, deals * 5 // 2 + 1):
            deal_id = chance.randrange(1, deals + 1)
            done = bool(is_open[deal_id]) or chance.random() < 0.6
            yield NextStep(
                id=n,
                deal_id=deal_id,
                what=f"Call about {chance.choice(THINGS)} {n}",
                owner_id=None if chance.random() < 0.05 else chance.choice(staff).pk,
                due_on=TODAY + timedelta(days=chance.randrange(-30, 90)),
                created_at=START,
                done_at=START if done else None,
                done_by_id=1 if done else None,
                waiting=not done,
            )

    _save(NextStep, rows())


def _journal(chance: random.Random, deals: int, staff: list[User]) -> None:
    """Plain tuples instead of models: a million rows are most of the loading time."""
    actors = [user.pk for user in staff]
    changes = json.dumps([["amount_minor", "€12,500", "€13,000"]])
    columns = "at, actor_id, via, what, thread_kind, thread_id, subject_kind, subject_id, subject_name, changes"
    columns += ", reason, version"

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(deals * 10):
            id = chance.randrange(1, deals + 1)
            at = connection.ops.adapt_datetimefield_value(START + timedelta(minutes=n))
            what = "deal.changed", "deal", id, "deal", id, f"Deal {id}", changes, "", n
            yield (at, chance.choice(actors), "web", *what)

    _insert(Entry._meta.db_table, columns, rows())


def _save(model: Any, rows: Iterable[Any]) -> None:
    """Models as the ORM would write them, with their ids where they have one."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    numbered = first.pk is not None
    fields = [f for f in model._meta.concrete_fields if not f.generated and (numbered or not f.primary_key)]
    columns = ", ".join(field.column for field in fields)
    values = (
        [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields]
        for row in chain([first], iterator)
    )
    _insert(model._meta.db_table, columns, values)
    if numbered and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'),"
                f" (SELECT max(id) FROM {model._meta.db_table}))"
            )


def _insert(table: str, columns: str, rows: Iterable[Any]) -> None:
    """COPY on PostgreSQL, executemany on SQLite, where indexes are made anew afterwards: rows in random order would
    rewrite every page of them many times."""
    if connection.vendor == "postgresql":
        command = f"COPY {table} ({columns}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table]
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        marks = ", ".join(["%s"] * len(columns.split(",")))
        for batch in batches(rows, 5000):
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)
        for _name, sql in indexes:
            cursor.execute(sql)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
