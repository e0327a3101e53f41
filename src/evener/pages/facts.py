"""Facts changed in place: one small form for each, and what becomes of it. The rooms bring the forms and the writing.

The templates `pages/fact.html`, `name_form.html`, `save.html` and `clash.html` draw any of them: the context has
`here` (the thing's own page, whose `edit/?field=` changes it), `may_change`, and `fact`, the FactEdit that is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener.pages.telling import value_text
from evener.people import queries as people
from evener.people.models import User
from evener.people.rules import Role, Viewer, address
from evener.problems import Conflict, Invalid, Text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# ISO first, as the browser's own date field sends it; the others are for people who type.
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"]
NOBODY = lazy("Nobody")
NO_ADDRESS = lazy("no address yet")
WORKERS = frozenset(Role) - {Role.VIEWER}


def people_choices(
    roles: Iterable[Role],
    *,
    among: Iterable[people.Named] | None = None,
    keep: User | None = None,
    nobody: Text | None = NOBODY,
) -> list[tuple[str, Text]]:
    """Active people of these roles by name, and `keep`, who holds the part now. Namesakes carry their address.

    `among` is everybody, where several choices on one form share one reading.
    """
    wanted = {str(role) for role in roles}
    found = [person for person in (people.named() if among is None else among) if person.role in wanted]
    if keep is not None and all(person.id != keep.pk for person in found):
        found.append(people.Named(keep.pk, keep.name, keep.email, keep.role))
    times = Counter(person.name for person in found)
    choices: list[tuple[str, Text]] = [
        (
            str(person.id),
            f"{person.name} ({address(person.email) or NO_ADDRESS})" if times[person.name] > 1 else person.name,
        )
        for person in found
    ]
    return [("", nobody), *choices] if nobody is not None else choices


def choice_field(
    choices: Sequence[tuple[str, Text]], *, label: _StrOrPromise | None = None, required: bool = False
) -> forms.TypedChoiceField:
    """A choice of ids."""
    return forms.TypedChoiceField(
        label=label,
        choices=list(choices),
        coerce=int,
        empty_value=None,
        required=required,
        error_messages={"invalid_choice": lazy("Choose one from the list."), "required": lazy("Choose one.")},
    )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: _StrOrPromise | None = None, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": lazy("Write the date as 2026-03-31."), "required": lazy("Choose a date.")},
    )


class FactForm(forms.Form):
    """Base of all: made for one thing as it is now, filled from it unless data are given."""

    names: ClassVar[tuple[str, ...]] = ()
    # What each field is called, by name.
    labels: ClassVar[Mapping[str, Text]] = {}
    # Controls side by side under the fact's own label.
    inline: ClassVar[bool] = False

    def __init__(self, data: Any = None, *, thing: Any, viewer: Viewer) -> None:
        self.thing, self.viewer = thing, viewer
        super().__init__(data, initial=self.current(thing), auto_id="edit-%s", label_suffix="")
        self.build()
        for name, control in self.fields.items():
            control.label = control.label or str(self.labels.get(name, name))

    def build(self) -> None:
        """Add what depends on the database."""

    def current(self, thing: Any) -> dict[str, Any]:
        return {name: getattr(thing, name) for name in self.names}

    @property
    def single(self) -> forms.BoundField | None:
        """The one control whose label is the fact's own; None where each control carries its label."""
        fields = self.visible_fields()
        alone = len(fields) == 1 and fields[0].widget_type != "checkbox"
        return fields[0] if alone or self.inline else None

    def focus(self) -> None:
        """Start typing in the first control when the whole page loads with this form open."""
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def values(self) -> dict[str, Any]:
        """The cleaned values as the room's action takes them."""
        return {name: self.cleaned_data[name] for name in self.names}

    def refuse(self, problem: Invalid) -> None:
        """Show an action's errors at their fields; what has no field here at the first one."""
        first = next(iter(self.fields))
        for name, text in problem.fields.items():
            self.add_error(name if name in self.fields else first, str(text))


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: `text` is the value ('' when there is none, then `unset` says what to do). The names are those that
    `pages/fact.html` reads.
    """

    key: str
    label: Text
    text: str
    unset: Text
    note: str = ""
    person: bool = False
    tone: str = ""
    press: str = ""


@dataclass(frozen=True, slots=True)
class FactEdit:
    """The fact under change. `version` goes into the form; `clashes` are what somebody else wrote meanwhile."""

    key: str
    form: FactForm
    version: int
    clashes: list[dict[str, Any]] = field(default_factory=list)
    stale: bool = False


def clashes_of(conflict: Conflict) -> list[dict[str, Any]]:
    """A conflict's clashes as `pages/clash.html` shows them."""
    return [
        {
            "field": each.field,
            "theirs": value_text(each.theirs),
            "yours": value_text(each.yours),
            "who": each.who,
            "at": _moment(each.when),
        }
        for each in conflict.clashes
    ]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
