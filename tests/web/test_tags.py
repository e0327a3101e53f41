"""The words every template may use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from evener.money import Money
from evener.pages.templatetags import evener as tags


def drawn(source: str, query: str = "", **context: Any) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(f"/deals/?{query}"), **context}))


def test_money_without_an_amount_is_a_dash() -> None:
    assert tags.money(None, "EUR") == "–"
    assert tags.money(1_250_000, "EUR") == "€12,500"
    assert drawn('{% money 99 "EUR" %}') == "€0.99"
    assert tags.amount(Money(500, "JPY")) == tags.amount((500, "JPY")) == "¥500"


def test_money_in_the_viewers_language() -> None:
    with translation.override("de"):
        assert tags.money(1_250_000, "EUR").replace("\u00a0", " ") == "12.500 €"


@pytest.mark.parametrize(
    ("value", "text"),
    [(date(2026, 3, 2), "2 Mar"), (date(2027, 3, 2), "2 Mar 2027"), (date(2025, 12, 31), "31 Dec 2025")],
)
def test_day_names_the_year_only_when_it_is_another(value: date, text: str) -> None:
    assert tags.day_text(value, 2026, "en") == text
    assert tags.day_text(date(2026, 3, 2), 2026, "sv") == "2 mars"


def test_day_is_the_viewers_day() -> None:
    late = datetime(timezone.localdate().year, 3, 2, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert tags.day(late) == "3 Mar"
        assert tags.moment(late) == "3 Mar, 08:30"
    assert tags.day(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (5, "just now"),
        (119, "1 min ago"),
        (7200, "2 h ago"),
        (3 * 86400, "3 d ago"),
        (-7200, "in 2 h"),
        (-30, "just now"),
    ],
)
def test_ago(seconds: int, text: str) -> None:
    assert tags.ago_text(seconds, "en") == text


def test_ago_in_another_language() -> None:
    assert "2" in tags.ago_text(7200, "de") and "vor" in tags.ago_text(7200, "de")


def test_ago_carries_the_exact_time_and_turns_into_a_date() -> None:
    now = timezone.now()
    assert f'datetime="{now.astimezone(UTC).isoformat(timespec="seconds")}"' in tags.ago(now)
    assert "ago" not in tags.ago(now - timedelta(days=40))
    assert tags.ago(None) == "–"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Maya Lindqvist", "ML"),
        ("Cher", "CH"),
        ("Ana María de la Cruz", "AC"),
        ("", "?"),
        ("…", "?"),
        ("李小龙", "李小"),
    ],
)
def test_initials(name: str, text: str) -> None:
    assert tags.initials(name) == text


def test_face_escapes_and_keeps_its_colour() -> None:
    assert "<script>" not in tags.face("<script> <b>")
    assert tags.hue("Maya Lindqvist") == tags.hue("maya lindqvist") != ""
    assert "avatar-none" in tags.face(None)


def test_query_keeps_filters_and_drops_the_cursor() -> None:
    kept = QueryDict("stage=a&stage=b&q=x%26y&cursor=zzz")
    assert tags.query_text(kept, {"sort": "amount"}) == "?stage=a&stage=b&q=x%26y&sort=amount"
    assert tags.query_text(kept, {"stage": None, "q": "", "cursor": "n"}) == "?cursor=n"
    assert tags.query_text(QueryDict(""), {}) == "?"
    assert drawn('{% query sort="a" %}', "q=1") == "?q=1&amp;sort=a"


def test_sort_header_turns_the_order_and_says_it() -> None:
    first = drawn('{% sort_header "Amount" "amount" num=True %}', "q=a&cursor=x")
    assert first == '<th scope="col" class="num"><a class="sort" href="?q=a&amp;sort=amount">Amount</a></th>'
    assert 'aria-sort="ascending"' in drawn('{% sort_header "A" "amount" %}', "sort=amount")
    assert "sort=-amount" in drawn('{% sort_header "A" "amount" %}', "sort=amount")
    turned = drawn('{% sort_header "A" "amount" %}', sort="-amount")
    assert 'aria-sort="descending"' in turned and 'href="?sort=amount"' in turned
    assert "&lt;b&gt;" in drawn('{% sort_header label "amount" %}', label="<b>")


def test_bar_is_shares_of_the_sum() -> None:
    drawing = drawn('{% bar "words" "won" 1 "rest" 1 "lost" 2 %}')
    assert '<rect class="won" x="0.00" width="25.00" height="8"/>' in drawing
    assert '<rect class="lost" x="50.00" width="50.00" height="8"/>' in drawing
    assert drawing.count("<rect") == 2 and 'aria-label="words"' in drawing
    assert "<rect" not in drawn('{% bar "nothing" "won" 0 %}')


def test_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "plus" %}') and "#plus" in drawn('{% icon "plus" %}')
