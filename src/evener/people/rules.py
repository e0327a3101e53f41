"""Roles, the viewer, and who may see and do what. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    SALES = "sales"
    ENGINEER = "engineer"
    DELIVERY = "delivery"
    LEADER = "leader"
    VIEWER = "viewer"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.SALES: _("Sales"),
    Role.ENGINEER: _("Engineer"),
    Role.DELIVERY: _("Delivery"),
    Role.LEADER: _("Leader"),
    Role.VIEWER: _("Viewer"),
    Role.ADMIN: _("Admin"),
}


class Visibility(StrEnum):
    COMPANY = "company"
    TEAM = "team"
    OWN = "own"


VISIBILITY_NAMES = {
    Visibility.COMPANY: _("Company: everyone sees every deal that is not confidential"),
    Visibility.TEAM: _("Team: people see their team's deals and those they work on"),
    Visibility.OWN: _("Own: people see only the deals they work on"),
}

# Who may answer a promise: the people who build and deliver, and those who answer for them.
VERDICT_ROLES = frozenset({Role.ENGINEER, Role.DELIVERY, Role.LEADER, Role.ADMIN})
LEADING_ROLES = frozenset({Role.LEADER, Role.ADMIN})

# An address needs something: this stands for one, behind a made-up name, until an admin gives the right one.
NO_ADDRESS = "@imported.invalid"


def address(email: str) -> str:
    """The address mail can go to, '' for somebody who has none yet."""
    return "" if email.endswith(NO_ADDRESS) else email


SCOPES = ("read", "write", "admin")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking, from where, and what the organisation lets them see. Everything a rule needs about a person.

    `team_path` is `/1/4/`: the ids of the person's team and those above it; `''` without a team.
    `scopes` limits an API token; people signed in by hand hold all of them.
    """

    id: int
    name: str
    role: Role
    team_id: int | None
    team_path: str
    visibility: Visibility
    is_architect: bool = False
    time_zone: str = "UTC"
    language: str = "en"
    currency: str = "EUR"
    via: str = "web"
    scopes: frozenset[str] = frozenset(SCOPES)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def leads(self) -> bool:
        return self.role in LEADING_ROLES

    @property
    def may_write(self) -> bool:
        return self.role != Role.VIEWER and "write" in self.scopes

    @property
    def may_administer(self) -> bool:
        return self.is_admin and "admin" in self.scopes

    def leads_team(self, path: str) -> bool:
        """Whether this person leads the team at `path` or one above it. An admin leads all."""
        if self.is_admin:
            return True
        return self.role == Role.LEADER and bool(self.team_path) and path.startswith(self.team_path)

    def today(self, at: datetime) -> date:
        """The calendar day it is for this person at the moment `at`."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def through(self, via: str) -> Viewer:
        """The same person acting through `api`, `cli`, `import` or `job`."""
        return replace(self, via=via)
