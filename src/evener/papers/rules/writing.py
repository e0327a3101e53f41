"""What stands in a point of view, how long it may be, and what is wrong with it. Pure.

A point of view is one to three pages with our idea for the customer's problem: the problem, very brief; our idea; a
picture of it; the next steps together. The budgets of words are our own: 80 for the problem, 650 in all, which is
two pages with a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

LONGEST_PAPER = 3
PROBLEM_WORDS, ALL_WORDS = 80, 650
MOST_STEPS, MOST_PIECES, MOST_CLAIMS = 12, 40, 60
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


class PaperStatus(StrEnum):
    DRAFT = "draft"
    OUT = "out"


PAPER_STATUS_NAMES: dict[PaperStatus, Text] = {PaperStatus.DRAFT: _("Draft"), PaperStatus.OUT: _("Out")}


class Section(StrEnum):
    """The parts of a paper that hold text, in their order."""

    PROBLEM = "problem"
    IDEA = "idea"
    PICTURE = "picture"
    STEPS = "steps"


SECTION_NAMES: dict[Section, Text] = {
    Section.PROBLEM: _("The problem"),
    Section.IDEA: _("Our idea"),
    Section.PICTURE: _("The picture"),
    Section.STEPS: _("Next steps together"),
}
SECTION_HELP: dict[Section, Text] = {
    Section.PROBLEM: _("Very brief, in the customer’s own words: three or four sentences."),
    Section.IDEA: _("What we would do about it, and what changes for them. An empty line begins a new paragraph."),
    Section.PICTURE: _("One line for each arrow, as in “Pump -> Gateway: readings”."),
    Section.STEPS: _("What both sides do next, who does it and by when."),
}

# Languages a paper may be written in, and what its headings say in them.
LANGUAGES: dict[str, Text] = {
    "en": _("English"), "de": _("German"), "fr": _("French"), "nl": _("Dutch"), "es": _("Spanish"), "it": _("Italian"),
}  # fmt: skip
# By the names of `papers.engine.document.Labels`.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {"kind": "Point of view", "prepared_for": "Prepared for", "prepared_by": "Prepared by",
           "problem": "The problem", "idea": "Our idea", "picture": "How it fits together",
           "steps": "Next steps together", "what": "What", "who": "Who", "date": "Date", "when": "By when",
           "page": "Page {page} of {pages}"},
    "de": {"kind": "Standpunkt", "prepared_for": "Für", "prepared_by": "Von", "problem": "Das Problem",
           "idea": "Unsere Idee", "picture": "Wie es zusammenpasst", "steps": "Gemeinsame nächste Schritte",
           "what": "Was", "who": "Wer", "date": "Datum", "when": "Bis wann", "page": "Seite {page} von {pages}"},
    "fr": {"kind": "Point de vue", "prepared_for": "Pour", "prepared_by": "De", "problem": "Le problème",
           "idea": "Notre idée", "picture": "Vue d’ensemble", "steps": "Nos prochaines étapes",
           "what": "Quoi", "who": "Qui", "date": "Date", "when": "Pour quand", "page": "Page {page} sur {pages}"},
    "nl": {"kind": "Standpunt", "prepared_for": "Voor", "prepared_by": "Van", "problem": "Het probleem",
           "idea": "Ons idee", "picture": "Hoe het samenhangt", "steps": "Onze volgende stappen",
           "what": "Wat", "who": "Wie", "date": "Datum", "when": "Wanneer", "page": "Pagina {page} van {pages}"},
    "es": {"kind": "Punto de vista", "prepared_for": "Para", "prepared_by": "De", "problem": "El problema",
           "idea": "Nuestra idea", "picture": "Cómo encaja todo", "steps": "Próximos pasos juntos",
           "what": "Qué", "who": "Quién", "date": "Fecha", "when": "Para cuándo", "page": "Página {page} de {pages}"},
    "it": {"kind": "Punto di vista", "prepared_for": "Per", "prepared_by": "Di", "problem": "Il problema",
           "idea": "La nostra idea", "picture": "Come si compone", "steps": "I prossimi passi insieme",
           "what": "Che cosa", "who": "Chi", "date": "Data", "when": "Entro quando",
           "page": "Pagina {page} di {pages}"},
}  # fmt: skip

PAPER_NAMES: dict[str, Text] = {
    "title": _("Title"),
    "language": _("Language"),
    "readers": _("Who it is for"),
    "owner_id": _("Who writes it"),
    "meeting_id": _("Meeting"),
    "problem": SECTION_NAMES[Section.PROBLEM],
    "idea": SECTION_NAMES[Section.IDEA],
    "picture": SECTION_NAMES[Section.PICTURE],
    "picture_says": _("What the picture shows"),
    "steps": SECTION_NAMES[Section.STEPS],
    "claims": _("Promises it rests on"),
}
LENGTHS = {"title": 160, "readers": 200, "problem": 2000, "idea": 8000, "picture": 4000, "picture_says": 300}
STEP_LENGTH = 300
# Parts that are read as several lines.
LINES = frozenset({"problem", "idea", "picture"})
# Everything Unicode calls a control or a direction override, but line ends and tabs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LONE = re.compile(r"[\ud800-\udfff]")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class StepSide(StrEnum):
    """Who does a step."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the next steps. `step_id` is the deal's step it is, None for one that becomes a step when the paper
    goes out; `owner_id` is one of our people or, on their side, `contact_id` one of theirs.
    """

    what: str
    step_id: int | None = None
    owner_id: int | None = None
    contact_id: int | None = None
    due_on: date | None = None

    def kept(self) -> dict[str, Any]:
        """As it is kept in the paper's row; `step_of` reads it."""
        if self.step_id is not None:
            return {"step": self.step_id}
        due = self.due_on.isoformat() if self.due_on else None
        return {"what": self.what, "owner": self.owner_id, "contact": self.contact_id, "due_on": due}


