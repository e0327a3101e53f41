"""The things a record can show, by name. Stored with a review, so a key is never used for something else. Pure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.problems import Text


class SignAsk(StrEnum):
    WHY = "why"
    HOW = "how"
    WHEN = "when"


ASK_NAMES: dict[SignAsk, Text] = {SignAsk.WHY: _("Why"), SignAsk.HOW: _("How"), SignAsk.WHEN: _("When")}


class SignFamily(StrEnum):
    """Why customers do nothing: they cannot choose, or what they have is good enough."""

    INDECISION = "indecision"
    STATUS_QUO = "status_quo"


FAMILY_NAMES: dict[SignFamily, Text] = {
    SignFamily.INDECISION: _("Indecision: they fear to choose wrong"),
    SignFamily.STATUS_QUO: _("Status quo: what they have is good enough"),
}
# Of all deals that end in no decision, in percent (JOLT).
SHARES = {SignFamily.INDECISION: 56, SignFamily.STATUS_QUO: 44}


class Place(StrEnum):
    """Where the evidence lies: a tab of the deal."""

    PLAN = "plan"
    PEOPLE = "people"
    DISCOVERY = "discovery"
    PROMISES = "promises"
    PROOF = "proof"
    MEETINGS = "meetings"
    JOURNAL = "journal"


class SignKey(StrEnum):
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
    {
        SignKey.SCOPE_CHANGES,
        SignKey.STAKES_UNKNOWN,
        SignKey.NO_CHAMPION,
        SignKey.TRIAL_DRAGS,
        SignKey.IDLE_MEETINGS,
        SignKey.DATE_MOVED,
    }
)
_NO_PROOF = frozenset({SignKey.NO_TECHNICAL_WIN, SignKey.NO_CRITERIA, SignKey.TRIAL_DRAGS})
_WORTH = frozenset({SignKey.NO_FIGURE, SignKey.NO_BUYER})
_WORDS = frozenset({SignKey.BLIND, SignKey.STALE, SignKey.REFUSED})
# What an outcome and its reason usually bear out, as a first mark when a review is scored. Priors of ours.
FIRST_DOUBTS: dict[tuple[str, str], frozenset[SignKey]] = {
    ("no_decision", "status_quo"): frozenset({SignKey.NO_PAIN, SignKey.NO_FIGURE, SignKey.NO_DATE}),
    ("no_decision", "indecision"): _FEAR,
    ("no_decision", "budget"): _WORTH,
    ("no_decision", "priority"): frozenset({SignKey.NO_PAIN, SignKey.NO_DATE, SignKey.DATE_MOVED}),
    ("no_decision", "sponsor"): frozenset({SignKey.NO_CHAMPION, SignKey.FEW_CONTACTS, SignKey.NO_BUYER, SignKey.UNMET}),
    ("no_decision", "silence"): frozenset({SignKey.SILENCE, SignKey.NO_STEP, SignKey.FEW_CONTACTS, SignKey.UNMET}),
    ("lost", "competitor"): frozenset({SignKey.NO_CHAMPION, SignKey.NO_TECHNICAL_WIN}),
    ("lost", "price"): _WORTH,
    ("lost", "missing"): _WORDS | {SignKey.ASSUMED},
    ("lost", "proof"): _NO_PROOF,
    ("lost", "trust"): _WORDS | {SignKey.STAKES_UNKNOWN},
    ("lost", "inhouse"): frozenset({SignKey.NO_FIGURE, SignKey.NO_BUYER, SignKey.NO_DATE}),
}
