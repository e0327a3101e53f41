"""What the check of plain words takes. `python -m bench.plain` prints it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from evener.plain.engine import check

GUIDE = Path(__file__).parents[1] / "docs" / "using.md"
WORDS, CHECKS = 500, 200


def engines() -> list[dict[str, Any]]:
    """Milliseconds for one page of our own guide after another, in a process that has the word list already."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    words = GUIDE.read_text(encoding="utf-8").split()
    pages = [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)]
    check(pages[0])
    times = sorted(_took(pages[number % len(pages)]) for number in range(CHECKS))
    return [
        {
            "work": f"plain words: check of a page of {WORDS} words, p95 (at most 20 ms)",
            "value": round(times[int(CHECKS * 0.95)], 1),
            "unit": "ms",
            "spread": f"{times[0]:.1f} to {times[-1]:.1f}",
        }
    ]


def _took(page: str) -> float:
    began = time.perf_counter()
    check(page)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(engines(), indent=1))
