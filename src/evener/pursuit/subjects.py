"""What links to plans show (sharing.asks.Subjects)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.sharing.asks import Subject
from evener.sharing.rules import Of


def subject(*, viewer: Viewer, deal_id: int, of: Of, subject_id: int) -> Subject | None:
    """A deal's plan; its id is that of the deal."""
    if of != Of.PLAN:
        return None
    if subject_id != deal_id:
        raise NotThere(_("There is nothing like this to share on the deal."))
    deals.deal(viewer, deal_id)
    return Subject(_("The plan"), reverse("pursuit:of_deal", args=[deal_id]))
