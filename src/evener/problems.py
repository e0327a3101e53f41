"""What can go wrong in the user's words. Actions raise these; pages and API turn them into an answer.

Every message is a whole sentence that says what to do next. Nothing here knows HTTP; the status each maps to stands in
`pages.middleware` and `rest.errors` (404, 403, 409, 422).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.forms import BaseForm

Text = str | LazyText


class Problem(Exception):
    """Base of all expected refusals; `str(problem)` is safe to show."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotThere(Problem):
    """The thing does not exist, or this viewer may not know that it does. 404."""


class NotAllowed(Problem):
    """The viewer may see the thing and may not do this to it. 403."""


class Refused(Problem):
    """A rule says no; `reasons` lists every one of them. 409."""

    def __init__(self, message: Text, *, reasons: Sequence[Text] = ()) -> None:
        super().__init__(message)
        self.reasons = tuple(reasons)


class Invalid(Problem):
    """Values that cannot be taken, by field name ('' for the whole). 422."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__(" ".join(str(text) for text in fields.values()))
        self.fields = dict(fields)

    def show_on(self, form: BaseForm) -> None:
        """Add every error to its field of `form`, or to the whole form where it has no such field."""
        for field, text in self.fields.items():
            form.add_error(field if field in form.fields else None, str(text))


@dataclass(frozen=True, slots=True)
class Clash:
    """One field two people changed: what it is now, who made it so, and what was about to be written."""

    field: str
    theirs: str
    yours: str
    who: str
    when: str


class Conflict(Problem):
    """Someone else changed the same fields since this form was opened. 409; nothing was written."""

    def __init__(self, message: Text, *, clashes: Sequence[Clash] = (), version: int = 0) -> None:
        super().__init__(message)
        self.clashes = tuple(clashes)
        self.version = version


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not used, by its line in the file, and why."""

    line: int
    id: str
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}
