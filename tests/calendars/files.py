"""Calendar files as tests write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from evener.calendars.engine.events import Event, Person
from evener.calendars.engine.writing import write
from evener.customers.actions import add_contact
from tests.world import NOW, World

NORA = Person("nora@nordhafen.example", "Nora Pump")
DAY = timedelta(days=1)


def event(uid: str = "look-1", *people: Person, days: int = 1, **values: Any) -> Event:
    """An hour at ten in the morning (UTC), so many days from now, with Nora unless people are given."""
    start = NOW.replace(hour=10) + days * DAY
    made = Event(uid, start, start + timedelta(hours=1), title="A look at the pumps", place="Quay 4")
    made = replace(made, description="1. The <b>data</b><br>2. Who decides", changed_at=NOW)
    return replace(made, **{"attendees": people or (NORA,), **values})


def file(*events: Event) -> bytes:
    return write(events, name="Work", product="Test", zone=UTC)


def nora(world: World, email: str = NORA.email) -> int:
    values = {"name": "Nora Pump", "email": email}
    return int(add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values=values).pk)


def moved(given: Event, *, hours: int = 2, **values: Any) -> Event:
    later = timedelta(hours=hours)
    return replace(given, start=given.start + later, end=given.end + later, sequence=given.sequence + 1, **values)


LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)
