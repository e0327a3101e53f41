"""Which column of a file is which field: the guess, and what a person said instead. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from evener.connect.fields import FIELDS, KIND_NAMES, Kind
from evener.connect.fields import field as known_field
from evener.connect.files import Table
from evener.connect.headers import closest, guess, has_needed
from evener.connect.notes import unusable
from evener.problems import Invalid


@dataclass(frozen=True, slots=True)
class Columns:
    """Field name → column index of one file; `sure` holds how sure a guess was (1 for what a person said)."""

    kind: Kind
    columns: Mapping[str, int]
    sure: Mapping[str, float] = field(default_factory=dict)

    def unused(self, table: Table) -> list[str]:
        """Headers of the columns nothing is imported from."""
        used = set(self.columns.values())
        return [header for place, header in enumerate(table.headers) if place not in used]

    def plain(self, table: Table) -> dict[str, str]:
        """Field name → header, as it is kept with an import."""
        return {name: table.headers[place] for name, place in self.columns.items()}


def choose(table: Table, kind: Kind, said: Mapping[str, str] | None = None) -> Columns:
    """The guess for `table`, with what a person `said` (field name → header, empty: leave the field out) on top.

    Raises Invalid for a field or a column there is none of.
    """
    guesses = guess(kind, table.headers, table.rows)
    columns = {name: one.column for name, one in guesses.items()}
    sure = {name: one.confidence for name, one in guesses.items()}
    for name, header in (said or {}).items():
        place = _place(table, kind, name, header)
        columns.pop(name, None)
        if place is None:
            continue
        columns = {other: used for other, used in columns.items() if used != place}
        columns[name] = place
        sure[name] = 1.0
    return Columns(kind, columns, {name: sure[name] for name in columns})


def exactly(table: Table, kind: Kind, said: Mapping[str, str]) -> Columns:
    """What a person chose for every field; nothing is guessed."""
    places = {name: _place(table, kind, name, header) for name, header in said.items()}
    columns = {name: place for name, place in places.items() if place is not None}
    twice = sorted({table.headers[place] for place in columns.values() if list(columns.values()).count(place) > 1})
    if twice:
        text = _("The column “%(column)s” is chosen for two fields. Choose it once.")
        raise Invalid({"columns": str(text % {"column": twice[0]})})
    return Columns(kind, columns, dict.fromkeys(columns, 1.0))


def _place(table: Table, kind: Kind, name: str, header: str) -> int | None:
    if known_field(kind, name) is None:
        names = ", ".join(one.name for one in FIELDS[kind])
        words = {"kind": KIND_NAMES[kind], "name": name, "names": names}
        raise Invalid({"map": str(_("%(kind)s have no field “%(name)s”. There are: %(names)s.") % words)})
    if not header:
        return None
    place = closest(header, table.headers)
    if place is None:
        words = {"file": table.name, "column": header, "columns": ", ".join(table.headers)}
        raise Invalid({"map": str(_("%(file)s has no column “%(column)s”. It has: %(columns)s.") % words)})
    return place


def require_needed(table: Table, chosen: Columns) -> None:
    """Refuse a file that lacks every column its kind cannot do without."""
    if has_needed(chosen.kind, chosen.columns):
        return
    needed = " / ".join(str(one.label) for one in FIELDS[chosen.kind] if one.needed)
    text = _("%(name)s has no column for: %(needed)s. Say which of its columns that is (%(columns)s).")
    raise unusable(text, name=table.name, needed=needed, columns=", ".join(table.headers))