def step_of(kept: Mapping[str, Any]) -> Step:
    if kept.get("step"):
        return Step("", step_id=kept["step"])
    due = kept.get("due_on")
    return Step(
        kept["what"], owner_id=kept.get("owner"), contact_id=kept.get("contact"),
        due_on=date.fromisoformat(due) if due else None,
    )  # fmt: skip


def clean(text: str, *, lines: bool) -> str:
    """Without what no reader sees: control characters, blanks at the ends; line ends are `\\n`."""
    text = LONE.sub("", CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def words_in(*texts: str) -> int:
    """`Their pumps aren't watched` has four."""
    return sum(len(WORD.findall(text)) for text in texts)


def faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What cannot be kept, by field. A draft may be short of anything but its title."""
    wrong: dict[str, Text] = {}
    for name, limit in LENGTHS.items():
        if len(values.get(name) or "") > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
    if "title" in values and not (values["title"] or "").strip():
        wrong["title"] = _("Give it a title: the idea in a few words.")
    if "language" in values and values["language"] not in LANGUAGES:
        wrong["language"] = _("Choose the language from the list.")
    if "steps" in values:
        fault = _step_fault(values["steps"])
        if fault:
            wrong["steps"] = fault
    return wrong


def _step_fault(steps: Sequence[Step]) -> Text | None:
    if len(steps) > MOST_STEPS:
        return _("Keep it to %(limit)d steps: what comes first.") % {"limit": MOST_STEPS}
    for step in steps:
        if step.step_id is not None:
            continue
        if not step.what.strip():
            return _("Say what happens in each step.")
        if len(step.what) > STEP_LENGTH:
            return _("Keep each step under %(limit)d characters.") % {"limit": STEP_LENGTH}
        if step.due_on and not EARLIEST <= step.due_on <= LATEST:
            return _("Use a date between 1970 and 2200.")
        if step.owner_id and step.contact_id:
            return _("One person answers for a step: choose somebody of ours or of theirs.")
    return None


@dataclass(frozen=True, slots=True)
class Budget:
    """Words so far against what fits two pages with a picture."""

    problem: int
    all: int

    @property
    def problem_long(self) -> bool:
        return self.problem > PROBLEM_WORDS

    @property
    def long(self) -> bool:
        return self.all > ALL_WORDS


def budget(*, problem: str, idea: str, steps: Sequence[str]) -> Budget:
    count = words_in(problem)
    return Budget(count, count + words_in(idea, *steps))
