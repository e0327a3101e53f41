"""What the pages of an import show, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from evener.connect.fields import FIELDS, KIND_NAMES, Kind
from evener.connect.models import ImportBatch
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.money import current_currencies
from evener.problems import Text

SHOWN_PROBLEMS = 100
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of a file: a few of its values, and the fields it can be."""

    id: str
    header: str
    samples: str
    options: Sequence[Option]
    is_guess: bool


@dataclass(frozen=True, slots=True)
class FileStep:
    """One file in the columns step."""

    number: int
    name: str
    rows: int
    kinds: Sequence[Option]
    columns: Sequence[ColumnRow]


def file_steps(batch: ImportBatch, posted: Mapping[str, str] | None = None) -> list[FileStep]:
    """Every file with its columns; `posted` holds what was sent when a form comes back with an error."""
    return [_file_step(number, file, posted or {}) for number, file in enumerate(batch.files)]


def _file_step(number: int, file: Mapping[str, Any], posted: Mapping[str, str]) -> FileStep:
    kind = Kind(file["kind"])
    by_header = {header: name for name, header in file["columns"].items()}
    sure = file.get("sure", {})
    columns = []
    for place, (header, samples) in enumerate(zip(file["headers"], file["samples"], strict=True)):
        id = f"column-{number}-{place}"
        name = posted.get(id, by_header.get(header, ""))
        options = [Option(one.name, one.label, one.name == name) for one in FIELDS[kind]]
        guess = bool(name) and sure.get(name, 1) < SURE
        options.insert(0, Option("", _("Leave out"), chosen=not name))
        columns.append(ColumnRow(id, header, " · ".join(samples), options, guess))
    kinds = [Option(one.value, label, one == kind) for one, label in KIND_NAMES.items()]
    return FileStep(number, file["name"], file["rows"], kinds, columns)


def currency_options(chosen: str, default: str) -> list[Option]:
    wanted = chosen or default
    return [Option(code, code, code == wanted) for code in current_currencies()]


def date_options(*, day_first: bool | None) -> list[Option]:
    return [
        Option("", _("Told by the dates themselves"), day_first is None),
        Option("day", _("Day first: 31/12/2025"), day_first is True),
        Option("month", _("Month first: 12/31/2025"), day_first is False),
    ]


@dataclass(frozen=True, slots=True)
class CountRow:
    label: Text
    created: int
    updated: int
    unchanged: int
    rejected: int


def count_rows(batch: ImportBatch) -> list[CountRow]:
    """What became of the rows of each kind there are rows of."""
    return [CountRow(KIND_NAMES[Kind(kind)], **counts) for kind, counts in batch.counts.items() if any(counts.values())]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the file: what it was taken for, and what else it can be."""

    id: str
    said: str
    count: int
    options: Sequence[Option]
    is_unknown: bool


def stage_rows(batch: ImportBatch, ours: Sequence[str]) -> list[StageRow]:
    """The stages of the file that are not simply ours."""
    found = []
    chosen: Mapping[str, str] = batch.choices.get("stages", {})
    for number, stage in enumerate(batch.preview.get("stages", ())):
        if stage["rule"] in ("", "name", "outcome") and stage["said"] not in chosen:
            continue
        meant = chosen.get(stage["said"]) or stage["stage"] or stage["outcome"]
        options = [Option(name, name, name == meant) for name in ours]
        options += [Option(one.value, _ended(one), one.value == meant) for one in Outcome if one != Outcome.OPEN]
        is_unknown = stage["rule"] == "unknown"
        blank = [Option("", _("Choose …"), chosen=True)] if is_unknown else []
        found.append(StageRow(f"stage-{number}", stage["said"], stage["count"], blank + options, is_unknown))
    return found


def _ended(outcome: Outcome) -> str:
    return _("Ended: %(outcome)s") % {"outcome": OUTCOME_NAMES[outcome]}


def sample_deals(batch: ImportBatch) -> list[dict[str, Any]]:
    """The first new deals, with their date as a date."""
    return [
        deal | {"close_on": date.fromisoformat(deal["close_on"]) if deal["close_on"] else None}
        for deal in batch.preview.get("deals", ())
    ]


def total(batch: ImportBatch, *names: str) -> int:
    """How many rows of all kinds became one of `names`."""
    return sum(counts[name] for counts in batch.counts.values() for name in names)


def report(batch: ImportBatch) -> dict[str, Any]:
    """The context of the parts every report is made of."""
    rejects = [(number, file) for number, file in enumerate(batch.rejects, start=1) if file.get("stored")]
    return {
        "batch": batch,
        "counts": count_rows(batch),
        "notes": batch.notes,
        "findings": batch.findings,
        "problems": batch.problems[:SHOWN_PROBLEMS],
        "more_problems": max(0, batch.problem_count - SHOWN_PROBLEMS),
        "rejects": rejects,
        "rejected": total(batch, "rejected"),
        "writes": total(batch, "created", "updated"),
    }
