"""Outcomes, stages, truths, roles and e-mails as other systems write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean, is_nothing
from evener.connect.values.column import Unreadable
from evener.deals.rules import REASONS, Outcome
from evener.people.rules import ROLE_NAMES, Role

_OTHER = re.compile(r"[\W_]+")
_STEP_NUMBER = re.compile(r"^\W*\d{1,2}\s*[-.:)–]\s*")
_BRACKETS = re.compile(r"\([^)]*\)")

OUTCOMES: dict[str, Outcome] = {
    **dict.fromkeys(("won", "closedwon", "closewon", "win", "signed", "iswon"), Outcome.WON),
    **dict.fromkeys(("lost", "closedlost", "closelost", "loss", "outsold"), Outcome.LOST),
    **dict.fromkeys(
        ("nodecision", "closednodecision", "closedlostnodecision", "canceled", "cancelled", "abandoned", "didnothing"),
        Outcome.NO_DECISION,
    ),
    **dict.fromkeys(
        ("disqualified", "closeddisqualified", "unqualified", "notqualified", "walkedaway", "nofit", "rejected"),
        Outcome.DISQUALIFIED,
    ),
    **dict.fromkeys(("open", "active", "inprogress", "pending", "new", "working", "onhold"), Outcome.OPEN),
}

# The chance to win, in percent, that the systems these stages come from give them out of the box; a stage the
# organisation does not have goes to the one of its own whose chance is nearest.
CHANCES: dict[str, int] = {
    # Salesforce
    "prospecting": 10, "qualification": 10, "needsanalysis": 20, "valueproposition": 50, "iddecisionmakers": 60,
    "perceptionanalysis": 70, "proposalpricequote": 75, "negotiationreview": 90,
    # HubSpot
    "appointmentscheduled": 20, "qualifiedtobuy": 40, "presentationscheduled": 60, "decisionmakerboughtin": 80,
    "contractsent": 90,
    # Pipedrive
    "qualified": 10, "leadin": 10, "contactmade": 25, "demoscheduled": 50, "proposalmade": 70,
    "negotiationsstarted": 90, "negotiationstarted": 90,
    # Dynamics 365
    "qualify": 10, "develop": 50, "propose": 70, "close": 90,
    # Maven, and words many use
    "engaging": 25, "lead": 10, "new": 10, "discovery": 25, "engaged": 25, "evaluation": 50, "demo": 50, "poc": 50,
    "proofofconcept": 50, "trial": 50, "pilot": 50, "technicalevaluation": 50, "solution": 50, "proposal": 70,
    "quote": 70, "offer": 70, "quotation": 70, "negotiation": 90, "contract": 90, "contracting": 90, "commit": 90,
    "verbal": 90, "verbalcommitment": 90, "legal": 90, "closing": 90,
}  # fmt: skip

_TRUE = frozenset({"true", "yes", "y", "1", "x", "ja", "oui", "t", "won"})
_FALSE = frozenset({"false", "no", "n", "0", "nein", "non", "f", ""})

_ROLES: dict[str, Role] = {
    **{role.value: role for role in Role},
    "salesperson": Role.SALES, "salesrep": Role.SALES, "salesagent": Role.SALES, "accountexecutive": Role.SALES,
    "ae": Role.SALES, "accountmanager": Role.SALES, "bdr": Role.SALES, "sdr": Role.SALES, "standarduser": Role.SALES,
    "salesengineer": Role.ENGINEER, "solutionengineer": Role.ENGINEER, "solutionsengineer": Role.ENGINEER,
    "se": Role.ENGINEER, "presales": Role.ENGINEER, "solutionarchitect": Role.ENGINEER, "architect": Role.ENGINEER,
    "developer": Role.ENGINEER, "deliveryengineer": Role.DELIVERY, "consultant": Role.DELIVERY,
    "projectmanager": Role.DELIVERY, "manager": Role.LEADER, "salesmanager": Role.LEADER, "teamlead": Role.LEADER,
    "director": Role.LEADER, "vp": Role.LEADER, "head": Role.LEADER, "readonly": Role.VIEWER, "guest": Role.VIEWER,
    "finance": Role.VIEWER, "executive": Role.VIEWER,
}  # fmt: skip


def squeezed(text: str) -> str:
    """Letters and digits alone, in lower case: `Closed – Won` → `closedwon`."""
    return _OTHER.sub("", text.casefold())


def outcome(cell: Cell) -> Outcome | None:
    """An outcome by any of its names; None when the cell is empty. A truth says won or nothing."""
    text = clean(cell)
    if is_nothing(text):
        return None
    key = squeezed(_BRACKETS.sub("", text)) or squeezed(text)
    if key in OUTCOMES:
        return OUTCOMES[key]
    if key in _TRUE:
        return Outcome.WON
    if key in _FALSE:
        return None
    names = _("won, lost, no decision, disqualified or open")
    raise Unreadable(_("“%(value)s” is not an outcome. Use %(names)s.") % {"value": text, "names": names})


def reason_key(outcome: Outcome, text: str) -> str:
    """The reason of `outcome` that `text` names, by key or by name; empty when it is none of them."""
    wanted = squeezed(text)
    for key, label in REASONS.get(outcome, {}).items():
        if wanted in (squeezed(key), squeezed(str(label))):
            return key
    return ""


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage of the organisation, as far as reading needs it."""

    id: int
    name: str
    prior_won: int


