"""Which column is which, for the exports people have; and which name is whose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.connect.fields import FIELDS, Kind
from evener.connect.files import read_bytes, read_path
from evener.connect.headers import closest, currency_in, guess, recognise, words
from evener.connect.mapping import choose, exactly, require_needed
from evener.connect.names import Names
from evener.problems import Invalid

FILES = Path(__file__).parent.parent / "connect" / "files"

EXPECTED = {
    "salesforce.csv": (Kind.DEALS, {
        "external_id": "Opportunity ID", "name": "Opportunity Name", "account": "Account Name",
        "owner": "Opportunity Owner", "stage": "Stage", "amount": "Amount", "currency": "Amount Currency",
        "close_on": "Close Date", "opened_on": "Created Date", "source": "Lead Source", "next_step": "Next Step",
    }),
    "hubspot.csv": (Kind.DEALS, {
        "external_id": "Record ID", "name": "Deal Name", "stage": "Deal Stage", "amount": "Amount",
        "currency": "Currency", "close_on": "Close Date", "opened_on": "Create Date", "owner": "Deal owner",
        "account": "Associated Company (Primary)", "source": "Original Traffic Source",
        "reason": "Closed Lost Reason", "about": "Deal Description",
    }),
    "pipedrive.csv": (Kind.DEALS, {
        "external_id": "Deal - ID", "name": "Deal - Title", "amount": "Deal - Value",
        "currency": "Deal - Currency of Value", "stage": "Deal - Stage", "outcome": "Deal - Status",
        "owner": "Deal - Owner", "account": "Deal - Organization", "close_on": "Deal - Expected close date",
        "opened_on": "Deal - Deal created", "closed_on": "Deal - Deal closed on", "reason": "Deal - Lost reason",
    }),
    "dynamics.csv": (Kind.DEALS, {
        "external_id": "(Do Not Modify) Opportunity", "name": "Topic", "account": "Potential Customer",
        "close_on": "Est. Close Date", "amount": "Est. Revenue", "currency": "Currency", "stage": "Pipeline Phase",
        "outcome": "Status", "owner": "Owner", "opened_on": "Created On", "closed_on": "Actual Close Date",
    }),
    "maven_like.csv": (Kind.DEALS, {
        "external_id": "opportunity_id", "owner": "sales_agent", "product": "product", "account": "account",
        "stage": "deal_stage", "opened_on": "engage_date", "close_on": "close_date", "amount": "close_value",
    }),
    "accounts.csv": (Kind.ACCOUNTS, {
        "name": "account", "industry": "sector", "employees": "employees", "country": "office_location",
        "parent": "subsidiary_of",
    }),
    "products.csv": (Kind.PRODUCTS, {"name": "product", "series": "series", "price": "sales_price"}),
    "people.csv": (Kind.PEOPLE, {"name": "sales_agent", "manager": "manager", "team": "regional_office"}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_exports_are_recognised_and_every_column_guessed(name: str) -> None:
    kind, columns = EXPECTED[name]
    table = read_path(FILES / name)
    assert recognise(table.headers, table.rows) == kind
    chosen = choose(table, kind)
    assert chosen.plain(table) == columns
    assert min(chosen.sure.values()) >= 0.9


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("Deal - Value (EUR)", "deal value"),
        ("CloseDate", "close date"),
        ("Est_Revenue__c", "est revenue"),
        ("  Montant dû ", "montant du"),
        ("(EUR)", "eur"),
        ("ID", "id"),
    ],
)
def test_headers_are_read_without_signs(header: str, plain: str) -> None:
    assert words(header) == plain


def test_a_misspelt_header_is_guessed_less_surely() -> None:
    guesses = guess(Kind.DEALS, ["Oportunity Name", "Expected Clse Date", "Amonut"], [["x", "2017-03-01", "5"]])
    assert {name: one.column for name, one in guesses.items()} == {"name": 0, "close_on": 1, "amount": 2}
    assert all(0.45 <= one.confidence < 0.8 for one in guesses.values())


def test_values_speak_against_a_header_and_for_one() -> None:
    rows = [["soon", "5", "a@b.example"], ["later", "7", "c@d.example"]]
    guesses = guess(Kind.PEOPLE, ["Name", "Age", "Contact point"], rows)
    assert guesses["email"].column == 2
    dated = guess(Kind.DEALS, ["Name", "Close date", "Closing date"], [["x", "maybe", "2017-03-01"]] * 3)
    assert dated["close_on"].column == 2


def test_what_evener_does_not_keep_is_left_alone() -> None:
    guesses = guess(Kind.DEALS, ["Deal Name", "Probability (%)", "Weighted amount", "Last Modified Date", "Owner ID"])
    assert set(guesses) == {"name"}


@given(st.lists(st.text(max_size=15), max_size=8, unique=True), st.sampled_from(list(Kind)))
def test_every_column_is_used_once(headers: list[str], kind: Kind) -> None:
    found = guess(kind, headers)
    columns = [one.column for one in found.values()]
    assert len(set(columns)) == len(columns)
    assert all(0.45 <= one.confidence <= 1 for one in found.values())


def test_no_synonym_means_two_fields_of_a_kind() -> None:
    for kind, fields in FIELDS.items():
        every = [text for one in fields for text in {synonym.replace(" ", "") for synonym in one.synonyms}]
        assert sorted({text for text in every if every.count(text) > 1}) == [], kind


def test_currencies_in_headers() -> None:
    assert currency_in("Amount (EUR)") == "EUR"
    assert currency_in("Value in USD") == "USD"
    assert currency_in("THE AMOUNT") == ""


def test_a_person_has_the_last_word() -> None:
    table = read_bytes(b"Title,Sum,Other\nx,5,6\n", name="deals.csv")
    chosen = choose(table, Kind.DEALS, {"amount": "sum", "name": "Other"})
    assert chosen.plain(table) == {"name": "Other", "amount": "Sum"}
    assert choose(table, Kind.DEALS, {"name": ""}).columns == {}
    assert chosen.unused(table) == ["Title"]


def test_mapping_to_what_is_not_there() -> None:
    table = read_bytes(b"Title,Sum\nx,5\n", name="deals.csv")
    with pytest.raises(Invalid, match=r"no column “Total”\. It has: Title, Sum"):
        choose(table, Kind.DEALS, {"amount": "Total"})
    with pytest.raises(Invalid, match=r"no field “colour”\. There are: external_id, name"):
        choose(table, Kind.DEALS, {"colour": "Sum"})
    with pytest.raises(Invalid, match="“Sum” is chosen for two fields"):
        exactly(table, Kind.DEALS, {"amount": "Sum", "name": "Sum"})
    with pytest.raises(Invalid, match="has no column for"):
        require_needed(table, exactly(table, Kind.DEALS, {"amount": "Sum"}))


def test_closest_header() -> None:
    headers = ("Deal Name", "deal name", "Amount")
    assert closest("deal name", headers) == 1
    assert closest("DEALNAME", headers) == 0
    assert closest("amount ", headers) == 2
    assert closest("owner", headers) is None


def test_nothing_is_recognised_in_a_table_of_something_else() -> None:
    assert recognise(["colour", "weight"], [["red", "5"]]) is None


# Names.


def test_names_are_found_by_case_and_spacing_and_counted() -> None:
    names = Names([("GTX Pro", 1), ("Ron-tech", 2), ("Café Zürich", 3)])
    assert [names.find(text) for text in ("GTX Pro", "gtx pro", "GTXPro", "GTXPro", "Ron tech", "cafe zurich")] == [
        1, 1, 1, 1, 2, 3,
    ]  # fmt: skip
    assert names.find("GTX Prime") is None
    notes = names.take_notes("Product", file="deals.csv")
    assert [(note.rule, note.count) for note in notes] == [
        ("name spacing", 2), ("name case", 1), ("name spacing", 1), ("name case", 1),
    ]  # fmt: skip
    assert notes[0].text == "Product “GTXPro” was taken as “GTX Pro”: the same letters without blanks and signs."
    assert names.take_notes("Product", file="deals.csv") == []


def test_what_two_things_answer_to_means_neither() -> None:
    names = Names([("ABC", 1), ("abc", 2), ("Twin", 3), ("Twin", 4)])
    assert names.find("ABC") == 1
    assert names.find("abc") == 2
    assert names.find("Abc") is None
    assert names.find("Twin") is None
    assert names.is_ambiguous("Twin") and not names.is_ambiguous("ABC")


def test_names_learn() -> None:
    names = Names([("Acme", 1)])
    assert names.find("Newco") is None
    names.add("Newco", 2)
    assert names.find("newco") == 2


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=12))
def test_every_name_finds_itself(known: list[str]) -> None:
    names = Names((text, number) for number, text in enumerate(known))
    assert [names.find(text) for text in known] == list(range(len(known)))
