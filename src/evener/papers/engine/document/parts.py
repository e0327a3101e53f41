"""What a point of view consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from evener.papers.engine.diagram.parts import Diagram
from evener.papers.engine.image import Picture


class Mark(StrEnum):
    """What an engineer said to the promise a claim rests on."""

    TODAY = "today"
    WITH_WORK = "with_work"
    IF = "if"
    OPEN = "open"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the next steps; `when` is a day as it is to be read ("Thu 12 March")."""

    what: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the document says the product does, the verdict on it, and its condition or note."""

    text: str
    mark: Mark = Mark.OPEN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of one's own with text below it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the frame, in the document's language."""

    kind: str = field(default_factory=lambda: _("Point of view"))
    prepared_for: str = field(default_factory=lambda: _("Prepared for"))
    prepared_by: str = field(default_factory=lambda: _("Prepared by"))
    date: str = field(default_factory=lambda: _("Date"))
    problem: str = field(default_factory=lambda: _("The problem"))
    idea: str = field(default_factory=lambda: _("Our idea"))
    picture: str = field(default_factory=lambda: _("How it fits together"))
    claims: str = field(default_factory=lambda: _("What this rests on"))
    steps: str = field(default_factory=lambda: _("Next steps together"))
    what: str = field(default_factory=lambda: _("What"))
    who: str = field(default_factory=lambda: _("Who"))
    when: str = field(default_factory=lambda: _("By when"))
    # {page} and {pages} are put in by the engine.
    page: str = field(default_factory=lambda: _("Page {page} of {pages}"))
    marks: tuple[tuple[Mark, str], ...] = field(
        default_factory=lambda: (
            (Mark.TODAY, _("Available today")),
            (Mark.WITH_WORK, _("With work")),
            (Mark.IF, _("Under a condition")),
            (Mark.OPEN, _("Not yet checked")),
            (Mark.NO, _("Not possible")),
        )
    )


@dataclass(frozen=True, slots=True)
class Document:
    """Text fields are plain text. `problem`, `idea` and the text of sections may be written with **bold**, *italic*,
    lists ("- " or "1. " at the beginning of a line) and empty lines between paragraphs; nothing else means anything.

    `diagram` or `picture` (with `picture_words`, what it shows for those who cannot see it) is the picture. `shown_day`
    is the day as it is to be read; without it `day` is written 2026-03-12.
    """

    title: str
    day: date
    subtitle: str = ""
    customer: str = ""
    prepared_for: str = ""
    prepared_by: str = ""
    shown_day: str = ""
    language: str = "en"
    problem: str = ""
    idea: str = ""
    sections: tuple[Section, ...] = ()
    diagram: Diagram | None = None
    picture: Picture | None = None
    picture_words: str = ""
    caption: str = ""
    claims: tuple[Claim, ...] = ()
    steps: tuple[Step, ...] = ()
    contact: str = ""
    labels: Labels = field(default_factory=Labels)
