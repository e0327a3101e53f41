"""A playbook as a file: TOML that begins with `evener-playbook = 1`. Reading says what is wrong, and where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from django.utils.translation import gettext as _

from evener.discovery.rules.questions import (
    GROUP_NAMES,
    KIND_NAMES,
    MOST_QUESTIONS,
    AnswerKind,
    Group,
    key_from,
    playbook_faults,
    question_faults,
)
from evener.problems import Invalid

FORMAT, HEADER = 1, "evener-playbook"
LARGEST = 1024 * 1024
MOST_SAID = 10
SHIPPED = Path(__file__).parent / "playbooks"
# What stands in a file, and what it is called inside.
HEAD = ("name", "deal_type", "purpose")
FIELDS = {
    "key": "key", "group": "group", "text": "text", "why": "why", "say": "wording", "answer": "kind", "unit": "unit",
    "choices": "choices", "weight": "weight", "before": "before",
}  # fmt: skip
NEEDED = ("group", "text", "why", "before")
_QUESTION = re.compile(r"^\s*\[\[\s*question\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Read:
    """A playbook as a file has it: values of the playbook and of each question, as the actions take them."""

    values: dict[str, Any]
    questions: list[dict[str, Any]] = field(default_factory=list)


def read(raw: bytes) -> Read:
    """The playbook in a file, or Invalid with up to ten sentences about it, in `file`."""
    if len(raw) > LARGEST:
        raise _wrong(_("This file is larger than 1 MB. A playbook is much smaller: choose its TOML file."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(_("This is not a text file. Choose a playbook as Evener writes it, ending in .toml.")) from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(_("The file cannot be read as TOML: %(error)s.") % {"error": error}) from None
    except (RecursionError, ValueError):
        raise _wrong(_("The file cannot be read as TOML: it is nested too deep.")) from None
    return _checked(found, lines=_lines(text))


def _checked(found: Mapping[str, Any], *, lines: list[int]) -> Read:
    form = found.get(HEADER)
    if form is None:
        raise _wrong(_("This is no playbook: its first line must be “evener-playbook = 1”."))
    if form != FORMAT or isinstance(form, bool):
        raise _wrong(
            _("This playbook is of format %(found)s, and this Evener reads format 1. Update Evener.")
            % {"found": str(form)[:40]}
        )
    said = [
        _("“%(name)s” is nothing a playbook has. Take it out.") % {"name": name[:60]}
        for name in found
        if name not in (HEADER, "question", *HEAD)
    ]
    values = {name: found.get(name, "") for name in HEAD}
    faults = playbook_faults(values)
    said += [f"{name}: {fault}" for name, fault in faults.items()]
    rows = found.get("question", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong(_("Questions stand below [[question]], one such line for each."))
    if len(rows) > MOST_QUESTIONS:
        raise _wrong(
            _("This file has %(count)d questions; a playbook has at most %(most)d.")
            % {"count": len(rows), "most": MOST_QUESTIONS}
        )
    if not rows:
        said.append(_("There is no question in this file. Each begins with a line [[question]]."))
    questions: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        line = lines[number - 1] if len(lines) == len(rows) else None
        question, wrong = _question(row, taken=[each["key"] for each in questions])
        said += [f"{_place(number, line, row)}: {text}" for text in wrong]
        questions.append(question)
    if said:
        more = len(said) - MOST_SAID
        left = [_("And %(more)d more like these.") % {"more": more}] if more > 0 else []
        raise _wrong(*said[:MOST_SAID], *left)
    return Read({name: text.strip() for name, text in values.items()}, questions)


def _question(row: Mapping[str, Any], *, taken: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    wrong = [_("“%(name)s” is nothing a question has.") % {"name": name[:60]} for name in row if name not in FIELDS]
    lacking = [name for name in NEEDED if name not in row]
    wrong += [_("“%(name)s” is missing.") % {"name": name} for name in lacking]
    known = list(taken)
    text = row.get("text", "")
    given: dict[str, Any] = {"wording": "", "kind": AnswerKind.TEXT, "unit": "", "choices": [], "weight": 2}
    given |= {FIELDS[name]: value for name, value in row.items() if name in FIELDS}
    given.setdefault("key", key_from(text if isinstance(text, str) else "", known))
    names = {inside: outside for outside, inside in FIELDS.items()}
    skip = {FIELDS[name] for name in lacking}
    for name, fault in question_faults(_hashable(given)).items():
        if name not in skip:
            wrong.append(f"{names[name]}: {fault}{_offered(name)}")
    if given["key"] in known:
        wrong.append(_("Another question has the key “%(key)s”. Give each its own.") % {"key": given["key"]})
    return {"key": "", **given}, wrong


def _hashable(given: Mapping[str, Any]) -> dict[str, Any]:
    """Lists and tables where a text belongs are no text; the rules look values up in sets."""
    simple = (str, int, float, bool)
    return {
        name: value if isinstance(value, simple) or (name == "choices" and isinstance(value, list)) else repr(value)
        for name, value in given.items()
    } | {name: 0 for name in ("text", "why", "wording", "unit") if not isinstance(given.get(name, ""), str)}


def _offered(name: str) -> str:
    if name == "group":
        return " " + ", ".join(str(group) for group in GROUP_NAMES) + "."
    return " " + ", ".join(str(kind) for kind in KIND_NAMES) + "." if name == "kind" else ""


def _place(number: int, line: int | None, row: Mapping[str, Any]) -> str:
    key = row.get("key")
    name = f"“{key[:60]}”" if isinstance(key, str) and key else ""
    if line is None:
        return _("Question %(number)d %(name)s") % {"number": number, "name": name}
    return _("Line %(line)d, question %(number)d %(name)s") % {"line": line, "number": number, "name": name}


def _lines(text: str) -> list[int]:
    """The line each question begins on."""
    return [text.count("\n", 0, found.end()) + 1 for found in _QUESTION.finditer(text)]


def _wrong(*said: str) -> Invalid:
    return Invalid({"file": "\n".join(" ".join(text.split()) for text in said)})


def write(values: Mapping[str, Any], questions: Iterable[Mapping[str, Any]]) -> str:
    """The file of a playbook; `read` gives the same back."""
    rows = []
    for question in questions:
        row = {outside: question[inside] for outside, inside in FIELDS.items()}
        rows.append({name: _plain(value) for name, value in row.items() if value not in ("", [])})
    head = {name: values[name] for name in HEAD if values[name]}
    return tomli_w.dumps({HEADER: FORMAT, **head, "question": rows}, multiline_strings=False)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Group | AnswerKind) else value


def shipped() -> dict[str, Read]:
    """The playbooks that come with Evener, by the name of their file."""
    return {path.stem: read(path.read_bytes()) for path in sorted(SHIPPED.glob("*.toml"))}
