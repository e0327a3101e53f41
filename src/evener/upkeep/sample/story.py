"""The book of everything that happens: lines of events, each in its own order, told as one in order of time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evener.upkeep.sample.days import Days
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.people import PEOPLE
from evener.upkeep.sample.scene import Act, Event

SEED = 20
FIRST_MINUTE, LAST_MINUTE = 9 * 60, 15 * 60
# Between two things on the same deal.
BREATH = timedelta(minutes=7)
ZONES = {person.key: person.time_zone for person in PEOPLE}


@dataclass(slots=True)
class Story:
    """`deals` in the order they are told; `aside` holds what happens before and beside them."""

    deals: list[DealLine] = field(default_factory=list)
    aside: list[Event] = field(default_factory=list)

    def deal(
        self,
        day: int,
        name: str,
        *,
        by: str,
        account: str | None,
        amount: int,
        lead: str | None = None,
        product: str | None = None,
        currency: str = "EUR",
        close: int | None = None,
        source: str = "",
        about: str = "",
        owned: bool = True,
        confidential: bool = False,
    ) -> DealLine:
        """A deal opened on `day` by `by`, who owns it unless `owned` is false. `amount` in whole units."""
        line = DealLine(name=name, account=account, by=by, lead=lead)
        self.deals.append(line)
        line.open(
            day,
            amount=amount,
            currency=currency,
            product=product,
            close=close,
            source=source,
            about=about,
            owned=owned,
            confidential=confidential,
        )
        return line

    def told(self, days: Days) -> Iterator[tuple[datetime, Event]]:
        """Every event with its moment, the oldest first."""
        dice = random.Random(SEED)  # noqa: S311 - minutes of a story
        told: list[tuple[datetime, int, Event]] = []
        lines = [[event] for event in self.aside] + [line.events for line in self.deals]
        for line in lines:
            for moment, event in _line(line, days, dice):
                told.append((moment, len(told), event))
        for moment, _order, event in sorted(told, key=lambda item: item[:2]):
            yield moment, event


def _line(events: list[Event], days: Days, dice: random.Random) -> Iterator[tuple[datetime, Event]]:
    """Moments for one line: at working hours of whoever acts, each after the one before."""
    before: datetime | None = None
    for event in sorted(events, key=lambda event: event.day):
        minute = event.minute if event.minute is not None else dice.randrange(FIRST_MINUTE, LAST_MINUTE)
        moment = days.moment(event.day, zone=ZONES[event.who], minute=minute)
        if before is not None:
            moment = max(moment, before + BREATH)
        before = moment
        yield moment, event


__all__ = ["Act", "Story"]
