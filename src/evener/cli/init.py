"""`evener init`."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from evener.cli.frame import JSON, answer, answering, served_at
from evener.money import currencies
from evener.people.actions import found_organisation, make_link
from evener.people.models import User
from evener.problems import Refused
from evener.upkeep.preparing import prepare

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def init(
    organisation: Annotated[str, typer.Option(prompt="Name of your organisation", help="Name of your organisation.")],
    name: Annotated[str, typer.Option(prompt="Your name", help="Name of the first admin.")],
    email: Annotated[str, typer.Option(prompt="Your e-mail address", help="E-mail address of the first admin.")],
    currency: Annotated[str, typer.Option(help="Currency of new deals, like EUR or USD.")] = "EUR",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Set Evener up: the organisation and its first admin, and a link that signs the admin in once.

    Everybody else is invited on the page People, or brought in by `evener import`.
    """
    if currency.upper() not in currencies():
        raise typer.BadParameter("Use a currency code like EUR or USD.", param_hint="--currency")
    with answering(as_json=as_json):
        prepare()
        if User.objects.exists():
            raise Refused("Evener is set up already. An admin can invite you; `evener link EMAIL` lets somebody in.")
        now = timezone.now()
        user = found_organisation(at=now, name=organisation, email=email, person=name, currency=currency.upper())
        link = link_for(user, url="")
    if as_json:
        answer({"organisation": organisation, "email": user.email, "link": link})
    else:
        typer.echo(f"{organisation} is set up. Start the server with `evener up`, then come in within half an hour:")
        typer.echo(f"\n  {link}\n")


def link_for(user: User, *, url: str) -> str:
    """The address that signs `user` in once; below `url`, or where the server was last seen."""
    base = url or settings.BASE_URL or served_at(settings.DATA_DIR) or f"http://127.0.0.1:{settings.PORT or 8000}"
    return base.rstrip("/") + reverse("people:enter", args=[make_link(user_id=user.pk, at=timezone.now())])
