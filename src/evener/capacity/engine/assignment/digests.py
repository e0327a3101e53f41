"""Short digests of people and jobs: what changed since a proposal, and whether it is stale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields

from evener.capacity.engine.assignment.facts import LIMITS, WEIGHTS, Earlier, Job, Limits, Person, Weights


def _mark(thing: Person | Job) -> str:
    parts = []
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, Mapping):
            value = sorted(value.items())
        elif isinstance(value, frozenset):
            value = sorted(value)
        parts.append(value)
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def marks_of(people: Iterable[Person], jobs: Iterable[Job]) -> dict[str, str]:
    """A short digest of each person ("p7") and each job ("j12")."""
    return {f"p{person.id}": _mark(person) for person in people} | {f"j{job.id}": _mark(job) for job in jobs}


def digest_of(
    people: Iterable[Person], jobs: Iterable[Job], *, limits: Limits = LIMITS, weights: Weights = WEIGHTS
) -> str:
    """One digest of everything a proposal is made from; compare it before a proposal is accepted."""
    parts = sorted(marks_of(people, jobs).items())
    return hashlib.blake2b(repr((parts, limits, weights)).encode(), digest_size=16).hexdigest()


def changed_since(people: Iterable[Person], jobs: Iterable[Job], earlier: Earlier | None) -> set[str]:
    """What is new, gone or different since the earlier proposal."""
    if earlier is None:
        return set()
    now = marks_of(people, jobs)
    return {key for key in now.keys() | earlier.marks.keys() if now.get(key) != earlier.marks.get(key)}
