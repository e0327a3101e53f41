"""A small company for tests, made only by calling actions. `tests/conftest.py` loads it as fixtures.

The fixed actors of every test: `owner` owns the deal, `engineer` leads it technically, `teammate` works on it,
`outsider` has the same role in another team, `leader` leads the owner's team, `viewer_only` reads, `admin` administers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from evener.customers.actions import create_account
from evener.customers.models import Account
from evener.deals import actions as deal_actions
from evener.deals.models import Deal
from evener.deals.rules import Part
from evener.people import actions as people
from evener.people.models import Team, User
from evener.people.rules import Role, Viewer, Visibility
from evener.promises import actions as promise_actions
from evener.promises.models import Promise
from tests.made_once import made_once

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def viewer_of(user: User, *, via: str = "web") -> Viewer:
    """The person as they are in the database now."""
    return User.objects.select_related("team", "organisation").get(pk=user.pk).viewer(via=via)


@dataclass(frozen=True)
class World:
    """Everybody and everything a test starts from."""

    admin: User
    owner: User
    engineer: User
    teammate: User
    outsider: User
    leader: User
    viewer_only: User
    north: Team
    south: Team
    account: Account
    deal: Deal

    def viewer(self, name: str) -> Viewer:
        return viewer_of(getattr(self, name))


PEOPLE = {
    "owner": ("Olga Owner", Role.SALES, "north"),
    "engineer": ("Egon Engineer", Role.ENGINEER, "north"),
    "teammate": ("Tia Teammate", Role.SALES, "south"),
    "outsider": ("Otto Outsider", Role.SALES, "south"),
    "leader": ("Lena Leader", Role.LEADER, "north"),
    "viewer_only": ("Vito Viewer", Role.VIEWER, "south"),
}


def make_world() -> World:
    """Two teams, seven people, one account and one open deal of Olga's."""
    return made_once(found_world)


def found_world() -> World:
    """The same, by calling actions."""
    admin = people.found_organisation(at=NOW, name="Kestrel", email="admin@example.com", person="Ada Admin")
    by = viewer_of(admin)
    company = people.make_team(by=by, at=NOW, name="Company")
    teams = {
        "north": people.make_team(by=by, at=NOW, name="North", parent_id=company.pk),
        "south": people.make_team(by=by, at=NOW, name="South", parent_id=company.pk),
    }
    made = {
        key: people.make_person(by=by, at=NOW, email=f"{key}@example.com", name=name, role=role, team_id=teams[team].pk)
        for key, (name, role, team) in PEOPLE.items()
    }
    owner = viewer_of(made["owner"])
    account = create_account(by=owner, at=NOW, values={"name": "Nordhafen Pumps", "industry": "Machinery"})
    deal = deal_actions.create_deal(
        by=owner,
        at=NOW,
        values={
            "name": "Pump monitoring",
            "account_id": account.pk,
            "lead_engineer_id": made["engineer"].pk,
            "amount_minor": 12_500_000,
            "currency": "EUR",
            "close_on": TODAY + timedelta(days=60),
        },
    )
    deal_actions.add_member(by=owner, at=NOW, deal_id=deal.pk, user_id=made["teammate"].pk, part=Part.SALES)
    everybody: dict[str, Any] = {**teams, **made}
    return World(admin=admin, account=account, deal=deal, **everybody)


def see(mode: Visibility, *, by: Viewer) -> None:
    """Set who sees what in the organisation."""
    people.change_settings(by=by, at=NOW, values={"visibility": mode})


def promise(world: World, *, ask: bool = False, **values: Any) -> Promise:
    """A promise of the owner on the world's deal."""
    given = {"words": "Single sign-on works on the first day", "due_on": TODAY + timedelta(days=30), **values}
    return promise_actions.draft_promise(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=given, ask=ask)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


__all__ = ["NOW", "TODAY", "World", "make_world", "promise", "see", "viewer_of", "world"]
