"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from evener.people.rules import Viewer
from evener.sharing.rules import Of


@dataclass(frozen=True, slots=True)
class Subject:
    """What a link is to show: its name for the journal, and our page that shows its links."""

    name: str
    url: str


class Subjects(Protocol):
    """The thing of this kind and id on this deal, as far as the viewer may share it; None where it is not this room's.

    Raises NotThere for a thing the viewer may not see, and Refused in words where it is not ready to be shown.
    """

    def __call__(self, *, viewer: Viewer, deal_id: int, of: Of, subject_id: int) -> Subject | None: ...
