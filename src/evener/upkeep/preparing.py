"""What happens before anything runs: tables of this version, style sheets and scripts where the server reads them.

Two processes that start at once wait for each other: a lock on a file for one machine, PostgreSQL's own for several.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from evener import __version__
from evener.problems import Refused

LOCK_NUMBER = 7_233_114_905  # any number nobody else's lock on the same PostgreSQL has
STAMP = ".made-of"


def prepare() -> None:
    """Bring the database and the static files to this version. Quick and harmless when they are."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with one_at_a_time(settings.DATA_DIR / "starting.lock"):
        if missing_migrations():
            call_command("migrate", verbosity=0, interactive=False)
        collect_static()


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    file: IO[bytes]
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


def missing_migrations() -> list[str]:
    """Migrations on disk that this database lacks, as `deals.0002_stages`; by their file names, so in milliseconds.

    Refused when the database is ahead: it was made by a newer Evener.
    """
    there = known_migrations()
    applied = set(MigrationRecorder(connection).applied_migrations())
    ahead = sorted(f"{app}.{name}" for app, name in applied - there if any(app == label for label, _name in there))
    if ahead:
        raise Refused(
            _("This database was made by a newer Evener (it has %(names)s). Install that version, or restore a backup.")
            % {"names": ", ".join(ahead[:3])}
        )
    return sorted(f"{app}.{name}" for app, name in there - applied)


def known_migrations() -> set[tuple[str, str]]:
    found = set()
    for config in apps.get_app_configs():
        for path in (Path(config.path) / "migrations").glob("[!_]*.py"):
            found.add((config.label, path.stem))
    return found


def require_prepared() -> None:
    """Commands that read data say what to do where there is none yet."""
    missing = missing_migrations()
    if missing:
        raise Refused(_("This database is not set up for this version yet. Run `evener init` or `evener up` first."))


def collect_static() -> bool:
    """Copy style sheets and scripts, compressed and under names made of their content, when they changed."""
    stamp = settings.STATIC_ROOT / STAMP
    made_of = static_state()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == made_of:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(made_of, encoding="utf-8")
    return True


def static_state() -> str:
    """A digest of the version and of every source file's name, size and time."""
    digest = hashlib.sha256(__version__.encode())
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            path = Path(storage.path(name))
            state = path.stat()
            digest.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
