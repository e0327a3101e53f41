"""Calendars in a browser without JavaScript, the feed as a calendar asks for it, Today, the API."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import icalendar
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evener.calendars import actions, fetching
from evener.calendars.engine.reading import read
from evener.calendars.fetching import Fetched, Unfetched
from evener.calendars.models import Batch, Source
from evener.calendars.rules import MOST_FAILURES
from evener.deals import actions as deals
from evener.jobs.models import Work
from evener.jobs.worker import run_waiting
from evener.meetings import actions as meetings
from evener.meetings.models import Meeting
from evener.meetings.rules.plan import Invited, MeetingPart
from evener.people import actions as people
from tests.calendars.files import DAY, NORA, event, file, moved, nora
from tests.deals.web import post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, World

URL = "https://user:pass@cal.example/private-0123456789/basic.ics"
HERE = "/calendars/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))


def upload(client: Client, data: bytes, name: str = "work.ics") -> Any:
    return client.post(f"{HERE}import/", {"file": SimpleUploadedFile(name, data, "text/calendar")})


def planned(world: World, *, on_call: str = "engineer", **values: Any) -> Meeting:
    invited = [
        Invited(user_id=world.owner.pk, part=MeetingPart.LEADS),
        Invited(user_id=getattr(world, on_call).pk, part=MeetingPart.ON_CALL), Invited(contact_id=nora(world)),
    ]  # fmt: skip
    given = {"title": "Line 2", "starts_at": NOW + DAY, "purpose": "Hear who decides", "place": "Quay 4", **values}
    return meetings.plan_meeting(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=given, invited=invited)


def test_a_file_is_looked_at_before_it_is_taken_in(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    assert "None yet" in words(client.get(HERE))
    nora(world)
    given = [event(), event("alone", days=2, attendees=()), event("lunch", days=3, title="Lunch", attendees=())]
    asked = upload(client, file(*given))
    assert asked.status_code == 302
    with stored_queries("calendar file"):
        page = client.get(asked.headers["Location"])
    text = words(page)
    assert "A look at the pumps Tue 3 Mar 2026, 10:00–11:00 · Quay 4" in text and "Pump monitoring · Nordhafen" in text
    assert "2 left out" in text and "nobody in it is known at a customer" in text
    assert not Meeting.objects.exists()
    rows = Batch.objects.get().events
    number = next(place for place, row in enumerate(rows) if row["uid"] == "lunch")
    done = post(client, asked.headers["Location"], **{f"choice-{number}": str(world.deal.pk)})
    assert done.status_code == 302 and {row.title for row in Meeting.objects.all()} == {"A look at the pumps", "Lunch"}
    assert not Batch.objects.exists()
    again = client.get(upload(client, file(*given)).headers["Location"])
    assert "2 already here" in words(again)
    later = upload(client, file(moved(given[0])))
    assert "Changed" in words(client.get(later.headers["Location"]))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html>", "web page"),
        (b"", "empty"),
        (b"\x89PNG", "not a calendar file"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "no end"),
    ],
)
def test_what_is_no_calendar_says_so_on_the_page(world: World, data: bytes, sentence: str) -> None:
    client = signed_in(world.owner)
    answer = upload(client, data)
    assert answer.status_code == 422 and sentence in words(answer)
    assert post(client, f"{HERE}import/").status_code == 422
    large = client.post(f"{HERE}import/", {}, CONTENT_LENGTH="99999999999")
    assert large.status_code == 422 and "MB" in words(large)


def test_a_files_text_is_text(world: World) -> None:
    nora(world)
    client = signed_in(world.owner)
    asked = upload(client, file(event(title="<script>alert(1)</script>", place="<b>")), "<i>.ics")
    page = client.get(asked.headers["Location"]).content.decode()
    assert "<script>alert" not in page and "<i>.ics" not in page and "&lt;b&gt;" in page


def test_an_address_is_added_fetched_and_never_shown_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nora(world)
    client = signed_in(world.owner)
    wrong = post(client, HERE, name="Work", url="cal.example")
    assert wrong.status_code == 422 and "https://" in words(wrong)
    monkeypatch.setattr(fetching, "fetch", lambda asked, *, most: Fetched(file(event())))
    post(client, HERE, name="Work", url=URL)
    assert run_waiting() == 1 and Work.objects.get().state == "done"
    page = client.get(HERE)
    assert "Work Working" in words(page) and "1 new" in words(page) and "https://cal.example/…" in words(page)
    assert "0123456789" not in page.content.decode() and "user" not in words(page).split("Calendars that")[1]
    assert post(client, HERE, name="Again", url=URL).status_code == 422
    row = Source.objects.get()

    def refuse(asked: object, *, most: int) -> Fetched:
        raise Unfetched("It could not be reached.")

    monkeypatch.setattr(fetching, "fetch", refuse)
    for _each in range(MOST_FAILURES):
        post(client, f"{HERE}{row.pk}/fetch/")
        run_waiting()
    assert "Failing" in words(client.get(HERE)) or "Paused" in words(client.get(HERE))
    actions.failed(by=world.viewer("owner"), at=NOW, source=_worn(row), error="It could not be reached.")
    assert "Paused" in words(client.get(HERE)) and "not read any more" in words(client.get("/"))
    post(client, f"{HERE}{row.pk}/remove/")
    assert not Source.objects.exists() and Meeting.objects.count() == 1


def _worn(row: Source) -> Source:
    row.refresh_from_db()
    row.failures = MOST_FAILURES - 1
    return row


def test_the_feed_has_what_its_owner_may_see(
    world: World, stored_queries: StoredQueries, settings: LazySettings
) -> None:
    settings.BASE_URL = "https://evener.example.com"
    row = planned(world, on_call="outsider")
    planned(world, on_call="outsider", title="Too far", starts_at=NOW + 400 * DAY)
    otto = signed_in(world.outsider)
    post(otto, f"{HERE}feed/renew/")
    page = otto.get(HERE).content.decode()
    url = page.split('id="feed-url"')[1].split('value="')[1].split('"')[0].removeprefix("https://evener.example.com")
    stranger = Client()
    with stored_queries("calendar feed"):
        answer = stranger.get(url)
    assert (
        answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        and "no-cache" in answer.headers["Cache-Control"]
    )
    found: Any
    (found,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(found["SUMMARY"]) == "On call: Nordhafen Pumps: Line 2" and found["SEQUENCE"] == row.version
    assert "Purpose: Hear who decides" in found["DESCRIPTION"] and f"/meetings/{row.pk}/" in found["DESCRIPTION"]
    assert {str(each) for each in found["ATTENDEE"]} >= {"mailto:nora@nordhafen.example", "mailto:owner@example.com"}
    assert stranger.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert stranger.get(url).content == answer.content
    before = answer.headers["ETag"]
    meetings.cancel_meeting(by=world.viewer("owner"), at=NOW, meeting_id=row.pk)
    cancelled = stranger.get(url, headers={"If-None-Match": before})
    assert cancelled.status_code == 200 and b"STATUS:CANCELLED" in cancelled.content
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    deals.remove_member(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, user_id=world.outsider.pk)
    assert b"Line 2" not in stranger.get(url).content
    people.change_person(by=world.viewer("admin"), at=NOW, user_id=world.outsider.pk, values={"is_active": False})
    gone, guess = stranger.get(url), stranger.get(f"{HERE}{'x' * 48}.ics")
    assert gone.status_code == guess.status_code == 404 and words(gone) == words(guess)


def test_our_own_feed_does_not_come_back_in(world: World) -> None:
    planned(world)
    by = world.viewer("owner")
    token = actions.renew_feed(by=by, at=NOW).token
    client = signed_in(world.owner)
    data = client.get(f"{HERE}{token}.ics").content
    page = client.get(upload(client, data).headers["Location"])
    assert "it comes from Evener" in words(page)


def test_what_came_from_ones_own_address_is_not_sent_back_to_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nora(world)
    monkeypatch.setattr(fetching, "fetch", lambda asked, *, most: Fetched(file(event("a", NORA))))
    client = signed_in(world.owner)
    post(client, HERE, name="Work", url=URL)
    run_waiting()
    token = actions.renew_feed(by=world.viewer("owner"), at=NOW).token
    assert Meeting.objects.count() == 1 and b"VEVENT" not in client.get(f"{HERE}{token}.ics").content


def test_one_meeting_to_take_along(world: World) -> None:
    row = planned(world)
    answer = signed_in(world.engineer).get(f"{HERE}meetings/{row.pk}.ics")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="meeting-{row.pk}.ics"'
    (found,) = read(answer.content, since=NOW - DAY, until=NOW + 3 * DAY, zone=UTC).events
    assert found.start == NOW + DAY and found.title == "On call: Nordhafen Pumps: Line 2"
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert signed_in(world.outsider).get(f"{HERE}meetings/{row.pk}.ics").status_code == 404
    assert Client().get(f"{HERE}meetings/{row.pk}.ics").status_code == 302


def test_by_api(world: World) -> None:
    nora(world)
    _row, secret = people.make_token(
        by=world.viewer("owner"), at=NOW, name="t", scopes=["read", "write"], expires_at=None
    )
    client, head = Client(), {"Authorization": f"Bearer {secret}"}

    def send(**form: str) -> Any:
        given = {"file": SimpleUploadedFile("a.ics", file(event()), "text/calendar"), **form}
        return client.post("/api/v1/calendars/files", given, headers=head).json()

    dry = send(dry_run="true")
    assert dry["counts"] == {"new": 1} and not dry["written"] and not Meeting.objects.exists()
    wrote = send()
    assert (
        wrote["events"][0]["deal_id"] == world.deal.pk and wrote["events"][0]["meeting_id"] == Meeting.objects.get().pk
    )
    assert send()["counts"] == {"there": 1}
    bad = client.post(
        "/api/v1/calendars/files", {"file": SimpleUploadedFile("a.ics", b"<html>", "text/calendar")}, headers=head
    )
    assert bad.status_code == 422 and "web page" in bad.content.decode()
    made = client.post(
        "/api/v1/calendars", {"name": "Work", "url": URL}, content_type="application/json", headers=head
    ).json()
    assert made["address"] == "https://cal.example/…" and "0123456789" not in str(made)
    assert client.get("/api/v1/calendar-feed", headers=head).json()["url"] is None
    feed = client.post("/api/v1/calendar-feed", headers=head).json()
    assert Client().get(feed["url"].removeprefix("http://testserver")).status_code == 200
    assert client.get("/api/v1/calendar-feed", headers=head).json()["url"] == feed["url"]