@dataclass(frozen=True, slots=True)
class StageFound:
    """What a stage's text means: one of our stages, an outcome, or both. `rule` says how it was found."""

    stage_id: int | None
    outcome: Outcome | None
    rule: str


def stage(cell: Cell, *, stages: Sequence[StageChoice], chosen: Mapping[str, str]) -> StageFound | None:
    """The stage or outcome a cell names. `chosen` maps squeezed texts to one of our stages' names or an outcome."""
    text = clean(cell)
    if is_nothing(text):
        return None
    bare = _BRACKETS.sub("", _STEP_NUMBER.sub("", text)).strip() or text
    ours = {squeezed(one.name): one for one in stages}
    for key, rule in ((chosen.get(squeezed(text)), "chosen"), (text, "name"), (bare, "name")):
        if key is None:
            continue
        if squeezed(key) in ours:
            return StageFound(ours[squeezed(key)].id, None, "" if squeezed(key) == squeezed(text) else rule)
        if squeezed(key) in OUTCOMES and OUTCOMES[squeezed(key)] != Outcome.OPEN:
            return StageFound(None, OUTCOMES[squeezed(key)], "outcome")
    chance = CHANCES.get(squeezed(bare))
    if chance is not None and stages:
        nearest = min(stages, key=lambda one: (abs(one.prior_won - chance), one.prior_won))
        return StageFound(nearest.id, None, "chance")
    names = ", ".join(one.name for one in stages)
    words = {"value": text, "names": names}
    raise Unreadable(_("“%(value)s” is not one of your stages (%(names)s). Say which of them it means.") % words)


def truth(cell: Cell) -> bool | None:
    """Yes or no in the ways exports write it; None when the cell is empty."""
    if isinstance(cell, bool):
        return cell
    text = clean(cell)
    if is_nothing(text):
        return None
    key = text.casefold()
    if key in _TRUE or key in _FALSE:
        return key in _TRUE
    raise Unreadable(_("“%(value)s” is neither yes nor no.") % {"value": text})


_EMAIL = re.compile(r"[^@\s,;<>()\[\]\\\"]+@[^@\s.,;<>()]+(?:\.[^@\s.,;<>()]+)+")


def email(cell: Cell) -> str | None:
    """An e-mail address in lower case."""
    text = clean(cell)
    if is_nothing(text):
        return None
    text = text.removeprefix("mailto:").lower()
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Unreadable(_("“%(value)s” is not an e-mail address.") % {"value": text})
    return text


def role(cell: Cell) -> Role | None:
    """A role by its name or by a job title many use; None when the cell is empty or says nothing Evener knows."""
    text = clean(cell)
    if is_nothing(text):
        return None
    key = squeezed(text)
    for known, label in ROLE_NAMES.items():
        if key == squeezed(str(label)):
            return known
    return _ROLES.get(key)
