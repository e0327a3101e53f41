"""Who may read which line of a forecast, and whether with confidential deals. Pure.

The same as for the deals behind it (`deals.models.deal_sight`): nobody reads a sum of deals they may not see.
"""

from __future__ import annotations

from dataclasses import dataclass

from evener.forecast.rules.words import Of
from evener.people.rules import Role, Viewer, Visibility


@dataclass(frozen=True, slots=True)
class Sight:
    may: bool
    confidential: bool = False


def sight(viewer: Viewer, of: str, id: int, *, path: str = "") -> Sight:
    """`path`: of a team."""
    if viewer.is_admin or (of == Of.OWNER and id == viewer.id):
        return Sight(may=True, confidential=True)
    below = of == Of.TEAM and bool(viewer.team_path) and path.startswith(viewer.team_path)
    if below and viewer.role == Role.LEADER:
        return Sight(may=True, confidential=True)
    if viewer.visibility == Visibility.COMPANY:
        return Sight(may=True)
    return Sight(may=below and viewer.visibility == Visibility.TEAM)


def sees_everything(viewer: Viewer) -> bool:
    """Whether they see every deal that is not confidential, so that figures of all of these may be read to them."""
    return viewer.is_admin or viewer.visibility == Visibility.COMPANY


def may_call(viewer: Viewer, of: str, id: int, *, path: str = "") -> bool:
    """Whether they say what they commit to: for themselves, and leaders for a team they lead."""
    if not viewer.may_write:
        return False
    return (of == Of.OWNER and id == viewer.id) or (of == Of.TEAM and viewer.leads_team(path))
