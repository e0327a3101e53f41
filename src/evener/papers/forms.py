"""Forms of the papers room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.deals.models import NextStep
from evener.meetings.models import Meeting
from evener.pages.facts import WORKERS, choice_field, day_field, people_choices
from evener.pages.templatetags.evener import day
from evener.papers.models import Brand, Paper, Piece
from evener.papers.queries.one import Claimed
from evener.papers.rules.brand import BRAND_NAMES, FOOTER, PAGE_SIZE_NAMES
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PIECE_NAMES
from evener.papers.rules.writing import (
    LANGUAGES,
    LENGTHS,
    MOST_STEPS,
    PAPER_NAMES,
    SECTION_HELP,
    STEP_LENGTH,
    Section,
    Step,
    step_of,
)
from evener.people import queries as people
from evener.plain.forms import ReadArea, ReadLine

# Django types labels more narrowly than what it takes.
PAPER: Mapping[str, Any] = PAPER_NAMES
PIECE: Mapping[str, Any] = PIECE_NAMES
BRAND: Mapping[str, Any] = BRAND_NAMES
# Empty rows for steps beside those that are filled.
SPARE = 2
TYPED = ("what", "who", "due_on")


def area(name: str, *, rows: int, help: Any = "", plain: bool = True) -> forms.CharField:
    control = ReadArea(rows=rows) if plain else forms.Textarea({"rows": rows})
    return forms.CharField(
        label=PAPER[name], required=False, max_length=LENGTHS[name], strip=False, help_text=help,
        widget=control,
    )  # fmt: skip


class PaperForm(forms.Form):
    """The whole paper. `steps` are ticked; `what-0`, `who-0`, `due_on-0` … are typed ones; `claims` are ticked."""

    title = forms.CharField(
        label=PAPER["title"], max_length=LENGTHS["title"], widget=ReadLine(),
        error_messages={"required": lazy("Give it a title: the idea in a few words.")},
    )  # fmt: skip
    readers = forms.CharField(label=PAPER["readers"], max_length=LENGTHS["readers"], required=False)
    language = forms.ChoiceField(label=PAPER["language"], choices=list(LANGUAGES.items()))
    problem = area("problem", rows=4, help=SECTION_HELP[Section.PROBLEM])
    idea = area("idea", rows=12, help=SECTION_HELP[Section.IDEA])
    picture = area("picture", rows=6, help=SECTION_HELP[Section.PICTURE], plain=False)
    picture_says = forms.CharField(
        label=PAPER["picture_says"], max_length=LENGTHS["picture_says"], required=False,
        help_text=lazy("One sentence below it. It also tells those who cannot see the picture."),
        widget=ReadLine(),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, paper: Paper, meetings: Sequence[Meeting], steps: Sequence[NextStep],
        contacts: Sequence[Contact], claims: Sequence[Claimed],
    ) -> None:  # fmt: skip
        self.paper, self.offered, self.claimed = paper, steps, claims
        kept = [step_of(each) for each in paper.steps]
        self.typed = [step for step in kept if step.step_id is None]
        chosen = [str(step.step_id) for step in kept if step.step_id]
        initial = {name: getattr(paper, name) for name in (*LENGTHS, "language", "owner_id", "meeting_id")}
        initial |= {"steps": chosen, "claims": [str(each.promise.pk) for each in claims if each.ticked]}
        super().__init__(data, initial=initial, auto_id="paper-%s", label_suffix="")
        everybody = people.named()
        writers = people_choices(WORKERS, among=everybody, keep=paper.owner, nobody=None)
        self.fields["owner_id"] = choice_field(writers, label=_("Who writes it"), required=True)
        named = [(str(each.pk), f"{each.title} · {day(each.starts_at)}") for each in meetings]
        self.fields["meeting_id"] = choice_field([("", _("No meeting")), *named], label=_("For the meeting"))
        self.fields["steps"] = forms.MultipleChoiceField(
            required=False, choices=[(str(each.pk), each.what) for each in steps],
            error_messages={"invalid_choice": lazy("Choose steps of this deal.")},
        )  # fmt: skip
        self.fields["claims"] = forms.MultipleChoiceField(
            required=False, choices=[(str(each.promise.pk), each.promise.words) for each in claims],
            error_messages={"invalid_choice": lazy("Choose promises of this deal.")},
        )  # fmt: skip
        self._add_rows(everybody, contacts)

    def _add_rows(self, everybody: Sequence[people.Named], contacts: Sequence[Contact]) -> None:
        ours = [(f"us{each.id}", each.name) for each in everybody if each.role in WORKERS]
        theirs = [(f"them{each.pk}", each.name) for each in contacts]
        who: list[Any] = [("", _("Nobody yet")), (_("Of ours"), ours)]
        if theirs:
            who.append((_("Of theirs"), theirs))
        self.count = min(MOST_STEPS, len(self.typed) + SPARE)
        for row in range(self.count):
            step = self.typed[row] if row < len(self.typed) else None
            self.fields[f"what-{row}"] = forms.CharField(
                label=_("What"), required=False, max_length=STEP_LENGTH, initial=step.what if step else "",
                widget=ReadLine(),
            )  # fmt: skip
            self.fields[f"who-{row}"] = forms.ChoiceField(
                label=_("Who"), required=False, choices=who, initial=_who(step),
                error_messages={"invalid_choice": lazy("Choose one from the list.")},
            )  # fmt: skip
            self.fields[f"due_on-{row}"] = day_field(lazy("By"))
            self.fields[f"due_on-{row}"].initial = step.due_on if step else None

    @property
    def rows(self) -> Iterator[list[forms.BoundField]]:
        for row in range(self.count):
            yield [self[f"{name}-{row}"] for name in TYPED]

    def ticked(self, name: str) -> set[str]:
        """What is ticked now: in what was sent, else in the paper."""
        sent: Any = self.data
        return set(sent.getlist(name) if self.is_bound else self.initial[name])

    def values(self) -> dict[str, Any]:
        """The cleaned values as the action takes them; what could not be read is left as it stands in the paper."""
        given = self.cleaned_data
        found = {name: given[name] for name in (*LENGTHS, "language", "owner_id", "meeting_id") if name in given}
        if "claims" in given:
            found["claims"] = {int(id) for id in given["claims"]}
        chosen = set(given.get("steps", ()))
        order = [str(step.step_id) for step in map(step_of, self.paper.steps) if step.step_id]
        chosen_first = [id for id in order if id in chosen]
        rest = [str(each.pk) for each in self.offered if str(each.pk) in chosen and str(each.pk) not in chosen_first]
        steps = [Step("", step_id=int(id)) for id in (*chosen_first, *rest)]
        found["steps"] = steps + [step for step in map(self._row, range(self.count)) if step.what.strip()]
        return found

    def _row(self, row: int) -> Step:
        what, who, due = (self.cleaned_data.get(f"{name}-{row}") for name in TYPED)
        owner = int(who[2:]) if who and who.startswith("us") else None
        contact = int(who[4:]) if who and who.startswith("them") else None
        return Step(what or "", owner_id=owner, contact_id=contact, due_on=due)


def _who(step: Step | None) -> str:
    if step is None or not (step.owner_id or step.contact_id):
        return ""
    return f"us{step.owner_id}" if step.owner_id else f"them{step.contact_id}"


class BeginForm(forms.Form):
    """For which meeting a new paper is."""

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting], chosen: int | None = None) -> None:
        super().__init__(data, initial={"meeting_id": chosen}, auto_id="begin-%s", label_suffix="")
        named = [(str(each.pk), f"{each.title} · {day(each.starts_at)}") for each in meetings]
        self.fields["meeting_id"] = choice_field([("", _("No meeting")), *named], label=_("For the meeting"))


class OutForm(forms.Form):
    """A leader's reason, where a promise is not cleared."""

    reason = forms.CharField(
        label=lazy("Why it goes out nevertheless"), required=False, max_length=2000,
        widget=ReadArea(), help_text=lazy("It stays with the edition, with your name."),
    )  # fmt: skip


