"""Who does which open job: `propose(people, jobs)`, and `propose_again(people, jobs, earlier=…)` after a change.

How it works, with worked numbers: docs/algorithms/assignment.md.
"""

from evener.capacity.engine.assignment.digests import digest_of
from evener.capacity.engine.assignment.facts import (
    BadInput,
    Because,
    Earlier,
    Job,
    Limits,
    Line,
    Obstacle,
    Person,
    Progress,
    Proposal,
    Reason,
    Search,
    Status,
    Unplaced,
    Weights,
    Why,
)
from evener.capacity.engine.assignment.proposing import propose, propose_again

__all__ = [
    "BadInput",
    "Because",
    "Earlier",
    "Job",
    "Limits",
    "Line",
    "Obstacle",
    "Person",
    "Progress",
    "Proposal",
    "Reason",
    "Search",
    "Status",
    "Unplaced",
    "Weights",
    "Why",
    "digest_of",
    "propose",
    "propose_again",
]
