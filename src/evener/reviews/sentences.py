"""How the journal speaks of reviews and light plans (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.deals.rules import OUTCOME_NAMES
from evener.journal.sentences import Words
from evener.reviews.rules.course import RIGHT_NAMES, STATUS_NAMES

WORDS = Words(
    sentences={
        "review.asked": lazy("asked for a devil’s-advocate review"),
        "review.swapped": lazy("had somebody else dissent"),
        "review.invited": lazy("asked one more reviewer"),
        "review.prepared": lazy("wrote the counter-case"),
        "review.rewritten": lazy("rewrote the counter-case"),
        "review.estimated": lazy("gave a chance, unseen by the others"),
        "review.decided": lazy("wrote down what the review decided"),
        "review.held": lazy("held the devil’s-advocate review"),
        "review.scored": lazy("scored the devil’s-advocate review"),
        "review.called_off": lazy("called the devil’s-advocate review off"),
        "light.idea": lazy("wrote down an idea to share"),
        "light.shared": lazy("shared “%(name)s”"),
        "light.tie": lazy("stays in touch with %(name)s"),
        "light.touched": lazy("was in touch with %(name)s"),
        "light.untied": lazy("need not stay in touch with %(name)s any more"),
        "light.moved": lazy("chose another day to come back"),
        "light.back": lazy("noted that they are back"),
        "light.from": lazy("began where an earlier deal ended"),
    },
    fields={
        "review.dissenter": lazy("Dissenter"),
        "review.reviewers": lazy("Reviewers"),
        "review.reviewer": lazy("Reviewer"),
        "review.hold_on": lazy("To be held on"),
        "review.cause_of_death": lazy("Cause of death"),
        "review.decision": lazy("Decision"),
        "review.who": lazy("Answers for it"),
        "review.held_on": lazy("Held on"),
        "review.open_questions": lazy("Open questions"),
        "review.status": lazy("Status"),
        "review.outcome": lazy("Outcome"),
        "review.cause_right": lazy("Cause of death right"),
        "review.signs_told": lazy("Signs that told"),
        "idea.idea": lazy("Idea"),
        "idea.due_on": lazy("By"),
        "tie.every_weeks": lazy("Every so many weeks"),
        "tie.on": lazy("On"),
        "deal.new_deal": lazy("New deal"),
        "deal.former": lazy("Former deal"),
    },
    values={
        "review.status": {status.value: name for status, name in STATUS_NAMES.items()},
        "review.outcome": {outcome.value: name for outcome, name in OUTCOME_NAMES.items()},
        "review.cause_right": {right.value: name for right, name in RIGHT_NAMES.items()},
    },
    pages={"review": "reviews:page"},
)
