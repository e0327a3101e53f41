"""In whose name a command runs: somebody named by address, or the first admin."""

from __future__ import annotations

import typer

from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Refused


def person(email: str) -> Viewer:
    """Whoever has this address; '' is the first admin."""
    people = User.objects.select_related("team", "organisation").filter(is_active=True)
    chosen = people.filter(email=email.lower()) if email else people.filter(role=Role.ADMIN).order_by("id")
    found = chosen.first()
    if found is None and email:
        raise typer.BadParameter(f"There is nobody with the address {email} who can sign in.", param_hint="--as")
    if found is None:
        raise Refused("Nobody is here yet. Run `evener init` first.")
    return found.viewer(via="cli")
