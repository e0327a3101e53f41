"""The lock files agree with each other and with pyproject.toml, and every file in them is pinned by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "tools/uv.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)(?:\[[^]]*\])?==(?P<version>\S+)(?P<rest>.*)$", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pins(lock: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PIN.finditer((HERE / lock).read_text(encoding="utf-8"))}


def test_working_on_it_uses_the_versions_it_runs_with() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert run == {name: dev.get(name) for name in run}, "Run: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes(lock: str) -> None:
    text = (HERE / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert entries and all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_registry(lock: str) -> None:
    text = (HERE / lock).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_everything_declared_is_locked() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {found.group().lower() for line in declared if (found := NAME.match(line))}
    assert names <= set(pins("requirements-dev.lock")), "Run: make lock"
