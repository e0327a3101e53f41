"""One column read as a whole: each distinct value once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean, is_nothing
from evener.problems import Text

T = TypeVar("T")
_TOO_LONG = _("%(what)s has %(count)s characters; the most is %(most)s. Shorten it.")


class Unreadable(ValueError):
    """A value that is not what its column holds; the message says so in the user's words."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """`values[i]` of row i, None where it is empty or unreadable; `bad[i]` says why it is unreadable."""

    values: list[T | None]
    bad: dict[int, str]

    @classmethod
    def empty(cls, count: int) -> Column[T]:
        return cls([None] * count, {})


def read(cells: Iterable[Cell], reader: Callable[[Cell], T | None]) -> Column[T]:
    """Apply `reader` to every cell; equal cells are read once, as columns repeat themselves."""
    keys = [(cell.__class__, cell) for cell in cells]  # 1 and True are equal, and not the same cell
    known: dict[tuple[type, Cell], T | None] = dict.fromkeys(keys)
    wrong: dict[tuple[type, Cell], str] = {}
    for key in known:
        try:
            known[key] = reader(key[1])
        except Unreadable as error:
            wrong[key] = str(error)
    bad = {index: wrong[key] for index, key in enumerate(keys) if key in wrong} if wrong else {}
    return Column([known[key] for key in keys], bad)


def name(cell: Cell) -> str | None:
    """One line of text; None for the words that mean nothing."""
    text = clean(cell)
    return None if is_nothing(text) else text


def limited(most: int, what: Text) -> Callable[[Cell], str | None]:
    """A reader of one line of at most `most` characters."""

    def reader(cell: Cell) -> str | None:
        text = name(cell)
        if text is not None and len(text) > most:
            raise Unreadable(too_long(what, len(text), most))
        return text

    return reader


def too_long(what: Text, count: int, most: int) -> Text:
    return _TOO_LONG % {"what": what, "count": count, "most": most}
