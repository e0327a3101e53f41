"""What every command shares: loading Django, saying what went wrong, progress, and answers for machines."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

QUIET_SECONDS = 2.0
WIDTH = 30

JSON = typer.Option("--json", help="Answer in JSON, for programs.")


def load_django() -> None:
    """Import and set up Django; a wrong setting is said in one line, as wrong use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evener.config.settings")
    import django  # noqa: PLC0415 - a second of start that `evener --help` does without

    gc.disable()
    try:
        django.setup()
    except ValueError as error:
        wrong_use(str(setting_faults(error)))
    except OSError as error:
        wrong_use(data_folder_fault(error))
    finally:
        gc.enable()
    gc.freeze()  # what was imported stays: no use looking through it again and again


def without_django() -> None:
    """For a command that needs no company: what engines say stays in the words it is written in."""
    from django.conf import settings  # noqa: PLC0415 - as above

    if not settings.configured:
        settings.configure(USE_I18N=False)


def data_folder_fault(error: OSError) -> str:
    return f"The data folder cannot be used: {error}. Set EVENER_DATA_DIR to one that can."


def setting_faults(error: ValueError) -> str:
    """Every wrong setting by its variable's name."""
    errors = getattr(error, "errors", None)
    if not callable(errors):
        return str(error)
    return "\n".join(f"EVENER_{str(each['loc'][0]).upper()}: {each['msg']}." for each in errors())


def wrong_use(text: str) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(2)


@contextmanager
def answering(*, as_json: bool = False) -> Iterator[None]:
    """Turn what may go wrong into a sentence and exit code 1."""
    from django.db import DatabaseError  # noqa: PLC0415 - Django is there by now

    from evener.problems import Problem, Refused  # noqa: PLC0415

    try:
        yield
    except Problem as problem:
        reasons = [str(reason) for reason in problem.reasons] if isinstance(problem, Refused) else []
        fail(str(problem), *reasons, as_json=as_json)
    except DatabaseError as error:
        fail(f"The database does not answer as it should: {one_line(error)}", as_json=as_json)
    except OSError as error:
        fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error), as_json=as_json)
    except KeyboardInterrupt:
        fail("Stopped. Nothing half done is kept.", as_json=as_json)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def fail(text: str, *more: str, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"error": text, "reasons": list(more)}, ensure_ascii=False))
    else:
        typer.echo("\n".join([text, *(f"  {reason}" for reason in more)]), err=True)
    raise typer.Exit(1)


def answer(values: dict[str, Any]) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False, indent=1))


class Bar:
    """A line on the terminal that shows how far it is, once it has taken two seconds."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = 0.0

    def __call__(self, done: int, total: int, message: str = "") -> None:
        now = time.monotonic()
        if now - self._began < QUIET_SECONDS or now - self._shown < 0.1 or not sys.stderr.isatty():
            return
        self._shown = now
        share = min(1.0, done / total) if total else 0.0
        filled = int(share * WIDTH)
        line = f"\r[{'█' * filled}{'·' * (WIDTH - filled)}] {share:4.0%} {message:<24.24}"
        typer.echo(line, err=True, nl=False)

    def end(self) -> None:
        if self._shown:
            typer.echo("\r" + " " * (WIDTH + 34) + "\r", err=True, nl=False)


def size(count: float) -> str:
    """Bytes as people read them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit in ("B", "kB") else f"{count:.1f} {unit}"


def served_at(data_dir: Path) -> str:
    """Where the server of this data folder answers, as it wrote down when it started; '' when it never did."""
    try:
        return str(json.loads((data_dir / "server.json").read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return ""


def may_write(out: Path | None, *, inputs: Sequence[Path]) -> None:
    """Refuse before the work is done what would fail after it."""
    from evener.problems import Refused  # noqa: PLC0415 - Django is there by now

    if out and any(out.exists() and out.samefile(each) for each in inputs):
        raise Refused(f"{out} is the file that is read. Write the predictions to another one.")
    if out and not out.absolute().parent.is_dir():
        raise Refused(f"The folder {out.absolute().parent} does not exist. Make it, or write somewhere else.")


def write_whole(out: Path, text: str) -> None:
    """All of the file or nothing of it."""
    if out.exists() and not out.is_file():  # a pipe or a device
        out.write_text(text, encoding="utf-8")
        return
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
