"""The deals a page about the past counts: which were asked for, and what they are.

All of them are the viewer's own to see, and confidential ones are left out: so what is counted of everything is the
same for all who see everything, and a forecast counts it once for them (`PastLine`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evener.deals.filters import PARAMETERS
from evener.deals.models import Deal, Product
from evener.deals.rules import Outcome
from evener.forecast.models import PastLine
from evener.forecast.queries import in_force, newest
from evener.forecast.rules.counting import ENDS, Size, Thirds, size, thirds
from evener.forecast.rules.sight import sees_everything
from evener.lazily import lazily
from evener.people.models import Team
from evener.people.rules import Viewer
from evener.problems import Text

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine.deals import Floats, Ints
else:
    np = lazily("numpy")

# What is counted when a page is asked for: so many deals, those opened last.
MOST = 20_000
# What deals are told apart by, as parameters of an address.
SIDES = ("team", "product", "source", "size")
OPEN = len(ENDS)
# So many sources are offered.
SOURCES = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deals: of a team and those below it, a product, a source, a size, opened between two days."""

    team: int | None = None
    product: int | None = None
    source: str = ""
    size: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """As an address has them, without what was not asked."""
        return {each.name: str(value) for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def line(self) -> tuple[str, str] | None:
        """By what and of which a forecast keeps a row of it, ("", "") for everything; None: of such it keeps none."""
        given = self.parameters
        if len(given) > 1 or not given.keys() <= set(SIDES):
            return None
        return next(iter(given.items()), ("", ""))


def read(given: Mapping[str, str]) -> tuple[Asked, dict[str, Text]]:
    """What the address asks for, and what is wrong with it by parameter; what is wrong is left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for name, reading in _READ.items():
        text = str(given.get(name, "")).strip()
        if not text:
            continue
        try:
            values[name] = reading(text)
        except ValueError as error:
            wrong[name] = error.args[0]
    if "since" in values and "until" in values and values["since"] > values["until"]:
        wrong["until"] = _("The first day comes after the last one. Turn them round; here only the first counts.")
        del values["until"]
    return Asked(**values), wrong


def _size(text: str) -> str:
    if text not in set(Size):
        raise ValueError(_("Choose one from the list."))
    return text


_READ: dict[str, Any] = {
    "team": PARAMETERS["team"], "product": PARAMETERS["product"], "source": lambda text: text[:80], "size": _size,
    "since": PARAMETERS["from"], "until": PARAMETERS["to"],
}  # fmt: skip


class Row(NamedTuple):
    """One deal, as read."""

    id: int
    outcome: str
    reason: str
    opened_on: date
    closed_on: date | None
    created_at: datetime
    stage_id: int
    stage_since: date
    amount_minor: int
    currency: str
    team_id: int | None
    product_id: int | None
    source: str
    account_id: int | None

    @property
    def ended(self) -> bool:
        return self.outcome != Outcome.OPEN

    def age(self, today: date) -> int:
        """Days from opening to the end, or to today; a deal closed before it was opened is 0 days old."""
        return max(0, ((self.closed_on or today) - self.opened_on).days)


@dataclass(frozen=True, slots=True)
class Past:
    """The deals that are counted on a day. In their order: their ages, their ends (places in ENDS, or OPEN), sizes.

    `newest_only`: there are more, these were opened last. `teams`: those above each team, itself too. `asked` asks for
    these deals, `seen` for all among which they were chosen.
    """

    on: date
    seen: QuerySet[Deal, Any]
    asked: QuerySet[Deal, Any]
    rows: Sequence[Row]
    sizes: Sequence[Size]
    ages: Floats
    kinds: Ints
    teams: Mapping[int, Sequence[int]]
    newest_only: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def sides(self, at: Ints) -> dict[str, dict[str, Ints]]:
        """Which of the deals at these places are of each team (with those below it), product, source and size."""
        found: dict[str, dict[str, list[int]]] = {side: {} for side in SIDES}
        for place in at.tolist():
            row = self.rows[place]
            for side, value in (
                ("team", row.team_id), ("product", row.product_id), ("source", row.source), ("size", self.sizes[place])
            ):  # fmt: skip
                if value:
                    found[side].setdefault(str(value), []).append(place)
        found["team"] = self._with_those_below(found["team"])
        return {side: {value: np.array(places, np.int64) for value, places in of.items()} for side, of in found.items()}

    def _with_those_below(self, by_team: Mapping[str, list[int]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for team, places in by_team.items():
            for above in self.teams.get(int(team), ()):
                found.setdefault(str(above), []).extend(places)
        return found


_FIELDS = tuple("outcome_reason" if name == "reason" else name for name in Row._fields)


def everyones() -> QuerySet[Deal, Any]:
    """What whoever sees everything sees here."""
    return Deal.objects.filter(confidential=False)


def seen_by(viewer: Viewer) -> QuerySet[Deal, Any]:
    return Deal.objects.visible_to(viewer).filter(confidential=False)


def kept(viewer: Viewer, asked: Asked, what: str) -> tuple[date, Any] | None:
    """The day and the figures (field `what`) that the newest forecast keeps of it; None: it is to be counted now."""
    if asked.line is None or not sees_everything(viewer):
        return None
    by, of = asked.line
    return PastLine.objects.filter(by=by, of=of, forecast_id=in_force()).values_list("forecast__as_of", what).first()


def past(viewer: Viewer, asked: Asked, *, today: date, most: int = MOST) -> Past:
    """The deals asked for, those opened last. At most four statements."""
    seen = seen_by(viewer)
    of = _thirds(viewer, seen)
    wanted = asked_of(seen, asked, of)
    rows = list(map(Row._make, wanted.order_by("-opened_on", "-id").values_list(*_FIELDS)[: most + 1]))
    newest_only = len(rows) > most
    if newest_only:
        rows = rows[:most]
        wanted = wanted.filter(opened_on__gte=rows[-1].opened_on)
    return _past(rows, of, seen=seen, asked=wanted, today=today, newest_only=newest_only)


def whole(*, today: date) -> tuple[Past, Thirds]:
    """All of them, as whoever sees everything sees them, and where their sizes begin. Two statements."""
    deals = everyones()
    rows = list(map(Row._make, deals.order_by("id").values_list(*_FIELDS)))
    of = thirds((row.currency, row.amount_minor) for row in rows)
    return _past(rows, of, seen=deals, asked=deals, today=today), of


def _past(
    rows: Sequence[Row], of: Thirds, *, seen: QuerySet[Deal, Any], asked: QuerySet[Deal, Any], today: date,
    newest_only: bool = False,
) -> Past:  # fmt: skip
    paths = Team.objects.values_list("id", "path")
    return Past(
        on=today,
        seen=seen,
        asked=asked,
        rows=rows,
        sizes=[size(of, row.currency, row.amount_minor) for row in rows],
        ages=np.array([row.age(today) for row in rows], float),
        kinds=np.array([ENDS.index(Outcome(row.outcome)) if row.ended else OPEN for row in rows], np.int64),
        teams={id: [int(each) for each in path.strip("/").split("/")] for id, path in paths},
        newest_only=newest_only,
    )


def _thirds(viewer: Viewer, seen: QuerySet[Deal, Any]) -> Thirds:
    """Where sizes begin among all deals the viewer sees: as the newest forecast found, where it may be read."""
    forecast = newest() if sees_everything(viewer) else None
    known = forecast.facts.get("thirds") if forecast is not None else None
    if known is not None:
        return {code: (middle_from, larger_from) for code, (middle_from, larger_from) in known.items()}
    return thirds(seen.filter(amount_minor__gt=0).values_list("currency", "amount_minor"))


def asked_of(seen: QuerySet[Deal, Any], asked: Asked, of: Thirds) -> QuerySet[Deal, Any]:
    if asked.team is not None:
        seen = seen.filter(team__in=Team.objects.filter(path__contains=f"/{asked.team}/").values("id"))
    if asked.product is not None:
        seen = seen.filter(product_id=asked.product)
    if asked.source:
        seen = seen.filter(source=asked.source)
    if asked.size:
        seen = seen.filter(_sized(Size(asked.size), of))
    if asked.since is not None:
        seen = seen.filter(opened_on__gte=asked.since)
    if asked.until is not None:
        seen = seen.filter(opened_on__lte=asked.until)
    return seen


def _sized(wanted: Size, of: Thirds) -> Q:
    if wanted == Size.NONE:
        return Q(amount_minor__lte=0)
    found = Q(pk__in=[])
    for code, (middle_from, larger_from) in of.items():
        starts = {Size.SMALLER: 1, Size.MIDDLE: middle_from, Size.LARGER: larger_from}
        ends = {Size.SMALLER: middle_from, Size.MIDDLE: larger_from, Size.LARGER: None}
        start, end = starts[wanted], ends[wanted]
        if start is not None:
            of_code = Q(currency=code, amount_minor__gte=start)
            found |= of_code if end is None else of_code & Q(amount_minor__lt=end)
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: teams and products by name, and the sources that visible deals have."""

    teams: list[tuple[int, str]]
    products: list[tuple[int, str]]
    sources: list[str]

    def names(self, side: str) -> dict[str, str]:
        """The names of what is shown by another word than it is asked for by."""
        of: Iterable[tuple[int, str]] = {"team": self.teams, "product": self.products}.get(side, ())
        return {str(id): name for id, name in of}


def choices(viewer: Viewer) -> Choices:
    """At most four statements. Sources are read off the newest forecast where they may be: to look for them is slow."""
    lines = PastLine.objects.filter(forecast_id=in_force(), by__in=("", "source")).order_by("of")
    sources = list(lines.values_list("of", flat=True)[: SOURCES + 1]) if sees_everything(viewer) else []
    if not sources:
        seen = seen_by(viewer).exclude(source="").order_by("source")
        sources = list(seen.values_list("source", flat=True).distinct()[:SOURCES])
    return Choices(
        list(Team.objects.order_by("path").values_list("id", "name")),
        list(Product.objects.order_by("name").values_list("id", "name")),
        [each for each in sources if each],
    )
