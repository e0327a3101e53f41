"""`evener link`."""

from __future__ import annotations

from typing import Annotated

import typer

from evener.cli.frame import JSON, answer, answering
from evener.cli.init import link_for
from evener.people.models import User
from evener.problems import NotThere
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def link(
    email: Annotated[str, typer.Argument(help="Whom to let in.")],
    url: Annotated[str, typer.Option(help="Address of the server, where it cannot be told.")] = "",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Make a link that signs one person in, once, within half an hour. Older links of that person stop working."""
    with answering(as_json=as_json):
        require_prepared()
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise NotThere(f"Nobody here has the address {email}.")
        made = link_for(user, url=url)
    if as_json:
        answer({"email": user.email, "link": made})
    else:
        typer.echo(made)
