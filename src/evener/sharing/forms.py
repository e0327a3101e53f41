"""Making a link, and giving it another end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.pages.facts import day_field
from evener.problems import Text
from evener.sharing.rules import LABEL, MOST_DAYS, usual_end


class LinkForm(forms.Form):
    contact_id = forms.TypedChoiceField(label=_("Somebody we know there"), required=False, coerce=int, empty_value=None)
    label = forms.CharField(
        label=_("Or in your words"),
        required=False,
        max_length=LABEL,
        help_text=_("“Ms Ochoa's team”. You see by it whose looks are counted."),
    )
    expires_on = day_field(_("Works until"), required=True)

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], today: date) -> None:
        super().__init__(data, initial={"expires_on": usual_end(today)})
        named: list[tuple[str, Text]] = [("", _("Nobody from the list"))]
        named += [(str(row.pk), f"{row.name}, {row.title}" if row.title else row.name) for row in contacts]
        self.fields["contact_id"].choices = named  # type: ignore[attr-defined]
        self.fields["expires_on"].help_text = _("At most %(most)s days from now.") % {"most": MOST_DAYS}


class EndForm(forms.Form):
    expires_on = day_field(_("Works until"), required=True)
