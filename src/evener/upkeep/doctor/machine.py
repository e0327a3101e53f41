"""The machine and the settings: Python, data folder, secret key, disk, static files, mail, clock, addresses."""

from __future__ import annotations

import platform
import shutil
import smtplib
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from evener.journal.models import Entry
from evener.upkeep.doctor.findings import Finding, error, notice, ok, warning
from evener.upkeep.preparing import STAMP, static_state

MEGABYTE = 1_000_000
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOCAL = {"localhost", "127.0.0.1", "::1"}
SHORTEST_KEY = 32


def python(at: datetime) -> Iterator[Finding]:
    yield ok("python", f"Python {platform.python_version()} on {platform.system()} {platform.machine()}.")


def data_folder(at: datetime) -> Iterator[Finding]:
    """Writable for us, closed to others: it holds everybody's data."""
    folder: Path = settings.DATA_DIR
    probe = folder / ".doctor"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        yield error(
            "data folder",
            f"{folder} cannot be written: {problem.strerror}.",
            f"Give this user the right to write {folder}, or set EVENER_DATA_DIR.",
        )
        return
    yield ok("data folder", f"{folder} can be written.")
    private = [folder / "secret_key", *folder.glob("*.sqlite3")]
    open_ones = [path for path in private if path.is_file() and path.stat().st_mode & OTHERS]
    if open_ones and folder.stat().st_mode & stat.S_IRWXO:
        names = ", ".join(path.name for path in open_ones)
        yield warning("data folder", f"Other users of this machine can read {names}.", f"chmod 700 {folder}")


def secret_key(at: datetime) -> Iterator[Finding]:
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield error(
            "secret key", "The secret key is too short to be one.", "Set EVENER_SECRET_KEY to 50 random characters."
        )
    elif settings.ENV.secret_key:
        yield ok("secret key", "It comes from the environment.")
    else:
        yield ok("secret key", f"It is kept in {settings.DATA_DIR / 'secret_key'}; a backup does not hold it.")


def disk(at: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < 200 * MEGABYTE:
        yield error("disk", f"Only {free // MEGABYTE} MB are free.", "Make room now: a full disk stops every change.")
    elif free < 1000 * MEGABYTE:
        yield warning("disk", f"{free // MEGABYTE} MB are free.", "Make room before backups and uploads fail.")
    else:
        yield ok("disk", f"{free // MEGABYTE // 1000} GB are free.")


def static_files(at: datetime) -> Iterator[Finding]:
    stamp = settings.STATIC_ROOT / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != static_state():
        yield warning(
            "static files",
            "Style sheets and scripts are not those of this version.",
            "Start `evener up`: it puts them in place.",
        )
    else:
        yield ok("static files", "Style sheets and scripts are in place.")


def mail(at: datetime) -> Iterator[Finding]:
    if not settings.ENV.email_url:
        yield notice(
            "mail",
            "No mail is sent; it is written to the log. Invitations and links must be handed over by hand.",
            "Set EVENER_EMAIL_URL.",
        )
        return
    link = get_connection(timeout=5)
    try:
        link.open()
        link.close()
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            "mail",
            f"The mail server at {settings.EMAIL_HOST} does not answer: {problem}",
            "Check EVENER_EMAIL_URL, and that this machine may reach it.",
        )
    else:
        yield ok("mail", f"The mail server at {settings.EMAIL_HOST} answers.")


def clock(at: datetime) -> Iterator[Finding]:
    newest = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and newest > at + timedelta(minutes=5):
        yield warning(
            "clock",
            f"The journal's last entry is from {newest:%Y-%m-%d %H:%M} UTC, after this machine's {at:%Y-%m-%d %H:%M}.",
            "Set the clock, best by NTP.",
        )
    else:
        yield ok("clock", f"{at:%Y-%m-%d %H:%M} UTC.")


def addresses(at: datetime) -> Iterator[Finding]:
    """What people type, what links in mail say, and whether it is safe on the way."""
    parts = urlsplit(settings.BASE_URL)
    if settings.DEBUG:
        yield error("address", "EVENER_DEBUG is on: errors show the inside to everybody.", "Switch EVENER_DEBUG off.")
    if not settings.BASE_URL:
        yield notice(
            "address",
            "EVENER_BASE_URL is not set: Evener answers on this machine only.",
            "Set it to the address people use, for others to reach it and for links in mail.",
        )
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield error(
            "address",
            f"EVENER_BASE_URL “{settings.BASE_URL}” is no address.",
            "Write it like https://evener.example.com.",
        )
        return
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        yield warning(
            "address",
            "Evener is reached by plain http: passwords can be read on the way.",
            "Put a proxy with a certificate in front (docs/operating.md), and set EVENER_BASE_URL to https://…",
        )
    if parts.scheme == "https" and not settings.ENV.trust_proxy:
        yield warning(
            "address",
            "EVENER_BASE_URL is https, and no proxy is trusted: everybody seems to come from it, over http.",
            "Set EVENER_TRUST_PROXY=1 where a proxy of yours is in front.",
        )
    if parts.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield error(
            "address",
            f"{parts.hostname} is not among EVENER_ALLOWED_HOSTS: it is answered with 400.",
            f"Add {parts.hostname} there, or leave the setting out.",
        )
    else:
        yield ok("address", f"{settings.BASE_URL}")
