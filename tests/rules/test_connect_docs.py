"""What docs/importing.md says can be imported is what can be."""

from __future__ import annotations

import re
from pathlib import Path

from evener.connect.fields import FIELDS, Kind

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_every_field_is_documented() -> None:
    rows = dict(re.findall(r"^\| (deals|accounts|products|people) \| (.+) \|$", TEXT, re.MULTILINE))
    assert {kind: re.findall(r"`(\w+)`", row) for kind, row in rows.items()} == {
        kind.value: [one.name for one in FIELDS[kind]] for kind in Kind
    }
