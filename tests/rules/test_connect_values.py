"""Dates, amounts, currencies, outcomes and stages, as columns hold them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.connect.values import amounts, dates, words
from evener.connect.values.column import Unreadable, read
from evener.deals.rules import Outcome
from evener.money import MAX_MINOR, Money
from evener.people.rules import Role

read_us = dates.reader(day_first=False)
read_eu = dates.reader(day_first=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-03-01", date(2017, 3, 1)),
        ("2017/3/1", date(2017, 3, 1)),
        ("2017.03.01.", date(2017, 3, 1)),
        ("20170301", date(2017, 3, 1)),
        ("2017-03-01T22:15:00", date(2017, 3, 1)),
        ("2017-03-01 22:15:00.123", date(2017, 3, 1)),
        ("2017-03-01T22:15:00Z", date(2017, 3, 1)),
        ("2017-03-01T22:15:00.000+0000", date(2017, 3, 1)),
        ("2 Mar 2017", date(2017, 3, 2)),
        ("02-Mar-17", date(2017, 3, 2)),
        ("2nd March, 2017", date(2017, 3, 2)),
        ("March 2, 2017", date(2017, 3, 2)),
        ("Thu, 2 Mar 2017 10:00", date(2017, 3, 2)),
        ("Mar 2, 2017 5:30 PM", date(2017, 3, 2)),
        ("2. März 2017", date(2017, 3, 2)),
        ("2 février 2017", date(2017, 2, 2)),
        ("15-Sept-2017", date(2017, 9, 15)),
        ("42795", date(2017, 3, 1)),
        ("1488326400", date(2017, 3, 1)),
        ("1488326400000", date(2017, 3, 1)),
        (42795, date(2017, 3, 1)),
        (42795.75, date(2017, 3, 1)),
        (date(2017, 3, 1), date(2017, 3, 1)),
        (datetime(2017, 3, 1, 23, 59), date(2017, 3, 1)),
        ("", None),
        (" - ", None),
        ("n/a", None),
        ("0000-00-00", None),
    ],
)
def test_dates_of_every_kind(text: Any, expected: date | None) -> None:
    assert read_us(text) == expected
    assert read_eu(text) == expected


@pytest.mark.parametrize(
    ("text", "first_day", "first_month"),
    [
        ("03/04/2017", date(2017, 4, 3), date(2017, 3, 4)),
        ("03-04-17", date(2017, 4, 3), date(2017, 3, 4)),
        ("3.4.2017 10:15", date(2017, 4, 3), date(2017, 3, 4)),
        ("03/04/2017 9:05 AM", date(2017, 4, 3), date(2017, 3, 4)),
    ],
)
def test_ambiguous_dates_go_by_the_column(text: str, first_day: date, first_month: date) -> None:
    assert read_eu(text) == first_day
    assert read_us(text) == first_month


@pytest.mark.parametrize(
    "text",
    ["31/02/2017", "2017-02-30", "13/13/2017", "0217-03-01", "2999-01-01", "soon", "Q3 2017", "12", "99999", "1e400"],
)
def test_impossible_dates_say_so(text: str) -> None:
    for reader in (read_us, read_eu):
        with pytest.raises(Unreadable, match=text):
            reader(text)


def test_a_moment_is_the_date_it_had_at_home() -> None:
    berlin = dates.reader(day_first=False, zone=ZoneInfo("Europe/Berlin"))
    assert berlin("2017-03-01T23:30:00Z") == date(2017, 3, 2)
    assert berlin("2017-03-01T23:30:00") == date(2017, 3, 1)
    assert berlin("2017-03-01T00:30:00+05:00") == date(2017, 2, 28)


@pytest.mark.parametrize(
    ("columns", "asked", "day_first", "sure"),
    [
        ([["03/04/2017", "25/03/2017"]], None, [True], [True]),
        ([["03/04/2017", "03/25/2017"]], None, [False], [True]),
        ([["03/04/2017"], ["25/03/2017"]], None, [True, True], [True, True]),
        ([["03/04/2017"], ["03/25/2017"]], None, [False, False], [True, True]),
        ([["03/25/2017"], ["25/03/2017"]], None, [False, True], [True, True]),
        ([["03/04/2017", "05/06/2017"]], None, [False], [False]),
        ([["03.04.2017", "05.06.2017"]], None, [True], [True]),
        ([["03/04/2017"]], True, [True], [True]),
        ([["03/25/2017"]], True, [True], [True]),
        ([["2017-03-04", "", "5 May 2017"]], None, [False], [True]),
    ],
)
def test_the_order_is_decided_for_whole_columns(
    columns: list[list[str]], asked: bool | None, day_first: list[bool], sure: list[bool]
) -> None:
    found = dates.decide(columns, day_first=asked)
    assert [order.day_first for order in found] == day_first
    assert [order.sure for order in found] == sure


SOME_DATES = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(st.lists(SOME_DATES, min_size=1), st.booleans(), st.sampled_from(["/", "-", "."]))
def test_a_column_is_never_read_half_and_half(values: list[date], day_first: bool, sign: str) -> None:
    """Written in one order and read back: all of it right, or (with no evidence in it) all of it turned."""
    pattern = f"%d{sign}%m{sign}%Y" if day_first else f"%m{sign}%d{sign}%Y"
    column = [value.strftime(pattern) for value in values]
    (order,) = dates.decide([column])
    found = read(column, dates.reader(day_first=order.day_first))
    if any(value.day > 12 for value in values):
        assert found.values == values and not found.bad
    elif order.day_first == day_first:
        assert found.values == values
    else:
        assert found.values == [date(value.year, value.day, value.month) for value in values]


@given(SOME_DATES, st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%Y%m%d", "%a, %d %b %Y 10:00:00 GMT"]))
def test_plain_dates_are_read_back(value: date, pattern: str) -> None:
    assert read_us(value.strftime(pattern)) == value == read_eu(value.strftime(pattern))


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        found = read_us(text)
    except Unreadable as refused:
        assert str(refused).endswith(".")
    else:
        assert found is None or 1950 <= found.year <= 2100


@pytest.mark.parametrize(
    ("column", "sign"),
    [
        (["1.234,50", "1.000"], ","),
        (["1,234.50", "1,000"], "."),
        (["12,5", "3.000"], ","),
        (["12.5", "3,000"], "."),
        (["1.234.567"], ","),
        (["1,234", "5"], ""),
        (["651.324", "1100.04"], "."),
        (["€ 12,50", "3 000,00"], ","),
        (["1'234.50"], "."),
        ([1234.5, 7], ""),
    ],
)
def test_the_decimal_sign_is_the_columns(column: list[Any], sign: str) -> None:
    assert amounts.decimal_sign(column) == sign


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1.234", "", "1234"),
        ("1,234", "", "1234"),
        ("(1,200.50)", ".", "-1200.50"),
        ("-3", "", "-3"),
        ("3-", "", "-3"),
        ("12k", "", "12000"),
        ("1.2m", "", "1200000"),
        ("2,5 Mio", ",", "2500000"),
        ("1 234 567", "", "1234567"),
        ("1'234.5", ".", "1234.5"),
        (1100.04, "", "1100.04"),
        (12, ",", "12"),
    ],
)
def test_numbers(text: Any, sign: str, expected: str) -> None:
    assert amounts.number(text, sign=sign) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["abc", "1,2.3,4", "12 apples", "1/2", "0x10", True, float("inf"), "NaN", "--1", "1,2,3", "1.2.3", ".", "+"],
)
def test_what_is_no_number_says_so(text: Any) -> None:
    with pytest.raises(Unreadable):
        amounts.number(text, sign=".")


@pytest.mark.parametrize(
    ("text", "currency", "sign", "expected"),
    [
        ("1,054", "USD", "", Money(105400, "USD")),
        ("€22,400.00", "USD", ".", Money(2240000, "EUR")),
        ("CHF 12'500", "EUR", "", Money(1250000, "CHF")),
        ("12.500,00 EUR", "USD", ",", Money(1250000, "EUR")),
        ("EUR€ 5", "USD", "", Money(500, "EUR")),
        ("$14,000.00", "CAD", ".", Money(1400000, "CAD")),
        ("US$ 14", "EUR", "", Money(1400, "USD")),
        ("A$14", "EUR", "", Money(1400, "AUD")),
        ("R$ 14,50", "USD", ",", Money(1450, "BRL")),
        ("$14", "AED", "", Money(1400, "USD")),
        ("14 $", "EUR", "", Money(1400, "USD")),
        ("¥ 5,000", "JPY", "", Money(5000, "JPY")),
        (5000.0, "JPY", "", Money(5000, "JPY")),
        ("234.5670 KWD", "EUR", "", Money(234567, "KWD")),
        ("1 200 kr", "SEK", "", Money(120000, "SEK")),
        ("kr. 1.200,50", "DKK", ",", Money(120050, "DKK")),
        ("1.200,- kr", "NOK", ",", Money(120000, "NOK")),
        ("12,5 mio. kr.", "DKK", ",", Money(1250000000, "DKK")),
        ("12 500,00 zł", "EUR", ",", Money(1250000, "PLN")),
        ("25 000 Kč", "EUR", "", Money(2500000, "CZK")),
        ("300 Ft", "EUR", "", Money(30000, "HUF")),
        ("1'200.-", "CHF", "", Money(120000, "CHF")),
        ("Fr. 1'200.50", "EUR", ".", Money(120050, "CHF")),
        ("Rs. 1,20,000", "EUR", ".", Money(12000000, "INR")),
        ("0", "EUR", "", Money(0, "EUR")),
        ("", "EUR", "", None),
        ("n/a", "EUR", "", None),
    ],
)
def test_money(text: Any, currency: str, sign: str, expected: Money | None) -> None:
    assert amounts.money(text, currency=currency, sign=sign) == expected


def test_crowns_are_somebodys() -> None:
    with pytest.raises(Unreadable, match="Whose crowns"):
        amounts.money("1 200 kr", currency="EUR")


def test_a_name_before_an_amount_is_no_decimal_sign() -> None:
    assert amounts.decimal_sign(["Fr. 1'200.50", "Rs.500"]) == "."


def test_money_too_large_to_keep() -> None:
    for text in ("99999999999999999", 1e30):
        with pytest.raises(Unreadable, match="larger than"):
            amounts.money(text, currency="EUR")


@given(
    st.lists(st.integers(-MAX_MINOR // 100, MAX_MINOR // 100), min_size=1),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("\u202f", ",")]),
)
def test_a_column_of_amounts_is_read_back(minors: list[int], signs: tuple[str, str]) -> None:
    """Whatever the separators, a column written in one way comes back exactly."""
    thousands, point = signs

    def written(minor: int) -> str:
        whole, cents = divmod(abs(minor), 100)
        return ("-" if minor < 0 else "") + f"{whole:,}".replace(",", thousands) + f"{point}{cents:02}"

    column = [written(minor) for minor in minors]
    sign = amounts.decimal_sign(column)
    found = [amounts.money(text, currency="EUR", sign=sign) for text in column]
    assert found == [Money(minor, "EUR") for minor in minors]


@given(st.text(max_size=20), st.sampled_from(["", ",", "."]))
def test_any_text_is_money_or_a_sentence(text: str, sign: str) -> None:
    try:
        found = amounts.money(text, currency="EUR", sign=sign)
    except Unreadable as refused:
        assert str(refused).endswith(".")
    else:
        assert found is None or abs(found.minor) <= MAX_MINOR


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"), ("usd", "USD"), ("€", "EUR"), ("US Dollar", "USD"), ("U.S. Dollar", "USD"), ("Euro", "EUR"),
        ("USD - U.S. Dollar", "USD"), ("Swiss Franc", "CHF"), ("British Pound", "GBP"), ("", None), ("Euro (€)", "EUR"),
    ],
)  # fmt: skip
def test_currencies(text: str, code: str | None) -> None:
    assert amounts.currency(text) == code


def test_an_unknown_currency_says_so() -> None:
    with pytest.raises(Unreadable, match="Gold"):
        amounts.currency("Gold")


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (amounts.whole(10**9), "1,185", 1185),
        (amounts.whole(10**9), "51-200", 51),
        (amounts.whole(10**9), "10,000+", 10000),
        (amounts.whole(10**9), 2822.0, 2822),
        (amounts.percent, "50%", 50),
        (amounts.percent, "0.5", 50),
        (amounts.percent, 75, 75),
        (words.truth, "Yes", True),
        (words.truth, "0", False),
        (words.truth, True, True),
        (words.email, " Ines.Aalto@Example.com ", "ines.aalto@example.com"),
        (words.email, "mailto:x@y.example", "x@y.example"),
        (words.role, "Sales Engineer", Role.ENGINEER),
        (words.role, "Chief of nothing", None),
        (words.outcome, "Closed Won", Outcome.WON),
        (words.outcome, "closedlost", Outcome.LOST),
        (words.outcome, "No decision", Outcome.NO_DECISION),
        (words.outcome, "Canceled", Outcome.NO_DECISION),
        (words.outcome, "Disqualified", Outcome.DISQUALIFIED),
        (words.outcome, "Closed Won (Sales Pipeline)", Outcome.WON),
        (words.outcome, "In Progress", Outcome.OPEN),
        (words.outcome, "", None),
    ],
)
def test_words(reader: Callable[[Any], Any], text: Any, expected: Any) -> None:
    assert reader(text) == expected


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (amounts.whole(100), "-5"), (amounts.whole(100), "many"), (amounts.percent, "150%"), (words.truth, "maybe"),
        (words.email, "nobody"), (words.email, "a b@c.example"), (words.email, "a@b"), (words.outcome, "Perhaps"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_taken(reader: Callable[[Any], Any], text: str) -> None:
    with pytest.raises(Unreadable, match="“"):
        reader(text)


STAGES = [
    words.StageChoice(1, "Qualify", 10), words.StageChoice(2, "Discover", 25), words.StageChoice(3, "Prove", 50),
    words.StageChoice(4, "Propose", 70), words.StageChoice(5, "Commit", 90),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stage_id", "outcome", "rule"),
    [
        ("Prove", 3, None, ""),
        ("prove", 3, None, ""),
        ("3-Propose", 4, None, "name"),
        ("Propose (Sales Pipeline)", 4, None, "name"),
        ("Engaging", 2, None, "chance"),
        ("Prospecting", 1, None, "chance"),
        ("Negotiation/Review", 5, None, "chance"),
        ("Closed Won", None, Outcome.WON, "outcome"),
        ("Closed Lost (Sales Pipeline)", None, Outcome.LOST, "outcome"),
        ("Our own words", 3, None, "chosen"),
        ("Ended badly", None, Outcome.LOST, "outcome"),
    ],
)
def test_stages(text: str, stage_id: int | None, outcome: Outcome | None, rule: str) -> None:
    found = words.stage(text, stages=STAGES, chosen={"ourownwords": "Prove", "endedbadly": "Lost"})
    assert found == words.StageFound(stage_id, outcome, rule)


def test_an_unknown_stage_names_ours() -> None:
    with pytest.raises(Unreadable, match="Qualify, Discover, Prove, Propose, Commit"):
        words.stage("Waiting for rain", stages=STAGES, chosen={})
    assert words.stage("", stages=STAGES, chosen={}) is None


def test_reasons_by_key_and_by_name() -> None:
    assert words.reason_key(Outcome.LOST, "A competitor") == "competitor"
    assert words.reason_key(Outcome.LOST, "price") == "price"
    assert words.reason_key(Outcome.LOST, "It rained") == ""


def test_equal_cells_are_read_once() -> None:
    calls: list[Any] = []

    def reader(cell: Any) -> Any:
        calls.append(cell)
        if cell == "x":
            raise Unreadable("no.")
        return cell

    found = read(["a", "x", "a", "x", 1, True, 1.0], reader)
    assert calls == ["a", "x", 1, True, 1.0]
    assert found.values == ["a", None, "a", None, 1, True, 1.0]
    assert found.bad == {1: "no.", 3: "no."}


def test_epoch_is_utc() -> None:
    assert read_us(str(int(datetime(2024, 2, 29, 23, 0, tzinfo=UTC).timestamp()))) == date(2024, 2, 29)
