"""People's parts in a deal: roles, stances, influence, who may report to whom, and what is wrong with a text. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

# Nobody at the customer met for this long: our own choice.
UNMET = timedelta(weeks=3)
# A buying group has six to ten people (Gartner 2019).
GROUP = (6, 10)
# In whole units of the organisation's currency; our own choice.
LARGE = 100_000
MOST = 10_000
MOST_LISTENED = 50


class DealRole(StrEnum):
    """What somebody is in a deal; several at once."""

    BUYER = "economic_buyer"
    CHAMPION = "champion"
    EVALUATOR = "technical_evaluator"
    USER = "user"
    PROCUREMENT = "procurement"
    LEGAL = "legal"
    BLOCKER = "blocker"
    BEYOND = "customers_customer"


ROLE_NAMES: dict[DealRole, Text] = {
    DealRole.BUYER: _("Economic buyer"),
    DealRole.CHAMPION: _("Champion"),
    DealRole.EVALUATOR: _("Technical evaluator"),
    DealRole.USER: _("User"),
    DealRole.PROCUREMENT: _("Procurement"),
    DealRole.LEGAL: _("Legal"),
    DealRole.BLOCKER: _("Blocker"),
    DealRole.BEYOND: _("Customer’s customer"),
}
ROLE_HINTS: dict[DealRole, Text] = {
    DealRole.BUYER: _("spends the money and can say yes alone"),
    DealRole.CHAMPION: _("sells it inside when we are not there"),
    DealRole.EVALUATOR: _("judges whether it works"),
    DealRole.USER: _("works with it every day"),
    DealRole.PROCUREMENT: _("buys it: terms, price, suppliers"),
    DealRole.LEGAL: _("reads the contract"),
    DealRole.BLOCKER: _("can stop it"),
    DealRole.BEYOND: _("whom our customer does it for; may be of another account"),
}
# The column each role is kept in.
COLUMNS: dict[DealRole, str] = {role: f"is_{role.value}" for role in DealRole}


class Stance(StrEnum):
    FOR = "for"
    LEANS = "leans_to_us"
    NEUTRAL = "neutral"
    SCEPTICAL = "sceptical"
    AGAINST = "against"
    UNKNOWN = "unknown"


STANCE_NAMES: dict[Stance, Text] = {
    Stance.FOR: _("For us"),
    Stance.LEANS: _("Leans to us"),
    Stance.NEUTRAL: _("Neutral"),
    Stance.SCEPTICAL: _("Sceptical"),
    Stance.AGAINST: _("Against"),
    Stance.UNKNOWN: _("Not known"),
}


class Influence(IntEnum):
    """How much somebody's word counts. Stored as its number, so that an index holds the order."""

    UNKNOWN = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    DECIDES = 4

    @property
    def key(self) -> str:
        """As the API, the export and forms write it."""
        return self.name.lower()


INFLUENCE_NAMES: dict[Influence, Text] = {
    Influence.DECIDES: _("Decides"),
    Influence.HIGH: _("High"),
    Influence.MEDIUM: _("Medium"),
    Influence.LOW: _("Low"),
    Influence.UNKNOWN: _("Not known"),
}

NAMES: dict[str, Text] = {
    "roles": _("Roles"),
    "stance": _("Stance"),
    "influence": _("Influence"),
    "reports_to_id": _("Reports to"),
    "listens_to_ids": _("Listens to"),
    "stake_time": _("Time at stake"),
    "stake_money": _("Money at stake"),
    "stake_reputation": _("Reputation at stake"),
    "lowers_risk": _("What would lower the risk"),
    "relationship_owner_id": _("Relationship owner"),
}
STAKES = ("stake_time", "stake_money", "stake_reputation")
LENGTHS = dict.fromkeys((*STAKES, "lowers_risk"), 500)


def faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with plain values (not with references), by field."""
    wrong: dict[str, Text] = {name: _("A stakeholder has no such field.") for name in values if name not in NAMES}
    for name, limit in LENGTHS.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    if any(role not in set(DealRole) for role in values.get("roles") or ()):
        wrong["roles"] = _("Choose the roles from the list.")
    if "stance" in values and values["stance"] not in set(Stance):
        wrong["stance"] = _("Choose the stance from the list.")
    if "influence" in values and values["influence"] not in set(Influence):
        wrong["influence"] = _("Choose the influence from the list.")
    if len(values.get("listens_to_ids") or ()) > MOST_LISTENED:
        wrong["listens_to_ids"] = _("Name at most %(most)d people; those who count most.") % {"most": MOST_LISTENED}
    return wrong


def circle(boss_of: Mapping[int, int | None], *, who: int, boss: int) -> list[int]:
    """The chain from `boss` up to `who`, where letting `who` report to `boss` would close a circle; else [].

    >>> circle({1: None, 2: 1, 3: 2}, who=1, boss=3)
    [3, 2, 1]
    """
    chain: list[int] = []
    above: int | None = boss
    seen: set[int] = set()
    while above is not None and above not in seen:
        chain.append(above)
        if above == who:
            return chain
        seen.add(above)
        above = boss_of.get(above)
    return []


def circle_text(names: Sequence[str]) -> Text:
    """Why the line cannot be drawn; `names` from the new boss up to the person."""
    who = names[-1]
    if len(names) == 1:
        return _("%(who)s cannot report to themselves.") % {"who": who}
    if len(names) == 2:
        return _("%(boss)s reports to %(who)s already. Change that line first.") % {"boss": names[0], "who": who}
    words = {"boss": names[0], "who": who, "between": ", ".join(names[1:-1][:5])}
    return _("%(boss)s already reports to %(who)s, by way of %(between)s. Change one of these lines first.") % words


def is_large(amount_minor: int, currency: str, *, home: str) -> bool:
    """Whether a deal is large. Deals in another currency than the organisation's are not judged."""
    return currency == home and amount_minor >= LARGE * 100


def settled(roles: Collection[str]) -> list[DealRole]:
    """The roles in the order they are shown, each once."""
    return [role for role in DealRole if role in set(roles)]
