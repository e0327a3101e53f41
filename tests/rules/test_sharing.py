"""What a link may be, and what is told of its readers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.sharing.rules import MOST_DAYS, LinkState, device, end_faults, faults, split, state

TODAY = date(2026, 3, 2)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/130.0 Safari/537 Edg/130.0"


def test_works_through_its_last_day() -> None:
    for day, expected in ((TODAY, LinkState.OPEN), (TODAY + timedelta(days=1), LinkState.EXPIRED)):
        assert state(expires_on=TODAY, taken_back=False, today=day) == expected
    assert state(expires_on=TODAY, taken_back=True, today=TODAY) == LinkState.TAKEN_BACK


def test_needs_a_reader_and_an_end() -> None:
    assert set(faults(label=" ", expires_on=TODAY - timedelta(days=1), today=TODAY)) == {"label", "expires_on"}
    assert set(faults(label="x" * 121, expires_on=TODAY, today=TODAY)) == {"label"}
    assert not end_faults(TODAY + timedelta(days=MOST_DAYS), today=TODAY)
    assert end_faults(TODAY + timedelta(days=MOST_DAYS + 1), today=TODAY)


@pytest.mark.parametrize("agent, said", [(IPHONE, "Safari, iPhone"), (EDGE, "Edge, Windows"), ("curl/8", ""), ("", "")])
def test_a_device_in_two_words(agent: str, said: str) -> None:
    assert device(agent) == said


@given(st.text())
def test_any_text_is_split_or_refused(text: str) -> None:
    parts = split(text)
    assert parts is None or ("".join(parts) == text and len(text) == 48)
