"""What a plan is made of. New things have negative ids until they are written. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from evener.connect.fields import Kind
from evener.connect.hygiene import Finding
from evener.connect.notes import Note, Problem
from evener.deals.actions.bulk import NewDeal
from evener.deals.actions.bulk_changes import DealChange
from evener.people.rules import Role


@dataclass(slots=True)
class Counts:
    """What becomes of the rows of one kind."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def plain(self) -> dict[str, int]:
        return asdict(self)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected


@dataclass(slots=True)
class NewTeam:
    name: str
    parent: int | None


@dataclass(slots=True)
class NewPerson:
    """Somebody named by a file: cannot sign in until an admin lets them. Without an e-mail they get a placeholder."""

    name: str
    email: str
    role: Role
    team: int | None = None


@dataclass(slots=True)
class NewProduct:
    name: str
    series: str = ""
    price_minor: int | None = None
    currency: str = ""


@dataclass(slots=True)
class NewCompany:
    """An account to be made; `values` by column, ids in it may be negative."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """New values of something that is here."""

    id: int
    values: Mapping[str, Any]
    seen_version: int = 0


@dataclass(slots=True)
class Plan:
    """Everything to be written, and what will be said about it. The n-th new thing of a kind has the id −n."""

    teams: list[NewTeam] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    people_changes: list[Changed] = field(default_factory=list)
    products: list[NewProduct] = field(default_factory=list)
    product_changes: list[Changed] = field(default_factory=list)
    accounts: list[NewCompany] = field(default_factory=list)
    account_changes: list[Changed] = field(default_factory=list)
    deals: list[NewDeal] = field(default_factory=list)
    deal_changes: list[DealChange] = field(default_factory=list)
    counts: dict[Kind, Counts] = field(default_factory=lambda: {kind: Counts() for kind in Kind})
    mentioned: Counter[Kind] = field(default_factory=Counter)
    sample: list[dict[str, str]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def preview(self) -> dict[str, Any]:
        """A few deals as they would be made, and what the file's stages were taken for."""
        return {"deals": self.sample, "stages": self.stages}
