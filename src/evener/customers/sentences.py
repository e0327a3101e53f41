"""How the journal speaks of accounts and contacts (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.customers.fields import ACCOUNT, CONTACT
from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "account.created": lazy("made the account"),
        "account.changed": lazy("changed %(fields)s"),
        "contact.added": lazy("added the contact “%(name)s”"),
        "contact.changed": lazy("changed the contact “%(name)s”"),
    },
    fields={
        **{f"account.{name}": text for name, text in ACCOUNT.items()},
        "account.external_id": lazy("Id where it was imported from"),
        **{f"contact.{name}": text for name, text in CONTACT.items()},
    },
)
