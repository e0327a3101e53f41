"""Reading SQLite's rows as lines of text, here or in a process of its own. No Django: that process starts at once.

Two threads that read SQLite take longer than one would alone, because every piece of memory it asks for is counted
under one lock: 1,250,000 rows in both spellings took 13 s one after the other, 17 s in two threads, 8 in two processes.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from evener import money
from evener.tables import neutral

CHUNK = 4000
NEUTRAL, IN_UNITS = "evener_neutral", "evener_in_units"
# Before each chunk: how many rows, how many bytes. No rows: that was all. FAILED: the bytes say what went wrong.
FRAME = struct.Struct(">qq")
FAILED = -1
READY = b"."
PATIENCE = 10
ENDED = "The process that reads the database has ended."

Piece = tuple[int, bytes]


def opened(path: str) -> sqlite3.Connection:
    """A connection that sees the database as it is now, for as long as it is open."""
    link = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
    link.create_function(NEUTRAL, 1, lambda text: neutral(text) if text else "", deterministic=True)
    link.create_function(IN_UNITS, 2, in_units, deterministic=True)
    link.execute("PRAGMA query_only=ON")
    link.execute("PRAGMA mmap_size=134217728")
    link.execute("BEGIN")
    link.execute("SELECT count(*) FROM sqlite_master")  # the first read fixes the moment
    return link


def in_units(minor: int | None, currency: str | None) -> str | None:
    """`125050`, `EUR` → `1250.50`; exact, without going through a float."""
    if minor is None or not currency:
        return None
    places = money.digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def pieces(link: sqlite3.Connection, statement: str, between: str) -> Iterator[Piece]:
    """SQLite joins the lines itself: one answer for thousands of rows. `statement` is of `lines.select_chunk`."""
    last = -(2**63)
    while True:
        rows, last, text = link.execute(statement, (between, last, CHUNK)).fetchone()
        if not rows:
            return
        yield rows, text.encode()


class Elsewhere:
    """A process that reads one database; `begin` fixes the moment it sees."""

    def __init__(self, path: str) -> None:
        command = [sys.executable, "-P", "-m", "evener.upkeep.reader", path]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
        self.say = cast("BinaryIO", self.process.stdin)
        self.hear = cast("BinaryIO", self.process.stdout)
        self._wait()

    def _wait(self) -> None:
        if self.hear.read(1) != READY:
            raise sqlite3.OperationalError(ENDED)

    def begin(self) -> None:
        self._ask("", "")
        self._wait()

    def _ask(self, statement: str, between: str) -> None:
        try:
            self.say.write(json.dumps([statement, between]).encode() + b"\n")
            self.say.flush()
        except BrokenPipeError as error:
            raise sqlite3.OperationalError(ENDED) from error

    def pieces(self, statement: str, between: str) -> Iterator[Piece]:
        self._ask(statement, between)
        while True:
            frame = self.hear.read(FRAME.size)
            if len(frame) < FRAME.size:
                raise sqlite3.OperationalError(ENDED)
            rows, length = FRAME.unpack(frame)
            text = self.hear.read(length)
            if rows == FAILED:
                raise sqlite3.OperationalError(text.decode())
            if not rows:
                return
            yield rows, text

    def close(self) -> None:
        """It only reads, so it is ended wherever it is."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.hear.close()
        with suppress(BrokenPipeError):
            self.say.close()


def serve(path: str, *, asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer one question after the other until there is nobody to ask."""
    answers.write(READY)
    answers.flush()
    link: sqlite3.Connection | None = None
    for line in asked:
        statement, between = json.loads(line)
        try:
            if link is None:
                link = opened(path)
                answers.write(READY)
            else:
                for rows, text in pieces(link, statement, between):
                    answers.write(FRAME.pack(rows, len(text)))
                    answers.write(text)
                answers.write(FRAME.pack(0, 0))
        except sqlite3.Error as error:
            words = str(error).encode()
            answers.write(FRAME.pack(FAILED, len(words)) + words)
        answers.flush()


if __name__ == "__main__":
    serve(str(Path(sys.argv[1])), asked=sys.stdin.buffer, answers=sys.stdout.buffer)
