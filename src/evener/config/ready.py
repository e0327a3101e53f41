"""Everything a server does before its first answer: tables, static files, the sample company, jobs, its address."""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
import threading
import time
from datetime import datetime
from typing import Any

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver, reverse
from django.utils import timezone

from evener.cli.frame import answering
from evener.cli.server import EVERYWHERE, Start
from evener.jobs.worker import start_thread
from evener.people.actions import make_link
from evener.people.models import User
from evener.people.rules import ROLE_NAMES, Role
from evener.problems import Refused
from evener.upkeep import sample
from evener.upkeep.preparing import prepare

# Who comes in first: the leader of sales sees most of what there is.
GUIDE = next(person.email for person in sample.PEOPLE if person.role == Role.LEADER)


def ready(started: Start) -> Any:
    with answering(as_json=started.as_json):
        prepare()
        if started.demo:
            make_sample(at=timezone.now())
        nobody = not User.objects.exists()
    # Addresses and forms are read now rather than in the first visitor's time.
    get_resolver().url_patterns  # noqa: B018 - reading it is what loads it
    (settings.DATA_DIR / "server.json").write_text(json.dumps({"url": started.url, "pid": os.getpid()}))
    # After the static files are in place: it lists them once.
    application = get_wsgi_application()
    if settings.JOBS_IN_SERVER:
        start_thread()
    said = announcement(started, nobody=nobody)
    threading.Thread(target=announce, args=[started, said], name="announce", daemon=True).start()
    return application


def make_sample(*, at: datetime) -> None:
    """The sample company, unless it is there."""
    if not User.objects.exists():
        typer.echo("Making the sample company (once, some seconds) …", err=True)
        sample.make(at=at)
    elif not User.objects.filter(email=GUIDE).exists():
        raise Refused(
            f"{settings.DATA_DIR} holds another company. Serve it with `evener up`, or choose another EVENER_DATA_DIR."
        )


def announcement(started: Start, *, nobody: bool) -> str:
    """The address; for the sample company also a way in."""
    link = ""
    if started.demo:
        user = User.objects.get(email=GUIDE)
        secret = make_link(user_id=user.pk, at=timezone.now())
        link = started.url + reverse("people:enter", args=[secret])
    if started.as_json:
        return json.dumps({"url": started.url, "link": link, "pid": os.getpid(), "set_up": not nobody})
    said = f"Evener runs at {started.url}  (Ctrl-C stops it)"
    if link:
        return f"{said}\nCome in with this link, once, within half an hour:\n\n  {link}\n\n{others()}"
    return f"{said}\nNobody is here yet. In another terminal: evener init" if nobody else said


def announce(started: Start, said: str) -> None:
    """Say so as soon as the server takes connections, which is shortly after this thread has begun."""
    host = "localhost" if started.host in EVERYWHERE else started.host
    for _ in range(500):
        try:
            socket.create_connection((host, started.port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            typer.echo(said)
            return


def others() -> str:
    """The people worth being in the sample company."""
    roles = dict(ROLE_NAMES)
    lines = [f"  {person.email:<24} {person.name}, {str(roles[person.role]).lower()}" for person in sample.PEOPLE]
    command = f"EVENER_DATA_DIR={shlex.quote(str(settings.DATA_DIR))} {shlex.quote(sys.argv[0])} link EMAIL"
    return "\n".join(["To look around as somebody else:", "", f"  {command}", "", *lines])
