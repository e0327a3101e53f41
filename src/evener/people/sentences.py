"""How the journal speaks of people, teams and settings (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "person.made": lazy("let %(name)s in"),
        "person.changed": lazy("changed %(fields)s of %(name)s"),
        "team.made": lazy("made the team “%(name)s”"),
        "settings.changed": lazy("changed %(fields)s"),
        "link.sign-in": lazy("made a sign-in link for %(name)s"),
        "link.invite": lazy("invited %(name)s"),
        "token.made": lazy("made the API token “%(name)s”"),
        "token.revoked": lazy("revoked the API token “%(name)s”"),
    },
    fields={
        "person.name": lazy("Name"),
        "person.email": lazy("E-mail"),
        "person.role": lazy("Role"),
        "person.team": lazy("Team"),
        "person.is_architect": lazy("Architect"),
        "person.is_active": lazy("Can sign in"),
        "person.time_zone": lazy("Time zone"),
        "person.language": lazy("Language"),
        "team.parent": lazy("Under"),
        "token.scopes": lazy("May"),
        "organisation.name": lazy("Name"),
        "organisation.visibility": lazy("Who sees what"),
        "organisation.gate": lazy("The gate"),
        "organisation.currency": lazy("Currency"),
        "organisation.verdict_hours": lazy("Hours to a verdict"),
        "organisation.architect_hours": lazy("Hours from which an architect answers"),
        "organisation.architect_amount_minor": lazy("Services from which an architect answers"),
        "organisation.review_amount_minor": lazy("Amount from which a deal is reviewed"),
        "organisation.gap_weight": lazy("Weight of deal breakers in the gap report, %"),
        "organisation.quiet_days": lazy("Quiet days until a deal counts as stale"),
    },
)
