"""How the journal speaks of deals, steps, notes and files (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.fields import NAMES
from evener.journal.sentences import Changes, Words
from evener.problems import Text

TEAM = "team: "


def team(changes: Changes, reason: str) -> Text:
    """The deal team changes one person at a time: `team: Tia` from one part to another."""
    said = []
    for name, (before, after) in changes.items():
        person = {"person": name.removeprefix(TEAM), "part": after or before, "before": before}
        if before is None:
            said.append(_("put %(person)s on the deal team: %(part)s") % person)
        elif after is None:
            said.append(_("took %(person)s off the deal team") % person)
        else:
            said.append(_("gave %(person)s another part: %(part)s instead of %(before)s") % person)
    return ", ".join(said)


def closed(changes: Changes, reason: str) -> Text:
    outcome = {"outcome": changes.get("outcome", (None, "?"))[1]}
    if reason:
        return _("closed the deal over the gate: %(outcome)s") % outcome
    return _("closed the deal: %(outcome)s") % outcome


WORDS = Words(
    sentences={
        "deal.created": lazy("opened the deal"),
        "deal.changed": lazy("changed %(fields)s"),
        "deal.team": team,
        "deal.closed": closed,
        "deal.reopened": lazy("opened the deal again"),
        "step.added": lazy("added the step “%(name)s”"),
        "step.changed": lazy("changed the step “%(name)s”"),
        "step.done": lazy("finished the step “%(name)s”"),
        "step.shared": lazy("showed the customer the step “%(name)s”"),
        "step.unshared": lazy("took the step “%(name)s” off the customer's plan"),
        "step.ticked": lazy("ticked “%(name)s”"),
        "step.unticked": lazy("opened “%(name)s” again"),
        "step.resumed": lazy("took up the step “%(name)s” again"),
        "note.added": lazy("wrote a note: “%(name)s”"),
        "file.added": lazy("added the file “%(name)s”"),
        "file.removed": lazy("removed the file “%(name)s”"),
        "stage.made": lazy("made the stage “%(name)s”"),
        "stage.changed": lazy("changed the stage “%(name)s”"),
        "stage.removed": lazy("removed the stage “%(name)s”"),
        "product.made": lazy("made the product “%(name)s”"),
        "product.changed": lazy("changed the product “%(name)s”"),
    },
    fields={
        **{f"deal.{name}": text for name, text in NAMES.items()},
        "deal.outcome": lazy("Outcome"),
        "deal.outcome_reason": lazy("Reason"),
        "deal.outcome_note": lazy("In their words"),
        "deal.closed_on": lazy("Closed on"),
        "deal.return_on": lazy("Come back on"),
        "deal.gate": lazy("Not cleared"),
        "step.what": lazy("What"),
        "step.owner": lazy("Who"),
        "step.contact": lazy("Who, at the customer"),
        "step.due_on": lazy("By"),
        "step.shared": lazy("Customer sees this"),
        "file.sha256": lazy("SHA-256"),
        "stage.name": lazy("Name"),
        "stage.position": lazy("Position"),
        "stage.prior_won": lazy("Chance to win, %"),
        "product.name": lazy("Name"),
        "product.series": lazy("Series"),
        "product.price_minor": lazy("List price"),
        "product.currency": lazy("Currency"),
    },
    complete=frozenset({"deal.team"}),
)
