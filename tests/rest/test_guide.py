"""docs/api.md: its examples are run; the tables of docs/operations.md are the code's."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile

from evener.rest.errors import KINDS
from tests.rest.calling import ROOT, Answer, Caller, document
from tests.world import World
from tools import api_table

TABLES = api_table.TARGET
GUIDE = TABLES.with_name("api.md")
ANYTHING = "…"
CSV = b"Deal name,Amount,Close date\nGauges,1200,2026-05-01\nPipes,much,2026-05-01\n"
FILES = {"offer.pdf": b"%PDF-1.7", "deals.csv": CSV}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEPT = re.compile(r"(\w+)=\$\((.*)\| jq \.id\)$", re.DOTALL)


def commands(block: str) -> Iterator[str]:
    """The commands of a block, each on one line."""
    joined = re.sub(r"\\\n\s*", "", block)
    joined = re.sub(r"\n\s+\|", " |", joined)
    yield from (line for line in joined.splitlines() if line.strip() and not line.startswith("export "))


def run(command: str, variables: dict[str, str]) -> Answer:
    """What curl would send, sent."""
    words = [re.sub(r"\$(\w+)", lambda found: variables[found[1]], word) for word in shlex.split(command)]
    assert words.pop(0) == "curl"
    method, address, body, form, headers = "", "", None, {}, {}
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _colon, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = orjson.loads(words.pop(0))
        elif word == "-F":
            name, _equals, value = words.pop(0).partition("=")
            form[name] = SimpleUploadedFile(value[1:], FILES[value[1:]]) if value.startswith("@") else value
        elif word == "-o":
            words.pop(0)
        else:
            address = word.removeprefix(ROOT)
    caller = Caller(headers.pop("Authorization").removeprefix("Bearer "))
    if form:
        return caller.upload(address, form, **headers)
    return caller.call(method or ("GET" if body is None else "POST"), address, body, **headers)


def holds(expected: Any, got: Any) -> bool:
    """Whether an answer has everything the guide shows of it; `…` stands for anything."""
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(
            name in got and holds(value, got[name]) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return len(expected) == len(got) and all(map(holds, expected, got))
    return bool(expected == got)


def test_examples_work(world: World, token_of: Callable[..., str]) -> None:
    variables = {"EVENER": "", "TOKEN": token_of("owner"), "ENGINEER": token_of("engineer")}
    answer: Answer = None
    count = 0
    for kind, block in FENCE.findall(GUIDE.read_text(encoding="utf-8")):
        if kind == "json":
            assert holds(orjson.loads(block), answer.json()), (block, answer.json())
            continue
        for command in commands(block):
            kept = KEPT.match(command)
            answer = run(kept[2] if kept else command, variables)
            count += 1
            if kept:
                assert answer.status_code == 201, (command, answer.json())
                variables[kept[1]] = str(answer.json()["id"])
    assert count > 12


def test_every_operation_stands_in_it() -> None:
    page = TABLES.read_text(encoding="utf-8")
    assert api_table.renewed(page, document()) == page, "Run: make docs"


def test_every_kind_of_problem_stands_in_it() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `([\w-]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {(kind, int(status)) for status, kind in rows} == {(kind, status) for kind, (status, _) in KINDS.items()}


def test_it_is_where_the_document_says() -> None:
    assert "docs/api.md" in document()["info"]["description"]
    assert GUIDE.exists()
