"""Jobs that only tests run."""

from __future__ import annotations

from django_tasks import task

from evener.jobs.actions import running
from evener.problems import Refused

calls: list[str] = []


@task
def count_to(work_id: int, last: int) -> None:
    with running(work_id) as work:
        for number in range(1, last + 1):
            calls.append(f"count {number}")
            work.step(number, last, "Counting")
        work.new_file("numbers.txt").write_text("1 2 3", encoding="utf-8")


@task
def refuse(work_id: int) -> None:
    with running(work_id) as work:
        work.new_file("half.txt").write_text("half", encoding="utf-8")
        raise Refused("Not like this.")


@task
def crash(work_id: int) -> None:
    with running(work_id):
        raise ZeroDivisionError


@task
def flaky(name: str) -> None:
    calls.append(name)
    raise OSError("the mail server is away")
