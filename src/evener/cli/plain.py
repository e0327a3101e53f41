"""`evener plain`: how hard texts are to read, and what in them to put more plainly."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import DatabaseError

from evener.cli.frame import JSON, answer, load_django, without_django
from evener.lazily import lazily
from evener.plain.engine import BUILT_IN, Finding, Glossary, Report, check

app = typer.Typer(rich_markup_mode=None, add_completion=False)

STDIN = Path("-")
LARGEST = 10_000_000
SHOWN = 40


class Unreadable(Exception):
    """A file that cannot be checked, and why: a whole sentence."""


@app.command()
def plain(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Texts in UTF-8; - is what comes in by pipe.")],
    language: Annotated[str, typer.Option(help="Like en or de; otherwise it is told from each text.")] = "",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Say how hard texts are to read, from 0 to 100, and what in them to put more plainly, by line and column.

    Takes the glossary of the company in EVENER_DATA_DIR or EVENER_DATABASE_URL, and the one that comes with Evener
    where there is none. Nothing leaves this machine. Exit code 0: every text was checked. 1: one could not be read.
    2: wrong use.
    """
    known, source = _glossary()
    told = []
    for file in files:
        try:
            report = check(_read(file), language=language, known=known)
        except Unreadable as reason:
            told.append({"file": str(file), "error": str(reason)})
            if not as_json:
                typer.echo(f"{file}: {reason}", err=True)
        else:
            told.append({"file": str(file), **_values(report)})
            if not as_json:
                _tell(file, report)
    if as_json:
        answer({"files": told, "glossary": source})
    raise typer.Exit(1 if any("error" in each for each in told) else 0)


def _read(file: Path) -> str:
    """The text of a file, or Unreadable."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if file == STDIN else _bytes(file)
    except FileNotFoundError:
        raise Unreadable("There is no such file.") from None
    except IsADirectoryError:
        raise Unreadable("This is a folder. Name the files in it.") from None
    except OSError as error:
        raise Unreadable(f"It cannot be read: {error.strerror or error}.") from None
    if len(data) > LARGEST:
        raise Unreadable("It is larger than 10 MB. Split it.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("This is not UTF-8 but UTF-16. Save it as UTF-8.")
    if b"\x00" in data:
        raise Unreadable("This is no text. Save what you want to check as plain text in UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"This is not UTF-8 (line {line}). Save it as UTF-8.") from None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _glossary() -> tuple[Glossary, str]:
    """The company's glossary, where there is a company; its source is "company" or "built-in"."""
    if not settings.configured and not _has_company():
        without_django()
        return BUILT_IN, "built-in"
    if not settings.configured:
        load_django()
    try:
        return lazily("evener.plain.queries").glossary(), "company"
    except DatabaseError:
        typer.echo("The company's glossary cannot be read; the one that comes with Evener was taken.", err=True)
        return BUILT_IN, "built-in"


def _has_company() -> bool:
    """Whether the environment names a database, or the data folder has one. Does not make the folder."""
    if any(os.environ.get(name) for name in ("EVENER_DATABASE_URL", "EVENER_DATABASE_URL_FILE")):
        return True
    named = os.environ.get("EVENER_DATA_DIR_FILE")
    folder = Path(named).read_text(encoding="utf-8").strip() if named else os.environ.get("EVENER_DATA_DIR", "data")
    return (Path(folder).expanduser() / "evener.sqlite3").exists()


def _values(report: Report) -> dict[str, Any]:
    hard = report.difficulty
    return {
        "difficulty": hard.value,
        "words": hard.words,
        "sentences": report.sentences,
        "language": report.language,
        "word_list": report.listed,
        "words_per_sentence": round(hard.sentence.value, 2),
        "uncommon_words": round(hard.uncommon.value, 4) if report.listed else None,
        "letters_per_word": round(hard.letters.value, 2),
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "line": finding.line,
        "column": finding.column,
        "length": finding.length,
        "word": finding.word,
        "text": finding.text,
        "offer": asdict(finding.offer) if finding.offer else None,
    }


def _tell(file: Path, report: Report) -> None:
    """For people: one line for the file, one for each finding."""
    typer.echo(f"{file}: difficulty {report.difficulty.value:.0f}, {len(report.findings)} to look at")
    for finding in report.findings[:SHOWN]:
        typer.echo(f"  {finding.line}:{finding.column}  {finding.text}{_offered(finding)}")
    if len(report.findings) > SHOWN:
        typer.echo(f"  … and {len(report.findings) - SHOWN} more; --json gives all of them.")


def _offered(finding: Finding) -> str:
    if finding.offer is None:
        return ""
    if finding.offer.plain:
        return f" Say: {finding.offer.plain}."
    return f" It means: {finding.offer.meaning}." if finding.offer.meaning else f" Like: {finding.offer.analogy}."
