"""Events taken in: filed under their deal, once, changed by their calendar, never over what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evener.calendars import actions, fetching, jobs, queries
from evener.calendars.engine.events import Event, Person
from evener.calendars.fetching import Asked, Fetched, Unfetched
from evener.calendars.models import Batch, Feed, Seen, Source
from evener.calendars.rules import MOST_FAILURES, MOST_SOURCES, MOST_TAKEN, Fate, Why
from evener.deals import actions as deals
from evener.jobs.worker import run_waiting
from evener.journal.models import Entry
from evener.meetings import actions as meetings
from evener.meetings.models import Attendee, Meeting
from evener.people import actions as people
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from tests.calendars.files import DAY, LATER, NORA, event, file, moved, nora
from tests.world import NOW, World, see

URL = "https://cal.example/private-0123456789/basic.ics"


def take(world: World, *events: Event, who: str = "owner", **choices: str) -> dict[str, int]:
    by = world.viewer(who)
    chosen = {key.replace("_", "-"): value for key, value in choices.items()}
    return actions.take_in(by=by, at=NOW, proposed=queries.proposals(by, events), choices=chosen).counts


def test_filed_under_the_one_open_deal_of_their_account(world: World) -> None:
    contact = nora(world, "Nora@Nordhafen.example")
    colleague, guest = Person("engineer@example.com", "Egon"), Person("guest@nordhafen.example", "Gus")
    assert take(world, event("look-1", NORA, colleague, guest)) == {Fate.NEW: 1}
    meeting = Meeting.objects.get()
    assert (meeting.deal_id, meeting.title, meeting.place) == (world.deal.pk, "A look at the pumps", "Quay 4")
    assert meeting.agenda == "1. The data\n2. Who decides"
    came = {(row.user_id, row.contact_id, row.email) for row in Attendee.objects.all()}
    assert came == {
        (world.owner.pk, None, ""), (world.engineer.pk, None, ""), (None, contact, ""),
        (None, None, "guest@nordhafen.example"),
    }  # fmt: skip


def test_the_same_again_changes_nothing(world: World) -> None:
    nora(world)
    given = [event(), event("weekly", recurrence_id="20260304T100000Z", days=2)]
    take(world, *given)
    entries = Entry.objects.count()
    assert take(world, *given) == {Fate.THERE: 2}
    assert Meeting.objects.count() == 2 and Entry.objects.count() == entries


def test_a_newer_one_moves_it_and_leaves_what_people_wrote(world: World) -> None:
    nora(world)
    first = event()
    take(world, first)
    meeting = Meeting.objects.get()
    by = world.viewer("owner")
    wrote = {"purpose": "Hear who decides", "title": "Who decides?", "agenda": "Only that"}
    meetings.change_meeting(by=by, at=NOW, meeting_id=meeting.pk, values=wrote, seen_version=None)
    later = moved(first, title="A look at the pumps (moved)", place="By phone", attendees=(NORA, Person("x@y.example")))
    assert take(world, later) == {Fate.CHANGED: 1}
    assert take(world, later) == take(world, first) == {Fate.THERE: 1}, "an older file changes nothing back"
    meeting.refresh_from_db()
    assert meeting.starts_at == later.start and meeting.place == "By phone"
    assert (meeting.title, meeting.purpose, meeting.agenda) == ("Who decides?", "Hear who decides", "Only that")
    assert Attendee.objects.filter(email="x@y.example").exists() and Attendee.objects.count() == 3


def test_cancelled_and_taken_up_again(world: World) -> None:
    nora(world)
    first = event()
    take(world, first)
    gone = replace(first, sequence=1, cancelled=True)
    assert take(world, gone) == {Fate.CANCELLED: 1}
    assert Meeting.objects.get().is_cancelled
    assert take(world, gone) == {Fate.THERE: 1}
    assert take(world, moved(gone, cancelled=False)) == {Fate.CHANGED: 1}
    assert not Meeting.objects.get().is_cancelled


def test_what_is_nobodys_business_stays_out(world: World) -> None:
    nora(world)
    given = [
        event("private", private=True), event("all-day", all_day=True), event("lunch", Person("friend@gmail.com")),
        event("inside", Person("engineer@example.com")), event("off", cancelled=True),
    ]  # fmt: skip
    assert take(world, *given) == {Fate.OUT: 5}
    assert not Meeting.objects.exists() and not Seen.objects.exists()
    # By hand it may come; what was cancelled may not.
    assert take(world, *given, lunch=str(world.deal.pk), off=str(world.deal.pk)) == {Fate.OUT: 4, Fate.NEW: 1}


def test_left_out_for_good(world: World) -> None:
    nora(world)
    assert take(world, event(), look_1="out") == {Fate.OUT: 1}
    (again,) = queries.proposals(world.viewer("owner"), [moved(event())])
    assert (again.fate, again.why) == (Fate.OUT, Why.IGNORED)
    assert Seen.objects.get().title == "", "nothing is kept of it but its name"
    assert take(world, event(), look_1="unfiled") == {Fate.NEW: 1}


def test_of_two_deals_nobody_guesses(world: World) -> None:
    nora(world)
    by = world.viewer("owner")
    values = {"name": "Valves", "account_id": world.account.pk}
    second = deals.create_deal(by=by, at=NOW, values=values)
    (proposal,) = queries.proposals(by, [event()])
    assert proposal.deal is None and {each.id for each in proposal.candidates} == {world.deal.pk, second.pk}
    take(world, event())
    assert Meeting.objects.get().deal is None
    # Tia works on one of them only.
    (hers,) = queries.proposals(world.viewer("teammate"), [event("other")])
    assert hers.deal is not None and hers.deal.id == world.deal.pk
    (nobodys,) = queries.proposals(world.viewer("outsider"), [event("other")])
    assert nobodys.why == Why.NO_DEAL


def test_one_company_by_its_domain(world: World) -> None:
    nora(world)
    (stranger, other) = queries.proposals(
        world.viewer("owner"),
        [event("a", Person("new@nordhafen.example")), event("b", Person("new@nordhafen.example.evil.example"))],
    )
    assert stranger.deal is not None and other.why == Why.NOBODY


def test_colleagues_with_the_same_invitation_share_the_meeting(world: World) -> None:
    nora(world)
    given = event("look-1", NORA, Person("teammate@example.com"))
    take(world, given)
    assert take(world, given, who="teammate") == {Fate.THERE: 1}
    assert take(world, moved(given), who="teammate") == {Fate.CHANGED: 1}
    assert Meeting.objects.get().starts_at == moved(given).start


def test_nobody_touches_a_meeting_out_of_sight(world: World) -> None:
    nora(world)
    given = event()
    take(world, given)
    by = world.viewer("owner")
    deals.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    hers = replace(moved(given), title="Mine")
    (proposal,) = queries.proposals(world.viewer("outsider"), [hers])
    assert proposal.meeting is None and proposal.fate == Fate.OUT
    assert take(world, hers, who="outsider", look_1="unfiled") == {Fate.NEW: 1}
    assert {row.title for row in Meeting.objects.all()} == {"A look at the pumps", "Mine"}
    with_deal = actions.take_in(
        by=world.viewer("outsider"), at=NOW, choices={"x": str(world.deal.pk)},
        proposed=queries.proposals(world.viewer("outsider"), [event("x")]),
    )  # fmt: skip
    assert with_deal.counts == {} and "no such deal" in with_deal.faults[0][1]


def test_who_only_reads_takes_nothing_in(world: World) -> None:
    with pytest.raises(NotAllowed):
        take(world, event(), who="viewer_only")


def test_a_bad_one_does_not_hold_up_the_others(world: World) -> None:
    nora(world)
    by = world.viewer("owner")
    far = event("far", days=4000)
    taken = actions.take_in(by=by, at=NOW, proposed=queries.proposals(by, [far, event()]))
    assert taken.counts == {Fate.NEW: 1} and taken.faults[0][0] == "A look at the pumps"


def test_only_so_many_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_TAKEN == 200
    monkeypatch.setattr("evener.calendars.rules.MOST_TAKEN", 2)
    nora(world)
    given = [event(f"look-{n}") for n in range(3)]
    by = world.viewer("owner")
    for made, left in ((2, True), (3, False)):
        taken = actions.take_in(by=by, at=NOW, proposed=queries.proposals(by, given))
        assert (Meeting.objects.count(), taken.left_over) == (made, left)


# Addresses


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the address answers, one after the other; what was asked is kept behind."""
    answers: list[Any] = []

    def answer(asked: Asked, *, most: int) -> Fetched:
        given = answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given if isinstance(given, Fetched) else Fetched(given, '"1"')

    monkeypatch.setattr(fetching, "fetch", answer)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))
    yield answers


