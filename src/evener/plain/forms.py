"""One small form for each fact of an entry, and that of a new one; and the controls of other rooms' forms for what the
customer or the other side reads: its words are checked as they are typed (`plain.js`)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener.pages.facts import FactForm
from evener.people.rules import Viewer
from evener.plain.models import Term
from evener.plain.rules import LANGUAGE_NAMES, LANGUAGES, LENGTHS, NAMES


class ReadArea(forms.Textarea):
    def __init__(self, *, rows: int = 2, **attrs: Any) -> None:
        super().__init__({"rows": rows, "data-plain": True, **attrs})


class ReadLine(forms.TextInput):
    def __init__(self, **attrs: Any) -> None:
        super().__init__({"data-plain": True, **attrs})


def area(label: Any, *, limit: int, rows: int = 2, needs: Any = "", help: Any = "") -> forms.CharField:
    """A text of some lines; `needs` is what is said where it is missing, '' where it may be."""
    return forms.CharField(
        label=label,
        required=bool(needs),
        max_length=limit,
        widget=ReadArea(rows=rows),
        help_text=help,
        error_messages={"required": needs} if needs else None,
    )


class TermFact(FactForm):
    names: ClassVar[tuple[str, ...]] = ()
    labels = NAMES
    thing: Term


class WordForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("word",)
    word = forms.CharField(
        max_length=LENGTHS["word"], error_messages={"required": lazy("Write the word or abbreviation.")}
    )


class PlainForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("plain",)
    plain = forms.CharField(
        max_length=LENGTHS["plain"], required=False, help_text=lazy("As you would say it to a neighbour.")
    )


class MeaningForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("meaning",)
    meaning = forms.CharField(
        max_length=LENGTHS["meaning"],
        required=False,
        widget=ReadArea(),
        help_text=lazy("What stands in brackets behind the word where it has to stay."),
    )


class AnalogyForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("analogy",)
    analogy = forms.CharField(
        max_length=LENGTHS["analogy"],
        required=False,
        widget=ReadArea(),
        help_text=lazy("Something everybody knows: “a porch with two doors that are never open together”."),
    )


class AcceptedForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("accepted",)
    accepted = forms.BooleanField(required=False)


class LanguageForm(TermFact):
    names: ClassVar[tuple[str, ...]] = ("language",)
    language = forms.ChoiceField(choices=list(LANGUAGE_NAMES.items()), required=False)


FORMS: dict[str, type[TermFact]] = {
    "word": WordForm,
    "plain": PlainForm,
    "meaning": MeaningForm,
    "analogy": AnalogyForm,
    "accepted": AcceptedForm,
    "language": LanguageForm,
}


class NewTermForm(WordForm, PlainForm, MeaningForm, AnalogyForm, AcceptedForm, LanguageForm):
    """A new entry."""

    names: ClassVar[tuple[str, ...]] = tuple(NAMES)
    field_order = list(NAMES)

    def __init__(self, data: Any = None, *, viewer: Viewer, word: str = "", language: str = "en") -> None:
        super().__init__(data, thing=Term(word=word, language=language), viewer=viewer)
        self.fields["word"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}


class CheckForm(forms.Form):
    """A text to check. `language` '' is told from the text."""

    text = forms.CharField(
        label=lazy("Text"), strip=False, error_messages={"required": lazy("Paste a text first.")},
        widget=ReadArea(rows=9, **{"data-plain": "plain-found", "autofocus": True}),
        help_text=lazy("Paste what a customer will read. Nothing is kept, and nothing leaves this server."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=lazy("Language"),
        required=False,
        choices=[("", lazy("Told from the text")), *LANGUAGES.items()],
    )
