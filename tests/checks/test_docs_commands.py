"""docs/commands.md says what the commands take, no more and no less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evener.cli import COMMANDS, load

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
EVERYWHERE = {"--help"}


def sections() -> dict[str, str]:
    """The text below each `## evener …`."""
    parts = re.split(r"^## evener (\S+)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def leaves(command: Any) -> Iterator[Any]:
    """The command, or those below a group."""
    below = getattr(command, "commands", None)
    if not below:
        yield command
        return
    for each in below.values():
        yield from leaves(each)


def test_every_command_has_its_section() -> None:
    assert list(sections()) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_documented(name: str) -> None:
    found = {
        option
        for command in leaves(load(name))
        for parameter in command.params
        for option in [*parameter.opts, *parameter.secondary_opts]
        if option.startswith("--")
    }
    assert set(OPTION.findall(sections()[name])) - EVERYWHERE == found - EVERYWHERE
