"""Every write to requests, closed doors, logged time and kinds."""

from evener.engineering.actions.answering import accept, decline, finish, hand_back, offer
from evener.engineering.actions.asking import agree, ask, change_request, insist, withdraw
from evener.engineering.actions.door import open_door
from evener.engineering.actions.kinds import change_kind, make_kind
from evener.engineering.actions.placing import place, unplace
from evener.engineering.actions.time import log_time, unlog_time

__all__ = [
    "accept",
    "agree",
    "ask",
    "change_kind",
    "change_request",
    "decline",
    "finish",
    "hand_back",
    "insist",
    "log_time",
    "make_kind",
    "offer",
    "open_door",
    "place",
    "unlog_time",
    "unplace",
    "withdraw",
]
