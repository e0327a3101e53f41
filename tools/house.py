"""House rules that no other tool checks: `python -m tools.house` prints what breaks them, one line each."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PACKAGE = HERE / "src" / "evener"

LONGEST_FILE = 500
LONGEST_SETTINGS = 400
WRITTEN_BY_HAND = (".py", ".html", ".txt", ".css", ".js", ".sh", ".md")
FOLDERS = ("src", "tests", "tools", "bench", "docs")
# Other people's files, and what a command makes.
NOT_OURS = {"vendor", "__pycache__", "locale", "node_modules"}

SHAPELESS = re.compile(r"^_?(utils?|helpers?|common|misc|lib)$")

# What a room may consist of: each name a file, or a folder of the same name when it outgrew one.
ROOM_FILES = {
    "__init__", "apps", "migrations", "templates", "static",
    "rules", "engine", "models", "queries", "actions", "views", "forms", "urls", "api", "jobs",
    "asks",  # Protocols that rooms above answer
    # the answers, each named after its question in config/wiring.py
    "evidence", "export", "find", "follow", "gate", "nudges", "sentences",
}  # fmt: skip
# Files that only this room has, each named after a noun of it.
ONLY_IN: dict[str, set[str]] = {
    "connect": {
        "cells", "fields", "files", "headers", "hygiene", "known", "mapping", "names", "notes", "pipeline", "plan",
        "presenting", "reading", "rejects", "report", "values", "writing",
    },
    "calendars": {"feeding", "fetching", "presenting"},
    "capabilities": {"presenting"},
    "capacity": {"calendars", "dates", "presenting"},
    "evaluations": {"presenting", "titles"},
    "customers": {"bulk", "fields", "presenting"},
    "deals": {"board", "fields", "filters", "lists", "names", "of_accounts", "presenting", "tallies"},
    "engineering": {
        "actuals", "fit", "planning", "presenting", "proposing", "report", "titles", "triage", "wording",
    },
    "discovery": {"files", "playbooks", "presenting"},
    "forecast": {"loading", "presenting"},
    "jobs": {"live", "worker"},
    "meetings": {"presenting", "wording"},
    "listing": {"bar", "prepared", "reach"},
    "pursuit": {"due", "panels", "presenting", "shared", "subjects"},
    "papers": {"appearance", "documents", "drawing", "filling", "presenting", "printing", "subjects"},
    "people": {"access", "adapter", "backend", "mail", "origin", "sign_in", "tokens"},
    "stakeholders": {"of_accounts", "presenting"},
    "plain": {"presenting"},
    "promises": {"dates", "gaps", "ledger", "presenting", "resting", "similar", "tallies", "titles", "work"},
    "reviews": {"presenting"},
    "sharing": {"access", "presenting"},
    "upkeep": {
        "backups", "doctor", "exports", "lines", "preparing", "reader", "replacing", "restores", "sample", "snapshot",
    },
}  # fmt: skip
# Rooms made of other things than business: the frame around the rest.
FREE_ROOMS = {"config", "cli", "web", "pages", "rest"}

PURE_IMPORTS = ("django.utils.translation", "evener.lazily", "evener.money", "evener.problems")
# Numerics and formats that a rule or engine may be computed with.
NUMERICS = {"icalendar", "joblib", "numpy", "ortools", "scipy", "simpy", "sklearn", "threadpoolctl"}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "time", "timezone"}


def files(*suffixes: str, folders: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """Our own files below `folders`, in a steady order."""
    for folder in folders:
        for path in sorted((HERE / folder).rglob("*")):
            inside = path.relative_to(HERE)
            if path.suffix in suffixes and path.is_file() and not NOT_OURS & set(inside.parts):
                yield path


def name(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


def long_files() -> Iterator[str]:
    """No file over 500 lines; the settings stay under 400."""
    for path in files(*WRITTEN_BY_HAND):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        longest = LONGEST_SETTINGS if path == PACKAGE / "config" / "settings.py" else LONGEST_FILE
        if lines > longest:
            yield f"{name(path)}: {lines} lines, at most {longest}. Make a folder of the same name out of it."


def shapeless_names() -> Iterator[str]:
    """A file is named after a noun or a rule, so that one knows what does not belong in it."""
    for path in files(".py"):
        for part in path.relative_to(HERE).with_suffix("").parts:
            if SHAPELESS.match(part):
                yield f"{name(path)}: “{part}” says nothing. Name it after what it holds."


def unknown_files() -> Iterator[str]:
    """Whoever knows one room knows all."""
    for room in sorted(path for path in PACKAGE.iterdir() if path.is_dir()):
        if room.name in FREE_ROOMS | NOT_OURS:
            continue
        known = ROOM_FILES | ONLY_IN.get(room.name, set())
        for path in sorted(room.iterdir()):
            if path.name not in NOT_OURS and path.stem not in known:
                yield f"{name(path)}: no room has such a file. Known ones are listed in tools/house.py."


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def signals() -> Iterator[str]:
    """Bulk writes skip signals; an action says what follows instead."""
    for path in files(".py", folders=("src",)):
        for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if "signals" in module.split(".") or module.startswith("django.dispatch"):
                yield f"{name(path)}: imports {module}. Let the action do it."


def impure_rules() -> Iterator[str]:
    """`rules` and `engine` know neither Django (translation apart) nor a clock."""
    for path in files(".py", folders=("src",)):
        inside = path.relative_to(PACKAGE).with_suffix("").parts
        if not {"rules", "engine"} & set(inside):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for module in imported(tree):
            if not is_pure(module):
                yield f"{name(path)}: imports {module}. Rules are plain Python."
        for node in ast.walk(tree):
            if reads_clock(node):
                yield f"{name(path)}:{node.lineno}: reads the clock. Take the time as an argument."  # type: ignore[attr-defined]


def is_pure(module: str) -> bool:
    top, *rest = module.split(".")
    if top == "evener":
        return module.startswith(PURE_IMPORTS) or bool({"rules", "engine"} & set(rest))
    if top == "django":
        return module.startswith("django.utils.translation") or module == "django.utils.functional.Promise"
    return top in sys.stdlib_module_names or top in NUMERICS


def reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in CLOCKS:
        return False
    owner = node.func.value
    return (owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")) in CLOCK_OWNERS


HANDLER = re.compile(r"style$|hx-on|on(?!e$|ly$|ce$|line$)[a-z]+$")


class Inline(HTMLParser):
    """Collects what the Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        present = {key for key, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in present):
            self.found.append((line, f"<{tag}> written into the page"))
        for key, value in attrs:
            if HANDLER.match(key):
                self.found.append((line, f"the attribute {key}"))
            elif (value or "").strip().lower().startswith("javascript:"):
                self.found.append((line, f"a javascript: address in {key}"))


TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def inline_code() -> Iterator[str]:
    """Templates hold no script, style or event handler: the policy allows none."""
    for path in files(".html", ".svg", folders=("src",)):
        if "templates" not in path.parts:
            continue
        parser = Inline()
        # Line breaks stay, so that the line number is the file's.
        text = path.read_text(encoding="utf-8")
        parser.feed(TEMPLATE_CODE.sub(lambda found: "\n" * found.group().count("\n") or " ", text))
        for line, what in parser.found:
            yield f"{name(path)}:{line}: {what}. Put it into a file under static/."


RULES = (long_files, shapeless_names, unknown_files, signals, impure_rules, inline_code)


def main() -> int:
    broken = [line for rule in RULES for line in rule()]
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
