"""Rows of people held against who is here. Pure.

A region or team in the file is a team. A manager leads a team of their own, inside the region their people are in, so
that they see and lead just those: “Dana Hill’s team” inside “South”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from evener.connect.fields import Kind
from evener.connect.plan.parts import Changed, NewPerson
from evener.connect.plan.planner import Planner
from evener.connect.reading.others import PersonRow
from evener.connect.reading.sheet import Sheet
from evener.connect.values.column import Unreadable
from evener.people.rules import Role, address


def plan_people(planner: Planner, sheet: Sheet, rows: Sequence[PersonRow]) -> None:
    """New people without sign-in, their teams, and changes of those here. Only an admin brings people in."""
    counts = planner.plan.counts[Kind.PEOPLE]
    if not planner.by.may_administer:
        for row in rows:
            sheet.refuse(row.index, "name", _("Only an admin adds people. Ask one to import this file."))
        return
    teams = _Teams(planner, rows)
    for row in rows:
        try:
            found = _find(planner, row)
        except Unreadable as why:
            sheet.refuse(row.index, "name", str(why))
            continue
        if found is not None and not planner.claim(Kind.PEOPLE, found, sheet, row.index):
            continue
        if found is None or found < 0:
            role = row.role or (Role.LEADER if row.name in teams.managers else Role.SALES)
            made = NewPerson(row.name or row.email or "", row.email or "", role, teams.of(row))
            planner.claim(Kind.PEOPLE, _add(planner, found, made), sheet, row.index)
            continue
        values = _changes(planner, found, row, teams.of(row))
        if values:
            planner.plan.people_changes.append(Changed(found, values))
        counts.updated += bool(values)
        counts.unchanged += not values
    added = teams.add_missing_managers()
    sheet.count_note("managers", _("Managers were added as leaders of their teams; an admin lets them sign in."), added)
    text = _("People were added without sign-in: an admin lets them in under Settings, People.")
    sheet.count_note("people without sign-in", text, counts.created)


def _add(planner: Planner, mentioned: int | None, person: NewPerson) -> int:
    """A new person, or one another row has named already."""
    if mentioned is None:
        planner.plan.counts[Kind.PEOPLE].created += 1
        return planner.add_person(person)
    planner.was_mentioned(Kind.PEOPLE)
    planner.plan.people[-mentioned - 1] = person
    return mentioned


def _find(planner: Planner, row: PersonRow) -> int | None:
    """Who a row is about: by e-mail, else by name."""
    if row.email and row.email in planner.by_email:
        return planner.by_email[row.email]
    name = row.name or ""
    found = planner.people.find(name)
    if found is None and not row.email and planner.people.is_ambiguous(name):
        raise Unreadable(_("More than one person is called “%(name)s”. Give the e-mail address.") % {"name": name})
    if found is not None and row.email and not _has_no_address(planner, found):
        return None  # somebody else of the same name
    return found


def _has_no_address(planner: Planner, ref: int) -> bool:
    """Whether the person found by name was only named so far, and may be the one of this address."""
    if ref < 0:
        return not planner.plan.people[-ref - 1].email
    return not address(planner.people_by_id[ref].email)


def _changes(planner: Planner, id: int, row: PersonRow, team: int | None) -> dict[str, object]:
    """What the row gives and the person has otherwise. An admin's role is not an import's to change."""
    known = planner.people_by_id[id]
    values: dict[str, object] = {}
    if row.name and row.email and row.name != known.name:
        values["name"] = row.name
    if row.role and row.role != known.role and known.role != Role.ADMIN:
        values["role"] = row.role
    if team is not None and team != known.team_id:
        values["team_id"] = team
    return values


class _Teams:
    """The teams a file speaks of."""

    def __init__(self, planner: Planner, rows: Sequence[PersonRow]) -> None:
        self.planner = planner
        self.managers: dict[str, str | None] = {}
        self._rows: Mapping[str, PersonRow] = {row.name: row for row in rows if row.name}
        for row in rows:
            if row.manager:
                self.managers.setdefault(row.manager, None)
                self.managers[row.manager] = self.managers[row.manager] or row.team

    def of(self, row: PersonRow) -> int | None:
        """Where a person belongs: a manager in their own team, others in their manager's, else in the region's."""
        if row.name and row.name in self.managers:
            return self.led_by(row.name)
        if row.manager:
            return self.led_by(row.manager)
        return self._named(row.team, None)

    def led_by(self, manager: str, above: tuple[str, ...] = ()) -> int:
        """The team a manager leads, inside their own manager's or the region's."""
        row = self._rows.get(manager)
        boss = row.manager if row else None
        if boss and boss not in (*above, manager):
            parent: int | None = self.led_by(boss, (*above, manager))
        else:
            parent = self._named((row.team if row else None) or self.managers.get(manager), None)
        name = translate("%(name)s’s team") % {"name": manager}
        made = self._named(name, parent)
        assert made is not None  # noqa: S101 - it has a name
        return made

    def _named(self, name: str | None, parent: int | None) -> int | None:
        if name is None:
            return None
        found = self.planner.teams.find(name)
        return found if found is not None else self.planner.add_team(name, parent)

    def add_missing_managers(self) -> int:
        """Managers who are no row of the file and not here; how many were added."""
        count = 0
        for name in self.managers:
            if self.planner.people.find(name) is None and not self.planner.people.is_ambiguous(name):
                self.planner.plan.mentioned[Kind.PEOPLE] += 1
                self.planner.add_person(NewPerson(name, "", Role.LEADER, self.led_by(name)))
                count += 1
        return count
