"""Reading backtests: one's own files, and those of our own deals for leaders and admins."""

from __future__ import annotations

import base64
import csv
import io
import zlib

from django.utils.translation import gettext as _

from evener.deals.models import Deal
from evener.forecast.models import Backtest, Predictions
from evener.forecast.rules.sight import sight
from evener.forecast.rules.words import Of
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.tables import neutral

LISTED = 30


def backtests(viewer: Viewer) -> list[Backtest]:
    """The latest, without what they found in detail."""
    rows = Backtest.objects.visible_to(viewer).select_related("owner", "work").order_by("-id")
    return list(rows[:LISTED])


def backtest(viewer: Viewer, id: int) -> Backtest:
    found = Backtest.objects.visible_to(viewer).select_related("owner", "work").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such backtest, or somebody else made it."))
    if found.is_own and found.found.get("coverage") and not sight(viewer, Of.ALL, 0).may:
        # How often intervals held, without the sums of deals the viewer does not see.
        found.found["coverage"]["periods"] = []
    return found


def predictions(viewer: Viewer, found: Backtest) -> bytes:
    """The chances of each deal as CSV; of our own deals those the viewer sees. Nothing in it runs as a formula."""
    packed = Predictions.objects.filter(backtest=found).values_list("packed", flat=True).first()
    if packed is None:
        raise NotThere(_("There are no predictions: the backtest has not ended well."))
    rows = list(csv.reader(io.StringIO(zlib.decompress(base64.b64decode(packed)).decode())))
    head, body = rows[0], rows[1:]
    if found.is_own:
        seen = {str(id) for id in Deal.objects.visible_to(viewer).values_list("id", flat=True)}
        body = [row for row in body if row[0] in seen]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([neutral(row[0]), *row[1:]] for row in body)
    return text.getvalue().encode()
