"""What a link to a paper shows (sharing.asks.Subjects): one edition."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.papers.queries import edition
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.sharing.asks import Subject
from evener.sharing.rules import Of


def subject(*, viewer: Viewer, deal_id: int, of: Of, subject_id: int) -> Subject | None:
    """The edition of this id, where it is of this deal and the viewer may see it."""
    if of != Of.PAPER:
        return None
    found = edition(viewer, subject_id)
    if found.paper.deal_id != deal_id:
        raise NotThere(_("There is no such edition, or you are not on its deal."))
    return Subject(found.title, reverse("papers:edition", args=[found.pk]))
