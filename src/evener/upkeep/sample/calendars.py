"""A calendar file that Clara took in yesterday, and the address under which her phone reads her meetings."""

from __future__ import annotations

from datetime import datetime, timedelta

from evener.calendars import actions, queries
from evener.calendars.engine.events import Answer, Person
from evener.calendars.engine.events import Event as Entry
from evener.deals.models import Deal
from evener.journal.rules import Thing
from evener.people.rules import Viewer
from evener.search.rules import fold
from evener.upkeep.sample.days import Days
from evener.upkeep.sample.people import DOMAIN, PEOPLE
from evener.upkeep.sample.scene import Event, Scene

DAY, EVENING = -1, 17 * 60 + 20
WHO = "clara"
ASKED_FOR = "Remote monitoring for delivered pumps"


def imported() -> list[Event]:
    return [Event(DAY, WHO, _take_in, minute=EVENING)]


def _take_in(scene: Scene, by: Viewer, at: datetime) -> None:
    proposed = queries.proposals(by, entries(scene.days))
    deal = Deal.objects.get(name=ASKED_FOR)
    # There are two at Hollgrund: she says which for one of the meetings, and puts the other off.
    choices = {proposed[0].key: str(deal.pk)}
    taken = actions.take_in(by=by, at=at, proposed=proposed, choices=choices)
    actions.tell_taken(by=by, at=at, subject=Thing("calendar", 0, "work.ics"), taken=taken)
    actions.renew_feed(by=by, at=at)


def entries(days: Days) -> list[Entry]:
    """What stood in her calendar: three meetings with customers, and what is nobody else's business."""
    return [
        _entry(
            days, "uptime-prices", 3, 10 * 60, 60, "Prices per pump: Hollgrund", "Video call",
            "Three sizes, and what a pump in a basement costs.",
            _theirs("Jürgen Teichmann", "hollgrund"), _theirs("Petra Uhlig", "hollgrund"), _ours("anneke"),
        ),
        _entry(
            days, "uptime-board", 9, 14 * 60, 90, "Hollgrund: their managing director decides", "Hollgrund, Hall 2",
            "", _theirs("Sabine Rott", "hollgrund"), _theirs("Jürgen Teichmann", "hollgrund"),
        ),
        _entry(
            days, "veenkamp-line", 6, 9 * 60, 60, "Line 2 with the night shift", "Veenkamp, gate B", "",
            _theirs("Ruben Slot", "veenkamp"), _theirs("Wouter Dekkers", "veenkamp"), _ours("pavel"),
        ),
        _entry(days, "team-week", 4, 8 * 60 + 30, 30, "Team North, the week", "", "", _ours("mikkel")),
        _entry(days, "dentist", 5, 16 * 60, 45, "Dentist", "", ""),
    ]  # fmt: skip


def _entry(
    days: Days, uid: str, day: int, minute: int, minutes: int, title: str, place: str, text: str, *people: Person
) -> Entry:
    clara = next(person for person in PEOPLE if person.key == WHO)
    start = days.moment(day, zone=clara.time_zone, minute=minute)
    return Entry(
        f"{uid}@calendar.{DOMAIN}", start, start + timedelta(minutes=minutes), title=title, place=place,
        description=text, organiser=_ours(WHO), attendees=people,
    )  # fmt: skip


def _ours(key: str) -> Person:
    person = next(each for each in PEOPLE if each.key == key)
    return Person(person.email, person.name, Answer.ACCEPTED)


def _theirs(name: str, slug: str) -> Person:
    return Person(f"{'.'.join(fold(name).split())}@{slug}.example", name)
