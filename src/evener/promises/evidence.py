"""What promises say when a deal is to move on (discovery.asks.Evidence)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.discovery.rules.coverage import Criterion
from evener.promises.gate import open_promises

# From this chance to win on, engineering stands behind every promise: the gate asks for the same at the win.
FROM = 70


def promises_cleared(*, deal_id: int, entering: int) -> list[Criterion]:
    """One criterion: no promise is left that nobody stands behind."""
    if entering < FROM:
        return []
    left = len(open_promises(deal_id=deal_id))
    text = ngettext(
        "Engineering stands behind every promise: %(count)d is not cleared",
        "Engineering stands behind every promise: %(count)d are not cleared",
        left,
    ) % {"count": left}
    return [Criterion(text if left else _("Engineering stands behind every promise"), not left)]
