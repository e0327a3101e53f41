"""How the journal speaks of accounts and contacts (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "account.created": lazy("made the account"),
        "account.changed": lazy("changed %(fields)s"),
        "contact.added": lazy("added the contact “%(name)s”"),
        "contact.changed": lazy("changed the contact “%(name)s”"),
    },
    fields={
        "account.name": lazy("Name"),
        "account.industry": lazy("Industry"),
        "account.website": lazy("Website"),
        "account.country": lazy("Country"),
        "account.employees": lazy("Employees"),
        "account.parent_id": lazy("Part of"),
        "account.owner_id": lazy("Owner"),
        "account.about": lazy("About"),
        "contact.name": lazy("Name"),
        "contact.title": lazy("Title"),
        "contact.email": lazy("E-mail"),
        "contact.phone": lazy("Phone"),
    },
)
