"""What an import did or would do, as people and machines read it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evener.connect.fields import Kind
from evener.connect.hygiene import Finding
from evener.connect.notes import Note, Problem
from evener.connect.pipeline import Outlook
from evener.connect.plan.parts import Counts
from evener.connect.rejects import Rejects


@dataclass(frozen=True, slots=True)
class Report:
    """`applied` is false for a dry run and for an import that wrote nothing because a file could not be used."""

    counts: dict[Kind, Counts]
    problems: Sequence[Problem]
    notes: Sequence[Note]
    rejects: Sequence[Rejects]
    applied: bool
    findings: Sequence[Finding] = ()

    @classmethod
    def of(cls, outlook: Outlook, *, applied: bool) -> Report:
        plan = outlook.plan
        problems = sorted(plan.problems, key=lambda problem: (problem.file, problem.line))
        return cls(plan.counts, problems, plan.notes, outlook.rejects, applied, plan.findings)

    @classmethod
    def refused(cls, file: str, reason: str) -> Report:
        """Nothing was imported because of one file."""
        return cls({kind: Counts() for kind in Kind}, [Problem(file, 0, "", "", reason)], [], [], applied=False)

    @property
    def rejected(self) -> int:
        return sum(count.rejected for count in self.counts.values())

    def plain(self) -> dict[str, Any]:
        """The documented JSON."""
        return {
            **{kind.value: self.counts[kind].plain() for kind in Kind},
            "problems": [problem.plain() for problem in self.problems],
            "notes": [note.plain() for note in self.notes],
            "findings": [finding.plain() for finding in self.findings],
        }
