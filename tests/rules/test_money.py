"""Money: reading what people type, showing it, never mixing currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener import money
from evener.money import Money, MoneyError

CODES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF", "INR"])
MINOR = st.integers(-money.MAX_MINOR, money.MAX_MINOR)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,234.50", 123_450),
        ("1.234,50", 123_450),
        ("1 234,5", 123_450),
        ("1'234", 123_400),
        ("1,234", 123_400),
        ("1.234.567", 123_456_700),
        ("0.5", 50),
        (".5", 50),
        ("12k", 1_200_000),
        ("1.2m", 120_000_000),
        ("(1,200)", -120_000),
        ("-3", -300),
        ("0", 0),
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    assert money.parse(text, currency="EUR").minor == minor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€ 3k", Money(300_000, "EUR")),
        ("CHF 12'500", Money(1_250_000, "CHF")),
        ("12 500 eur", Money(1_250_000, "EUR")),
        ("£9.99", Money(999, "GBP")),
        ("¥500", Money(500, "JPY")),
    ],
)
def test_a_currency_in_the_text_wins(text: str, expected: Money) -> None:
    assert money.parse(text, currency="USD") == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "1..2", "--3", "1e9", "NaN", "Infinity", "12,3,4.5.6", "=1+1", "1" * 40, "9" * 29]
)
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(MoneyError, match=r"\.$"):
        money.parse(text, currency="EUR")


@given(MINOR, CODES)
def test_what_is_shown_is_read_back(minor: int, code: str) -> None:
    plain = f"{Decimal(minor).scaleb(-money.digits(code)):f} {code}"
    if money.digits(code) != 3:  # three decimals and no thousands read as thousands; forms show two separators then
        assert money.parse(plain, currency="USD") == Money(minor, code)


@given(st.lists(st.builds(Money, st.integers(0, 10**9), CODES), max_size=20))
def test_totals_never_mix_currencies(amounts: list[Money]) -> None:
    sums = money.totals(amounts)
    assert len({total.currency for total in sums}) == len(sums)
    for total in sums:
        assert total.minor == sum(a.minor for a in amounts if a.currency == total.currency)


@given(MINOR, MINOR)
def test_adding_two_currencies_is_refused(a: int, b: int) -> None:
    with pytest.raises(MoneyError):
        Money(a, "EUR") + Money(b, "USD")


def test_showing() -> None:
    assert money.show(1_250_000, "EUR") == "€12,500"
    assert money.show(1_250_050, "EUR") == "€12,500.50"
    assert money.show(500, "JPY") == "¥500"
    assert money.show(-1_250_000, "USD") == "-$12,500"
