"""What may stand in the catalogue, and who keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from evener.capabilities.rules import Status, faults, is_link, links, may_keep
from evener.people.rules import Role, Viewer, Visibility

VIEWER = Viewer(1, "Ada", Role.ENGINEER, None, "", Visibility.COMPANY)
RIGHT: dict[str, Any] = {"name": "Single sign-on", "status": "shipped", "planned_for": None, "evidence": ""}


@pytest.mark.parametrize("role", Role)
def test_engineering_keeps_the_catalogue(role: Role) -> None:
    able = role in (Role.ENGINEER, Role.DELIVERY, Role.LEADER, Role.ADMIN)
    assert may_keep(replace(VIEWER, role=role)) is able
    assert not may_keep(replace(VIEWER, role=role, scopes=frozenset({"read"})))


def test_what_is_right_has_no_faults() -> None:
    assert faults(RIGHT) == {}
    assert faults(RIGHT | {"status": "planned", "planned_for": date(2027, 3, 1)}) == {}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"name": "  "}, "name", "in a few words"),
        ({"name": "x" * 201}, "name", "under 200"),
        ({"name": "a\x00b"}, "name", "cannot be kept"),
        ({"status": "soon"}, "status", "one of the statuses"),
        ({"status": "planned"}, "planned_for", "Say by when"),
        ({"planned_for": date(2027, 3, 1)}, "planned_for", "Only what is planned"),
        ({"status": "planned", "planned_for": date(1900, 1, 1)}, "planned_for", "between 1970 and 2200"),
        ({"evidence": "see the wiki"}, "evidence", "“see the wiki” is not a web address"),
        ({"evidence": "https://a.example\njavascript:alert(1)"}, "evidence", "javascript"),
        ({"evidence": "\n".join(f"https://a.example/{n}" for n in range(21))}, "evidence", "20 links"),
        ({"colour": "red"}, "colour", "no such field"),
    ],
)
def test_what_is_wrong_says_so_at_its_field(values: dict[str, Any], field: str, said: str) -> None:
    wrong = faults(RIGHT | values)
    assert list(wrong) == [field]
    assert said in str(wrong[field])


def test_evidence_is_one_address_to_a_line() -> None:
    assert links(" https://a.example/x \n\n https://b.example ") == ["https://a.example/x", "https://b.example"]
    assert is_link("http://a.example:8080/x?y=1#z")
    assert not any(is_link(text) for text in ("a.example", "ftp://a.example", "https://", "https://[", "https://a b"))


def test_a_status_needs_no_other_words() -> None:
    assert {status.value for status in Status} == {"shipped", "beta", "planned", "custom", "will_not"}
