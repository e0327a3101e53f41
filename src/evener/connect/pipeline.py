"""From files to a plan: which file is what, what its columns are, and what becomes of its rows. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from evener.connect.fields import Kind
from evener.connect.files import Table
from evener.connect.headers import recognise
from evener.connect.hygiene import examine
from evener.connect.known import Known, load, load_deals, load_steps
from evener.connect.mapping import Columns, choose, exactly, require_needed
from evener.connect.notes import unusable
from evener.connect.plan.accounts import plan_accounts
from evener.connect.plan.deals import DealPlanner, identify
from evener.connect.plan.parts import Plan
from evener.connect.plan.people import plan_people
from evener.connect.plan.planner import Planner
from evener.connect.plan.products import plan_products
from evener.connect.reading.deals import read_deals
from evener.connect.reading.others import read_accounts, read_people, read_products
from evener.connect.reading.sheet import Options, Sheet
from evener.connect.rejects import Rejects, rejects_of
from evener.connect.values.words import squeezed
from evener.money import currencies
from evener.people.rules import Viewer
from evener.problems import Invalid

# What deals refer to comes before them.
ORDER = (Kind.PEOPLE, Kind.PRODUCTS, Kind.ACCOUNTS, Kind.DEALS)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, and which of its columns is what."""

    table: Table
    chosen: Columns

    @classmethod
    def guessed(cls, table: Table, kind: Kind, said: Mapping[str, str] | None = None) -> Source:
        """By the guess, with what a person `said` (field → header) over it. Invalid where that cannot be."""
        return cls._of(table, choose(table, kind, said))

    @classmethod
    def complete(cls, table: Table, kind: Kind, said: Mapping[str, str]) -> Source:
        """By what a person chose for every field."""
        return cls._of(table, exactly(table, kind, said))

    @classmethod
    def _of(cls, table: Table, chosen: Columns) -> Source:
        require_needed(table, chosen)
        return cls(table, chosen)

    @property
    def kind(self) -> Kind:
        return self.chosen.kind


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person says about all files. `stages`: text in the file → one of our stages or an outcome, by name."""

    currency: str = ""
    day_first: bool | None = None
    stages: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outlook:
    """A plan and the rows it leaves out, by file."""

    plan: Plan
    rejects: list[Rejects] = field(default_factory=list)


def kind_of(table: Table) -> Kind:
    """What the rows of a file are, by its headers; Invalid when nobody could tell."""
    found = recognise(table.headers, table.rows[:200])
    if found is None:
        text = _("%(name)s could be anything: no column is known (%(columns)s). Say which column is which field.")
        raise unusable(text, name=table.name, columns=", ".join(table.headers))
    return found


def look(
    *, by: Viewer, at: datetime, sources: Sequence[Source], settings: Settings, progress: Progress | None = None
) -> Outlook:
    """What importing `sources` would do now. Raises Invalid where a file or a setting cannot be used at all."""
    options = _options(by, at, settings)
    planner = Planner(by, options.today, load(by))
    outlook = Outlook(planner.plan)
    total = sum(source.table.row_count for source in sources)
    done = 0
    for source in sorted(sources, key=lambda source: ORDER.index(source.kind)):
        sheet = Sheet(source.table, source.chosen, options)
        _plan(planner, sheet, source.kind)
        planner.close_sheet(sheet, source.kind)
        if sheet.rejected:
            outlook.rejects.append(rejects_of(sheet))
        done += source.table.row_count
        if progress:
            progress(done, total)
    planner.close(with_file={source.kind for source in sources})
    return outlook


def _options(by: Viewer, at: datetime, settings: Settings) -> Options:
    currency = (settings.currency or by.currency).upper()
    if currency not in currencies():
        text = _("“%(code)s” is not a currency code. Use one like EUR or USD.") % {"code": settings.currency}
        raise Invalid({"currency": text})
    return Options(
        currency=currency,
        today=by.today(at),
        zone=ZoneInfo(by.time_zone),
        day_first=settings.day_first,
        stages={squeezed(said): meant for said, meant in settings.stages.items() if meant},
    )


def _plan(planner: Planner, sheet: Sheet, kind: Kind) -> None:
    if kind == Kind.PEOPLE:
        plan_people(planner, sheet, read_people(sheet))
    elif kind == Kind.PRODUCTS:
        plan_products(planner, sheet, read_products(sheet))
    elif kind == Kind.ACCOUNTS:
        plan_accounts(planner, sheet, read_accounts(sheet))
    else:
        _plan_deals(planner, sheet, planner.known)


def _plan_deals(planner: Planner, sheet: Sheet, known: Known) -> None:
    rows = read_deals(sheet, known.stages)
    ids = identify(sheet, rows)
    deals, hidden = load_deals(planner.by, set(ids.values()))
    wanting = {ids[row.index] for row in rows if row.next_step}
    steps = load_steps(deal.id for external_id, deal in deals.items() if external_id in wanting)
    DealPlanner(planner, sheet, deals, hidden, steps).run(rows, ids)
    planner.plan.findings += examine(sheet, [row for row in rows if row.index not in sheet.bad])
