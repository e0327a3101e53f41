"""What this room asks the rooms above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was shared with the customer, beside the deal's own files.

    `url` opens it without an account: its own link, or a page below the plan's.
    """

    title: str
    detail: Text
    on: date
    url: str


class Documents(Protocol):
    """What was shared of this deal with whoever holds the link with this `token` to its plan; in one query."""

    def __call__(self, *, deal_id: int, token: str) -> Sequence[Document]: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How the organisation looks to others: its logo, and a stylesheet that sets `--brand` and `--on-brand`."""

    logo_url: str = ""
    logo_alt: str = ""
    css_url: str = ""


class Brand(Protocol):
    """The organisation's look, None where nobody set one; in one query."""

    def __call__(self) -> Look | None: ...