def added(world: World, **values: Any) -> Source:
    return actions.add_source(by=world.viewer("owner"), at=NOW, **{"name": "Work", "url": URL, **values})


def fetched(source: Source, *, hours: int = 0) -> Source:
    source.refresh_from_db()
    jobs.fetch(source, at=NOW + timedelta(hours=hours))
    source.refresh_from_db()
    return source


def test_an_address_brings_meetings_and_takes_them_back(world: World, served: list[Any]) -> None:
    nora(world)
    first, second = event("a"), event("b", days=3)
    served += [file(first, second), Fetched(None), file(moved(first)), file(), b"<html>Sign in</html>"]
    row = fetched(added(world))
    assert row.counts == {Fate.NEW: 2} and row.etag == '"1"' and row.succeeded_at == NOW
    assert row.due_at == NOW + timedelta(hours=1)
    fetched(row)
    row = fetched(row)
    assert row.counts == {Fate.CHANGED: 1, Fate.CANCELLED: 1}
    assert [each.is_cancelled for each in Meeting.objects.order_by("starts_at")] == [False, True]
    # An empty calendar cancels nothing, and what is no calendar is a failure in words.
    fetched(row)
    row = fetched(row, hours=1)
    assert row.failures == 1 and "web page" in row.error and row.due_at == NOW + timedelta(hours=2)
    assert Meeting.objects.filter(cancelled_at=None).count() == 1
    told = Entry.objects.filter(what="calendar.taken").order_by("id")
    assert [entry.changes for entry in told] == [[["new", None, 2]], [["changed", None, 1], ["cancelled", None, 1]]]


