"""Choices drawn without templates say what Django's templates say."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from evener.pages.renderer import Renderer

CHOICES = [
    ("", "Nobody"),
    ("Of ours", [("us1", "Ada <b>&</b> Grace"), ("us2", 'O’Neill "Q" O\'Neill')]),
    (3, mark_safe("<i>kept</i>")),
]


class Form(forms.Form):
    who = forms.ChoiceField(
        choices=CHOICES, initial="us2", help_text="One", widget=forms.Select(attrs={"class": 'a"b', "disabled": True})
    )
    more = forms.MultipleChoiceField(choices=CHOICES, initial=["", 3], required=False)


def test_a_select_is_drawn_as_django_draws_it() -> None:
    def drawn(renderer: DjangoTemplates, data: Any) -> list[str]:
        form = Form(data, renderer=renderer)
        return [re.sub(r">\s+<", "><", str(form[name])) for name in form.fields]

    for data in (None, {"who": "us1", "more": ["us1", "3"]}, {"who": "none of them"}):
        ours = drawn(Renderer(), data)
        assert ours == drawn(DjangoTemplates(), data)
        assert all("<b>" not in text for text in ours)
