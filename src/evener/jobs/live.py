"""What this process knows about running work without asking the database.

The embedded runner shares its process with the pages, so progress and a wish to stop pass between them even while a
job holds SQLite's one write lock. Across processes the database alone carries both.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    message: str


progress: dict[int, Progress] = {}
cancelled: set[int] = set()
# Set when the process goes down, and when something new waits in the queue.
stopping = threading.Event()
wake = threading.Event()


def forget(work_id: int) -> None:
    progress.pop(work_id, None)
    cancelled.discard(work_id)
