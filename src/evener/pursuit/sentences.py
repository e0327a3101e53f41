"""How the journal speaks of plans (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.pursuit.rules import KIND_NAMES

WORDS = Words(
    sentences={
        "plan.answered": lazy("answered in the plan “%(name)s”"),
        "plan.withdrawn": lazy("took back the plan's answer to “%(name)s”"),
        "comment.made": lazy("commented on the plan: “%(name)s”"),
        "comment.answered": lazy("wrote to those who read the plan: “%(name)s”"),
        "comment.removed": lazy("took a comment off the plan: “%(name)s”"),
        "file.shared": lazy("showed the customer the file “%(name)s”"),
        "file.unshared": lazy("took the file “%(name)s” off the customer's plan"),
        "metric.added": lazy("wrote down what the customer measures: “%(name)s”"),
        "metric.changed": lazy("changed the metric “%(name)s”"),
        "metric.removed": lazy("removed the metric “%(name)s”"),
        "metric.read": lazy("read the metric “%(name)s”"),
        "metric.unread": lazy("removed a reading of “%(name)s”"),
    },
    fields={
        "plan.answer": lazy("Answer"),
        "plan.shared": lazy("Customer sees this"),
        "plan.cites": lazy("Answers it rests on"),
        "comment.by": lazy("Whose it was"),
        "metric.metric": lazy("What is measured"),
        "metric.kind": lazy("Kind of value"),
        "metric.unit": lazy("Unit"),
        "metric.baseline": lazy("Today"),
        "metric.target": lazy("Target"),
        "metric.by_when": lazy("By when"),
        "metric.how": lazy("How the customer works it out"),
        "metric.said_by": lazy("Who said so"),
        "metric.shared": lazy("Customer sees this"),
        "metric.reading": lazy("Value"),
        "metric.on": lazy("On"),
    },
    values={"metric.kind": {kind.value: name for kind, name in KIND_NAMES.items()}},
)
