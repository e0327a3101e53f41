"""How the journal speaks of promises and verdicts (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.promises.rules import STATE_NAMES, VERDICT_NAMES

WORDS = Words(
    sentences={
        "promise.drafted": lazy("wrote down the promise “%(name)s”"),
        "promise.asked": lazy("asked engineering about “%(name)s”"),
        "promise.changed": lazy("changed the promise “%(name)s”"),
        "promise.unsettled": lazy("changed what “%(name)s” rests on"),
        "promise.overridden": lazy("carries “%(name)s” in writing"),
        "promise.made": lazy("told the customer “%(name)s”"),
        "promise.kept": lazy("kept “%(name)s”"),
        "promise.kept_late": lazy("kept “%(name)s”, late"),
        "promise.broken": lazy("recorded that “%(name)s” was broken"),
        "promise.released": lazy("recorded that the customer released us from “%(name)s”"),
        "promise.void": lazy("declared “%(name)s” void"),
        "verdict.given": lazy("gave a verdict on “%(name)s”"),
        "verdict.revised": lazy("revised the verdict on “%(name)s”"),
    },
    fields={
        "promise.words": lazy("The words"),
        "promise.scope": lazy("Scope"),
        "promise.due_on": lazy("Promised for"),
        "promise.services_minor": lazy("Services"),
        "promise.told": lazy("Told to"),
        "promise.capability": lazy("Rests on"),
        "promise.deal_breaker": lazy("Deal breaker"),
        "promise.engineer": lazy("Engineer"),
        "promise.owner": lazy("Kept by"),
        "promise.state": lazy("State"),
        "promise.stale": lazy("Stale"),
        "promise.made_on": lazy("Said on"),
        "promise.ended_on": lazy("Ended on"),
        "promise.verdict": lazy("Verdict"),
        "promise.hours": lazy("Hours: low, likely, high"),
        "promise.skill": lazy("Skill"),
        "promise.conditions": lazy("Conditions"),
        "promise.reason": lazy("Reason"),
        "promise.alternative": lazy("Nearest yes"),
        "promise.note": lazy("Note"),
    },
    values={
        "promise.state": {state.value: name for state, name in STATE_NAMES.items()},
        "promise.verdict": {kind.value: name for kind, name in VERDICT_NAMES.items()},
        "promise.deal_breaker": {"True": lazy("Yes"), "False": lazy("No")},
        "promise.stale": {"True": lazy("Yes"), "False": lazy("No")},
    },
    pages={"promise": "promises:page"},
)
