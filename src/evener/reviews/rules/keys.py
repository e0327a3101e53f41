"""The things a record can show, by name. Stored with a review, so a key is never used for something else. Pure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.problems import Text


class Ask(StrEnum):
    WHY = "why"
    HOW = "how"
    WHEN = "when"


ASK_NAMES: dict[Ask, Text] = {Ask.WHY: _("Why"), Ask.HOW: _("How"), Ask.WHEN: _("When")}


class Family(StrEnum):
    """Why customers do nothing: they cannot choose, or what they have is good enough."""

    INDECISION = "indecision"
    STATUS_QUO = "status_quo"


FAMILY_NAMES: dict[Family, Text] = {
    Family.INDECISION: _("Indecision: they fear to choose wrong"),
    Family.STATUS_QUO: _("Status quo: what they have is good enough"),
}
# Of all deals that end in no decision, in percent (JOLT).
SHARES = {Family.INDECISION: 56, Family.STATUS_QUO: 44}


class Place(StrEnum):
    """Where the evidence lies: a tab of the deal."""

    PLAN = "plan"
    PEOPLE = "people"
    DISCOVERY = "discovery"
    PROMISES = "promises"
    PROOF = "proof"
    MEETINGS = "meetings"
    JOURNAL = "journal"


class Key(StrEnum):
    NO_PAIN = "no_pain"
    NO_FIGURE = "no_figure"
    ASSUMED = "assumed"
    SCOPE_CHANGES = "scope_changes"
    NO_BUYER = "no_buyer"
    NO_CHAMPION = "no_champion"
    FEW_CONTACTS = "few_contacts"
    STAKES_UNKNOWN = "stakes_unknown"
    UNMET = "unmet"
    IDLE_MEETINGS = "idle_meetings"
    BLIND = "blind"
    STALE = "stale"
    REFUSED = "refused"
    UNDATED_PROMISES = "undated_promises"
    NO_TECHNICAL_WIN = "no_technical_win"
    NO_CRITERIA = "no_criteria"
    TRIAL_DRAGS = "trial_drags"
    NO_DATE = "no_date"
    DATE_MOVED = "date_moved"
    DATE_UNREASONED = "date_unreasoned"
    CLOSE_PASSED = "close_passed"
    NO_CLOSE = "no_close"
    SILENCE = "silence"
    NO_STEP = "no_step"
    LOOSE_STEPS = "loose_steps"


_FEAR = frozenset(
    {Key.SCOPE_CHANGES, Key.STAKES_UNKNOWN, Key.NO_CHAMPION, Key.TRIAL_DRAGS, Key.IDLE_MEETINGS, Key.DATE_MOVED}
)
_NO_PROOF = frozenset({Key.NO_TECHNICAL_WIN, Key.NO_CRITERIA, Key.TRIAL_DRAGS})
_WORTH = frozenset({Key.NO_FIGURE, Key.NO_BUYER})
_WORDS = frozenset({Key.BLIND, Key.STALE, Key.REFUSED})
# What an outcome and its reason usually bear out, as a first mark when a review is scored. Priors of ours.
FIRST_DOUBTS: dict[tuple[str, str], frozenset[Key]] = {
    ("no_decision", "status_quo"): frozenset({Key.NO_PAIN, Key.NO_FIGURE, Key.NO_DATE}),
    ("no_decision", "indecision"): _FEAR,
    ("no_decision", "budget"): _WORTH,
    ("no_decision", "priority"): frozenset({Key.NO_PAIN, Key.NO_DATE, Key.DATE_MOVED}),
    ("no_decision", "sponsor"): frozenset({Key.NO_CHAMPION, Key.FEW_CONTACTS, Key.NO_BUYER, Key.UNMET}),
    ("no_decision", "silence"): frozenset({Key.SILENCE, Key.NO_STEP, Key.FEW_CONTACTS, Key.UNMET}),
    ("lost", "competitor"): frozenset({Key.NO_CHAMPION, Key.NO_TECHNICAL_WIN}),
    ("lost", "price"): _WORTH,
    ("lost", "missing"): _WORDS | {Key.ASSUMED},
    ("lost", "proof"): _NO_PROOF,
    ("lost", "trust"): _WORDS | {Key.STAKES_UNKNOWN},
    ("lost", "inhouse"): frozenset({Key.NO_FIGURE, Key.NO_BUYER, Key.NO_DATE}),
}
