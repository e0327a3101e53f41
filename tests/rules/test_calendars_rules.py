"""What becomes of an event, which deal it belongs to, which addresses are fetched: plain functions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.calendars import rules
from evener.calendars.engine.events import Answer, Event, Person
from evener.calendars.rules import Candidate, Fate, Known, Why

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ME = "ada@evener.example"
EVENT = Event("a", START, START + timedelta(hours=1), title="Look", attendees=(Person("liv@line.example"),))
SEEN = Known(sequence=0, fingerprint=rules.fingerprint(EVENT))


def becomes(event: Event, *, known: Known | None = None, customer: bool = True, deals: int = 1) -> object:
    return rules.fate(event, known=known, customer=customer, deals=deals, me=ME)


def test_what_becomes_of_an_event() -> None:
    assert becomes(EVENT) == (Fate.NEW, None)
    assert becomes(EVENT, known=SEEN) == (Fate.THERE, None)
    assert becomes(replace(EVENT, sequence=1), known=SEEN) == (Fate.CHANGED, None)
    # Google moves an event and leaves its sequence.
    moved = replace(EVENT, start=START + timedelta(hours=1), end=START + timedelta(hours=2))
    assert becomes(moved, known=SEEN) == (Fate.CHANGED, None)
    later = replace(SEEN, sequence=3)
    assert becomes(moved, known=later) == (Fate.THERE, None), "an older file changes nothing"
    assert becomes(replace(EVENT, cancelled=True), known=SEEN) == (Fate.CANCELLED, None)
    assert becomes(replace(EVENT, sequence=4), known=replace(SEEN, has_meeting=False)) == (Fate.OUT, Why.IGNORED)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (replace(EVENT, cancelled=True), Why.CANCELLED),
        (replace(EVENT, private=True), Why.PRIVATE),
        (replace(EVENT, all_day=True), Why.ALL_DAY),
        (replace(EVENT, attendees=(Person(ME, "", Answer.DECLINED),)), Why.DECLINED),
        (replace(EVENT, uid=rules.uid(12, "0123456789ab")), Why.OURS),
    ],
)
def test_what_stays_in_the_calendar(event: Event, why: Why) -> None:
    assert becomes(event) == (Fate.OUT, why)


def test_without_a_customer_or_a_deal() -> None:
    assert becomes(EVENT, customer=False) == (Fate.OUT, Why.NOBODY)
    assert becomes(EVENT, deals=0) == (Fate.OUT, Why.NO_DEAL)


def test_one_deal_of_mine_or_nobody_knows() -> None:
    first, second = Candidate(1, "Pumps", "Line", mine=True), Candidate(2, "Valves", "Line", mine=True)
    theirs = Candidate(3, "Pipes", "Line", mine=False)
    assert rules.belongs([first]) == rules.belongs([theirs, first]) == 1
    assert rules.belongs([first, second]) is rules.belongs([theirs]) is rules.belongs([]) is None


def test_whose_company_an_address_names() -> None:
    found = rules.domains({"a@line.example", "b@gmail.com", "c@evener.example", "d@x"}, own={"evener.example"})
    assert found == {"line.example"}


def test_a_description_without_markup() -> None:
    html = "Agenda:<br>1. Speed<br/>2. Who signs&nbsp;off<p>See <a href='https://x.example'>this</a></p>"
    assert rules.agenda(html, most=500) == "Agenda:\n1. Speed\n2. Who signs off\nSee this"
    assert rules.agenda("1 < 2 and 3 > 2", most=500) == "1 < 2 and 3 > 2"


def test_events_are_kept_as_json() -> None:
    event = replace(EVENT, organiser=Person(ME, "Ada", Answer.ACCEPTED), changed_at=START, recurrence_id="20260302")
    assert rules.event_of(json.loads(json.dumps(rules.kept(event)))) == event
    assert rules.event_of(json.loads(json.dumps(rules.kept(EVENT)))) == EVENT


@pytest.mark.parametrize(
    ("typed", "fetched"),
    [
        ("webcal://cal.example/a.ics", "https://cal.example/a.ics"),
        (" https://cal.example/x?key=1#part ", "https://cal.example/x?key=1"),
        ("https://u:p@cal.example:8443", "https://u:p@cal.example:8443/"),
    ],
)
def test_addresses_as_people_copy_them(typed: str, fetched: str) -> None:
    assert rules.address(typed) == (fetched, None)
    assert rules.shown(fetched) == "https://cal.example/…"


@pytest.mark.parametrize(
    "typed",
    ["", "cal.example/a.ics", "file:///etc/passwd", "gopher://x.example/", "https://", "https://a b.example/", "https://x\n.example/",
     "https://[::1", "https://x.example:99999/", "https://x.example/" + "a" * 3000, "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    url, wrong = rules.address(typed)
    assert url == "" and str(wrong).endswith((".", "//"))


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_open_internet(ip: str) -> None:
    assert rules.is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "168.63.129.16", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "", "localhost", "127.1", "1.2.3",
    ],
)  # fmt: skip
def test_what_only_this_machine_may_reach(ip: str) -> None:
    assert not rules.is_public(ip)


@given(st.ip_addresses(v=4))
def test_an_address_in_another_coat_is_the_same(ip: object) -> None:
    assert rules.is_public(f"::ffff:{ip}") == rules.is_public(str(ip))


def test_pauses_grow_and_end() -> None:
    hours = [rules.pause_after(failures) / timedelta(hours=1) for failures in range(1, 8)]
    assert hours == [1, 2, 4, 8, 16, 24, 24]
    assert not rules.gives_up(5) and rules.gives_up(6)
