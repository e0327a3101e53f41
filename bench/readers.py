"""The plan a customer reads: one page behind a link, alone and with two hundred readers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.request import Request, urlopen

from django.utils import timezone

from bench.pages import somebody
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.people.rules import Role
from evener.pursuit import actions
from evener.pursuit.rules import PlanQuestion
from evener.sharing.access import LinkAuthor
from evener.sharing.actions import share
from evener.sharing.rules import Of

STEPS, METRICS, COMMENTS = 14, 3, 8
READERS, EACH = 200, 5


def address() -> str:
    """The path of a plan as full as they get: 14 steps on both sides, four answers, metrics with readings, comments."""
    member = somebody(Role.SALES)
    by, at = member.viewer(), timezone.now()
    deal = Deal.objects.filter(owner=member, outcome="", account__isnull=False).order_by("id").first()
    if deal is None or deal.account_id is None:
        raise RuntimeError("nobody's deal to share")
    contact = add_contact(by=by, at=at, account_id=deal.account_id, values={"name": "Carla Ochoa"})
    for number in range(STEPS):
        owner = {"owner_id": None, "contact_id": contact.pk} if number % 2 else {"owner_id": by.id}
        deals.add_step(
            by=by, at=at, deal_id=deal.pk, what=f"Step {number} of the plan, said in a sentence", shared=True,
            due_on=by.today(at) + timedelta(days=number * 3 - 9), **owner,
        )  # fmt: skip
    for question in PlanQuestion:
        values = {"text": "What both sides agreed on, in two or three sentences. " * 3, "shared": True}
        actions.write_answer(by=by, at=at, deal_id=deal.pk, question=question, values=values, seen_version=None)
    for number in range(METRICS):
        values = {"kind": "save", "name": f"Stops {number}", "unit": "a year", "baseline_minor": 41_000,
                  "target_minor": 9_000, "shared": True}  # fmt: skip
        metric = actions.add_metric(by=by, at=at, deal_id=deal.pk, values=values)
        actions.add_reading(by=by, at=at, metric_id=metric.pk, value_minor=30_000, on=by.today(at))
    link = share(by=by, at=at, deal_id=deal.pk, of=Of.PLAN, subject_id=deal.pk, contact_id=contact.pk)
    for number in range(COMMENTS):
        actions.comment(by=LinkAuthor(by.id), at=at, link=link, name="Carla", text=f"A question, number {number}.")
    return f"/plan/{link.token}/"


def at_once(url: str) -> list[dict[str, Any]]:
    """Two hundred readers who open the page at one moment, five times each; every look is kept meanwhile."""
    times: list[float] = []
    failed: list[str] = []
    gate = threading.Barrier(READERS)

    def reader(number: int) -> None:
        gate.wait()
        for _each in range(EACH):
            began = time.perf_counter()
            try:
                with urlopen(Request(url, headers={"User-Agent": f"reader {number}"}), timeout=120) as answer:
                    answer.read()
            except OSError as error:
                failed.append(str(error))
            else:
                times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return [
        {"work": f"shared plan, {READERS} readers at once: errors", "value": len(failed), "unit": "errors"},
        {"work": f"shared plan, {READERS} readers at once: pages", "value": round(len(times) / took), "unit": "per s"},
        {"work": f"shared plan, {READERS} readers at once: slowest of 20", "value": round(_late(times) * 1000),
         "unit": "ms"},
    ]  # fmt: skip


def _late(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0.0
