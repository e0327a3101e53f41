"""A page link of another order leads to the first page and is named; anything else that is wrong is not hidden."""

from __future__ import annotations

import pytest

from evener.listing.rules import Ask, stale_cursor
from evener.pages.lists import read_page
from evener.problems import Invalid, Text


def test_a_link_of_another_order_leads_to_the_first_page() -> None:
    def read(*, ask: Ask) -> str:
        if ask.cursor:
            raise stale_cursor()
        return f"the first by {ask.order}"

    wrong: dict[str, Text] = {"q": "Look for a word."}
    assert read_page(read, Ask("-name", "made up"), wrong) == ("the first by -name", Ask("-name"))
    assert set(wrong) == {"q", *stale_cursor().fields}
    assert read_page(read, Ask("name"), {}) == ("the first by name", Ask("name"))


def test_what_is_wrong_on_the_first_page_too_is_raised() -> None:
    def read(*, ask: Ask) -> str:
        raise Invalid({"q": "Look for a word."})

    with pytest.raises(Invalid):
        read_page(read, Ask("name", "made up"), {})