def test_after_failures_it_pauses_and_says_so(world: World, served: list[Any]) -> None:
    row = added(world)
    served += [Unfetched("It could not be reached.")] * MOST_FAILURES
    for _each in range(MOST_FAILURES):
        row = fetched(row)
    assert row.is_paused and row.error == "It could not be reached."
    assert Entry.objects.filter(what="calendar.paused").count() == 1
    actions.resume_source(by=world.viewer("owner"), at=NOW, source_id=row.pk)
    row.refresh_from_db()
    assert row.due_at == NOW and row.failures == 0


def test_rounds_go_on_by_themselves(world: World, served: list[Any]) -> None:
    nora(world)
    jobs.daily(at=NOW)
    assert run_waiting() == 0, "nothing to fetch, nothing waits"
    row = added(world)
    served += [file(event())]
    jobs.see_to_it(at=NOW)
    jobs.see_to_it(at=NOW)
    assert run_waiting() == 1
    row.refresh_from_db()
    assert row.counts == {Fate.NEW: 1} and run_waiting() == 0
    people.change_person(by=world.viewer("admin"), at=NOW, user_id=world.owner.pk, values={"is_active": False})
    assert queries.due(NOW + DAY, limit=9) == []


def test_addresses_are_checked_and_counted(world: World) -> None:
    by = world.viewer("owner")
    added(world)
    for values, field in (
        ({"name": " "}, "name"),
        ({"url": "ftp://x.example/"}, "url"),
        ({"url": "webcal" + URL[5:]}, "url"),
    ):
        with pytest.raises(Invalid) as refused:
            added(world, **values)
        assert set(refused.value.fields) == {field}
    for number in range(MOST_SOURCES - 1):
        added(world, url=f"{URL}{number}")
    with pytest.raises(Refused):
        added(world, url=f"{URL}x")
    for who in ("outsider", "admin"):
        with pytest.raises(NotThere):
            actions.remove_source(by=world.viewer(who), at=NOW, source_id=Source.objects.first().pk)  # type: ignore[union-attr]
    actions.remove_source(by=by, at=NOW, source_id=Source.objects.first().pk)  # type: ignore[union-attr]
    assert not any("0123456789" in str(entry.changes) + entry.subject_name for entry in Entry.objects.all())


def test_files_are_forgotten(world: World) -> None:
    Batch.objects.create(owner=world.owner, name="old.ics", made_at=NOW - 8 * DAY)
    Batch.objects.create(owner=world.owner, name="new.ics", made_at=NOW - DAY)
    jobs.daily(at=NOW)
    assert [row.name for row in Batch.objects.all()] == ["new.ics"]


# The feed


def test_a_renewed_feed_ends_the_one_before(world: World) -> None:
    by = world.viewer("owner")
    first = actions.renew_feed(by=by, at=NOW).token
    assert queries.feed_by_token(first).owner_id == world.owner.pk
    second = actions.renew_feed(by=by, at=LATER).token
    assert first[:16] not in second and Feed.objects.count() == 1
    for token in (first, second[:-1] + ("A" if second[-1] != "A" else "B"), second[:16], "x" * 48, ""):
        with pytest.raises(NotThere):
            queries.feed_by_token(token)
    people.change_person(by=world.viewer("admin"), at=NOW, user_id=world.owner.pk, values={"is_active": False})
    with pytest.raises(NotThere):
        queries.feed_by_token(second)


__all__ = ["see"]
