"""docs/settings.md says what the code reads."""

from __future__ import annotations

from evener.config.env import Env
from tools import settings_table


def test_table_of_settings_is_the_codes() -> None:
    page = settings_table.TARGET.read_text(encoding="utf-8")
    assert settings_table.renewed(page) == page, "Run: make docs"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Env.model_fields.values())
