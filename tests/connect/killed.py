"""Runs `evener import pipeline` and stops in the middle of its transaction until it is killed."""

from __future__ import annotations

import sys
import time
from typing import Any

import django

django.setup()

from evener.cli.import_ import app  # noqa: E402
from evener.connect import writing  # noqa: E402
from evener.deals.actions.bulk import create_deals  # noqa: E402

calls: list[int] = []


def create_and_wait(**given: Any) -> Any:
    """The first part is written; the second says so and waits for the end."""
    found = create_deals(**given)
    calls.append(len(found))
    if len(calls) == 2:
        print("written", sum(calls), flush=True)
        time.sleep(60)
    return found


if __name__ == "__main__":
    setattr(writing, "create_deals", create_and_wait)  # noqa: B010 - mypy knows it as a function
    app(sys.argv[1:])
