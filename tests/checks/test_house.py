"""The house rules of `tools/house.py` hold, and each of them finds what it is there to find."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tools import house


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_house_rule_holds(rule: Callable[[], Iterable[str]]) -> None:
    assert list(rule()) == []


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package that the rules look at instead of ours."""
    package = tmp_path / "src" / "evener"
    package.mkdir(parents=True)
    monkeypatch.setattr(house, "HERE", tmp_path)
    monkeypatch.setattr(house, "PACKAGE", package)
    return package


def write(package: Path, name: str, text: str) -> None:
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (house.long_files, "deals/views.py", "x = 1\n" * 501),
        (house.long_files, "config/settings.py", "x = 1\n" * 401),
        (house.shapeless_names, "deals/utils.py", ""),
        (house.shapeless_names, "helpers/dates.py", ""),
        (house.unknown_files, "deals/stuff.py", ""),
        (house.signals, "deals/models.py", "from django.db.models.signals import post_save"),
        (house.signals, "deals/models.py", "from django.dispatch import receiver"),
        (house.impure_rules, "deals/rules.py", "from django.db import models"),
        (house.impure_rules, "deals/rules.py", "from evener.deals.models import Deal"),
        (house.impure_rules, "deals/rules/stages.py", "import datetime\nnow = datetime.datetime.now()"),
        (house.inline_code, "web/templates/a.html", "<p>\n<script>alert(1)</script>"),
        (house.inline_code, "web/templates/a.html", "<style>p {}</style>"),
        (house.inline_code, "web/templates/a.html", '<p style="color: red">'),
        (house.inline_code, "web/templates/a.html", "<p {% if x %}onclick='go()'{% endif %}>"),
        (house.inline_code, "web/templates/a.html", '<p hx-on:click="go()">'),
        (house.inline_code, "web/templates/a.html", '<a href="javascript:go()">'),
    ],
)
def test_house_rule_finds(package: Path, rule: Callable[[], Iterable[str]], name: str, text: str) -> None:
    write(package, name, text)
    assert len(list(rule())) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "from datetime import date, datetime",
        "from django.utils.translation import gettext_lazy as _",
        "from evener.money import Money",
        "from evener.deals.rules import Stage",
        "import numpy as np",
    ],
)
def test_rules_may_import(source: str) -> None:
    assert all(house.is_pure(module) for module in house.imported(ast.parse(source)))


def test_template_without_inline_code(package: Path) -> None:
    write(package, "web/templates/a.html", '<script src="{% static "a.js" %}"></script><p class="{{ on_hold }}" one>')
    assert list(house.inline_code()) == []
