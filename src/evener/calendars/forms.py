"""What the pages of calendars send."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evener.calendars.rules import NAME, URL


class SourceForm(forms.Form):
    """A calendar's address. It is never put back into a page: it is a secret."""

    name = forms.CharField(label=_("Name"), max_length=NAME, help_text=_("So that you know it again: “Work, Outlook”."))
    url = forms.CharField(
        label=_("Secret address"),
        max_length=URL,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Begins with https:// or webcal://. Your calendar offers it as iCal or ICS, “secret” or “private”."
        ),
    )


def choices(post: QueryDict, keys: list[str]) -> dict[str, str]:
    """What was chosen for each event, by its key; nothing for those that were left as they were."""
    found = {key: post.get(f"choice-{number}", "") for number, key in enumerate(keys)}
    return {key: text for key, text in found.items() if text}
