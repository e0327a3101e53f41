"""The little formatting that text fields know, as typed runs. Any text is right: a star that opens nothing stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from evener.papers.engine.letters import clean


class Kind(StrEnum):
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style. A line break in it is a line break on paper."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph has one item; a list has one for each of its points."""

    kind: Kind
    items: tuple[tuple[Run, ...], ...]


BULLET = re.compile(r"\s*[-*•–]\s+(?=\S)")
NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
# **bold**, *italic* or _italic_: opened before and closed after something that is no space, not inside a word.
MARKED = re.compile(
    r"\*\*\*(?=\S)(?P<both>.+?)(?<=\S)\*\*\*|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<star>[^*]*?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])(?P<line>[^_]*?)(?<=[^\s_])_(?!\w)"
)


def blocks(text: str) -> tuple[Block, ...]:
    """`text` as paragraphs and lists, in order; nothing for empty text."""
    found: list[Block] = []
    kind, item, items = Kind.PARAGRAPH, [], []  # type: Kind, list[str], list[str]

    def close_item() -> None:
        if item:
            items.append("\n".join(item))
            item.clear()

    def close_block() -> None:
        close_item()
        if items:
            found.append(Block(kind, tuple(runs(each) for each in items)))
            items.clear()

    for line in clean(text).replace("\t", " ").split("\n"):
        begins, words = _line(line)
        if not words:
            close_block()
            kind = Kind.PARAGRAPH
        elif begins is not None:
            if begins is not kind:
                close_block()
            kind = begins
            close_item()
            item.append(words)
        elif kind is not Kind.PARAGRAPH and not line.startswith((" ", "\t")):
            close_block()
            kind = Kind.PARAGRAPH
            item.append(words)
        else:
            item.append(words)
    close_block()
    return tuple(found)


def runs(text: str) -> tuple[Run, ...]:
    """One paragraph's text in runs of one style."""
    found: list[Run] = []
    _collect(text, found, bold=False, italic=False)
    return tuple(found)


def plain(text: str) -> str:
    """`text` without its formatting marks, one line for each paragraph or point."""
    return "\n".join("".join(run.text for run in item) for block in blocks(text) for item in block.items)


def _line(line: str) -> tuple[Kind | None, str]:
    """What the line begins, and its words without that sign."""
    for kind, sign in ((Kind.BULLETS, BULLET), (Kind.NUMBERS, NUMBER)):
        begun = sign.match(line)
        if begun:
            return kind, line[begun.end() :].strip()
    return None, line.strip()


def _collect(text: str, found: list[Run], *, bold: bool, italic: bool) -> None:
    """Marks may stand in marks of the other kind: each match is shorter than what it is found in, so this ends."""
    place = 0
    for match in MARKED.finditer(text):
        if match.start() > place:
            found.append(Run(text[place : match.start()], bold, italic))
        both, strong = match["both"], match["bold"]
        inner = both or strong or match["star"] or match["line"]
        _collect(inner, found, bold=bold or bool(both or strong), italic=italic or not strong)
        place = match.end()
    if place < len(text):
        found.append(Run(text[place:], bold, italic))
