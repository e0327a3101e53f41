"""The deals a page about the past counts: which were asked for, and what they are.

All of them are the viewer's own to see, and confidential ones are left out: so what is counted of everything is the
same for all who see everything, and a forecast counts it once for them (`PastLine`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evener.deals.filters import PARAMETERS
from evener.deals.models import Deal, Product
from evener.deals.rules import Outcome
from evener.forecast.models import PastLine
from evener.forecast.queries import in_force, newest
from evener.forecast.queries.columns import Ordinal, Seconds, coded, columns, moments, number, numbers
from evener.forecast.rules.counting import ENDS, Size, Thirds, starts, thirds
from evener.forecast.rules.sight import sees_everything
from evener.lazily import lazily
from evener.listing.reach import Walked
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
HOW = (*ENDS, Outcome.OPEN)
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


@dataclass(frozen=True, slots=True)
class Past:
    """The deals that are counted on a day, a column for each thing known of them; 0 where it is not.

    Days are ordinals, `created` moments among them. `ages`: days from opening to the end, or to the day of counting; 0
    where a deal was closed before it was opened. `kinds` are places in HOW; `reasons` and `sources` places
    in the words below; `sizes` places in SIZES. `newest_only`: there are more, these were opened last. `teams`: those
    above each team, itself too. `seen` asks for all deals among which these were chosen.
    """

    on: date
    seen: QuerySet[Deal, Any]
    ids: Ints
    kinds: Ints
    reasons: Ints
    opened: Ints
    closed: Ints
    ages: Floats
    created: Floats
    stage: Ints
    stage_since: Ints
    sizes: Ints
    team: Ints
    product: Ints
    account: Ints
    sources: Ints
    reason_words: Sequence[str]
    source_words: Sequence[str]
    teams: Mapping[int, Sequence[int]]
    newest_only: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def sides(self, at: Ints) -> dict[str, dict[str, Ints]]:
        """Which of the deals at these places are of each team (with those below it), product, source and size."""
        product = {str(id): places for id, places in _groups(self.product, at).items() if id}
        source = {self.source_words[code]: places for code, places in _groups(self.sources, at).items()}
        source.pop("", None)
        size = {SIZES[place].value: places for place, places in _groups(self.sizes, at).items()}
        return {"team": self._with_those_below(_groups(self.team, at)), "product": product, "source": source,
                "size": size}  # fmt: skip

    def _with_those_below(self, by_team: Mapping[int, Ints]) -> dict[str, Ints]:
        found: dict[str, list[Ints]] = {}
        for team, places in by_team.items():
            for above in self.teams.get(team, ()):
                found.setdefault(str(above), []).append(places)
        return {team: np.concatenate(parts) for team, parts in found.items()}


def _groups(of: Ints, at: Ints) -> dict[int, Ints]:
    """Of the deals at these places, those alike."""
    order = at[np.argsort(of[at], kind="stable")]
    values, begins = np.unique(of[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, begins[1:]), strict=True)) if len(at) else {}


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
    """The deals asked for, those opened last. At most six statements."""
    seen = seen_by(viewer)
    of = _known_thirds(viewer)
    if of is None and asked.parameters:
        of = _thirds(seen)
    wanted = asked_of(seen, asked, of or {})
    # Of a part of the deals there are seldom more, and that shows soonest by reading them.
    many = sees_everything(viewer) and not asked.parameters.keys() & set(SIDES)
    given = [] if many else _read(wanted[: most + 1])
    if many or len(given[0]) > most:
        given = _read(_opened_last(wanted, most))
    more = len(given[0]) > most
    if of is None:
        of = _thirds(seen) if more else thirds(zip(given[CURRENCY], given[AMOUNT], strict=True))
    if more:
        kept = np.lexsort((numbers(given[ID]), numbers(given[OPENED])))[-most:].tolist()
        given = [[column[place] for place in kept] for column in given]
    return _past(given, of, seen=seen, today=today, newest_only=more)


def _opened_last(deals: QuerySet[Deal, Any], most: int) -> QuerySet[Deal, Any]:
    """So many, and all others of the same day. Days are counted, as putting all deals in their order takes longer."""
    days, counts = columns(deals.order_by().values("opened_on").annotate(number=Count("id")), "opened_on", "number")
    left = most
    for day, count in sorted(zip(days, counts, strict=True), reverse=True):
        left -= count
        if left < 0:
            return deals.filter(opened_on__gte=day)
    return deals


def whole(*, today: date) -> tuple[Past, Thirds]:
    """All of them, as whoever sees everything sees them, and where their sizes begin. Two statements."""
    deals = everyones()
    given = _read(deals)
    of = thirds(zip(given[CURRENCY], given[AMOUNT], strict=True))
    return _past(given, of, seen=deals, today=today), of


def _read(deals: QuerySet[Deal, Any]) -> list[list[Any]]:
    return columns(
        deals, "id", Ordinal("opened_on"), "outcome", "outcome_reason", Ordinal("closed_on"),
        Seconds("created_at"), "stage_id", Ordinal("stage_since"), "currency", "amount_minor", number("team_id"),
        number("product_id"), number("account_id"), "source",
    )  # fmt: skip


ID, OPENED, CURRENCY, AMOUNT = 0, 1, 8, 9
KINDS = {outcome.value: place for place, outcome in enumerate(ENDS)}
SIZES = (Size.NONE, Size.SMALLER, Size.MIDDLE, Size.LARGER)


def _past(
    given: Sequence[Sequence[Any]], of: Thirds, *, seen: QuerySet[Deal, Any], today: date, newest_only: bool = False
) -> Past:
    id, opened, outcome, reason, closed, created, stage, since, currency, amount, team, product, account, source = given
    kinds = numbers([KINDS.get(each, OPEN) for each in outcome])
    begun, ended = numbers(opened), numbers(closed)
    until = np.where(kinds == OPEN, today.toordinal(), ended)
    paths = Team.objects.values_list("id", "path")
    reason_words, reasons = coded(reason)
    source_words, sources = coded(source)
    return Past(
        on=today,
        seen=seen,
        ids=numbers(id),
        kinds=kinds,
        reasons=reasons,
        opened=begun,
        closed=ended,
        ages=np.maximum(until - begun, 0).astype(float),
        created=moments(numbers(created)),
        stage=numbers(stage),
        stage_since=numbers(since),
        sizes=_sizes(of, currency, numbers(amount)),
        team=numbers(team),
        product=numbers(product),
        account=numbers(account),
        sources=sources,
        reason_words=reason_words,
        source_words=source_words,
        teams={id: [int(each) for each in path.strip("/").split("/")] for id, path in paths},
        newest_only=newest_only,
    )


def _sizes(of: Thirds, currency: Sequence[str], amounts: Ints) -> Ints:
    """The place in SIZES of each amount."""
    codes, code = coded(currency)
    found = np.zeros(len(amounts), np.int64)
    for place, each in enumerate(codes):
        here = code == place
        found[here] = np.searchsorted(starts(of, each), amounts[here], side="right")
    return found


def _known_thirds(viewer: Viewer) -> Thirds | None:
    """Where sizes begin, as the newest forecast found, where it may be read."""
    forecast = newest() if sees_everything(viewer) else None
    known = forecast.facts.get("thirds") if forecast is not None else None
    if known is None:
        return None
    return {code: (middle_from, larger_from) for code, (middle_from, larger_from) in known.items()}


def _thirds(seen: QuerySet[Deal, Any]) -> Thirds:
    """Where sizes begin among all deals the viewer sees."""
    currency, amount = columns(seen, "currency", "amount_minor")
    return thirds(zip(currency, amount, strict=True))


def asked_of(seen: QuerySet[Deal, Any], asked: Asked, of: Thirds) -> QuerySet[Deal, Any]:
    if asked.team is not None:
        seen = seen.filter(team__in=Team.objects.filter(path__contains=f"/{asked.team}/").values("id"))
    if asked.product is not None:
        seen = seen.filter(product_id=asked.product)
    if asked.source:
        seen = seen.filter(source=asked.source)
    if asked.size:
        # A third of all of them is no way to find the few that something else is asked of.
        seen = seen.filter(Walked(_sized(Size(asked.size), of)))
    if asked.since is not None:
        seen = seen.filter(opened_on__gte=asked.since)
    if asked.until is not None:
        seen = seen.filter(opened_on__lte=asked.until)
    return seen


def _sized(wanted: Size, of: Thirds) -> Q:
    if wanted == Size.NONE:
        return Q(amount_minor__lte=0)
    found = Q(pk__in=[])
    place = SIZES.index(wanted) - 1
    for code in of:
        start, end = [*starts(of, code), inf][place : place + 2]
        if start < inf:
            of_code = Q(currency=code, amount_minor__gte=start)
            found |= of_code & Q(amount_minor__lt=end) if end < inf else of_code
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