class PieceForm(forms.Form):
    title = forms.CharField(
        label=PIECE["title"], max_length=LENGTHS["title"],
        error_messages={"required": lazy("Give it a title people will look for.")},
    )  # fmt: skip
    section = forms.ChoiceField(label=PIECE["section"], choices=[(k.value, v) for k, v in PIECE_FOR_NAMES.items()])
    body = forms.CharField(
        label=PIECE["body"], max_length=LENGTHS["idea"], strip=False,
        widget=ReadArea(rows=10),
        error_messages={"required": lazy("Write the text.")},
    )  # fmt: skip
    tags = forms.CharField(
        label=PIECE["tags"],
        required=False,
        max_length=500,
        help_text=lazy("A few words, with blanks between them."),
    )

    def __init__(self, data: Any = None, *, piece: Piece | None = None, owner_id: int | None = None) -> None:
        initial: dict[str, Any] = {"owner_id": owner_id}
        if piece is not None:
            initial = {name: getattr(piece, name) for name in ("title", "section", "body", "owner_id")}
            initial["tags"] = piece.tags.strip()
        super().__init__(data, initial=initial, auto_id="piece-%s", label_suffix="")
        keep = piece.owner if piece else None
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, keep=keep), label=_("Who answers for it"))


class BrandForm(forms.Form):
    colour = forms.CharField(label=BRAND["colour"], max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    accent = forms.CharField(label=BRAND["accent"], max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    footer = forms.CharField(
        label=BRAND["footer"], max_length=FOOTER, required=False,
        help_text=lazy("For example the company’s name, town and address on the web."),
    )  # fmt: skip
    page_size = forms.ChoiceField(label=BRAND["page_size"], choices=list(PAGE_SIZE_NAMES.items()))
    logo = forms.FileField(
        label=BRAND["logo"], required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=lazy("PNG or JPEG, up to 5 MB. It is drawn anew before it is kept, so nothing hidden comes along."),
        error_messages={"empty": lazy("The file is empty. Choose another one.")},
    )  # fmt: skip
    no_logo = forms.BooleanField(label=lazy("Take the logo away"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, brand: Brand) -> None:
        initial = {name: getattr(brand, name) for name in ("colour", "accent", "footer", "page_size")}
        super().__init__(data, files, initial=initial, auto_id="brand-%s", label_suffix="")
        if brand.logo is None:
            del self.fields["no_logo"]
