"""Which deals a list, a board or an API answer is about: read from a query string, said in words, made into SQL.

Every state of a list lives in its URL. `read` takes the URL's parameters as they come; what it cannot understand it
names, so that a page can say so and the API can refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener import money
from evener.deals.fields import EARLIEST, LATEST
from evener.deals.models import FAR, DealMember
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.listing.reach import AnyOf, Walked
from evener.people.models import Team
from evener.people.rules import Viewer, Visibility
from evener.problems import Text
from evener.search.queries import matching_ids, newest_ids
from evener.search.rules import Kind, terms

# A text search over the whole company looks at this many matches, the newest.
SEARCHED = 1000

OUTCOMES: dict[str, Text] = {
    "open": _("Open"),
    "closed": _("Closed"),
    "all": _("Open and closed"),
    **{outcome.value: name for outcome, name in OUTCOME_NAMES.items() if outcome != Outcome.OPEN},
}
ME, NOBODY = "me", "nobody"


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for. Amounts are minor units of `currency`, which is set wherever one of them is."""

    outcome: str = "open"
    q: str = ""
    stage: int | None = None
    owner: str = ""  # "", an id, "me" or "nobody"
    member: str = ""  # "", an id or "me": whoever works on it in any part
    team: int | None = None  # with the teams below it
    product: int | None = None
    account: int | None = None
    currency: str = ""
    least: int | None = None
    most: int | None = None
    closes_from: date | None = None
    closes_to: date | None = None
    confidential: bool | None = None

    @property
    def narrows(self) -> bool:
        """Whether more than the outcome is asked for."""
        return replace(self, outcome="open") != Filter()


def read(params: Mapping[str, str], *, viewer: Viewer) -> tuple[Filter, dict[str, Text]]:
    """The filter in `params`, and what is wrong with it by parameter; what is wrong is left out of the filter."""
    given = {name: str(params.get(name, "")).strip() for name in PARAMETERS}
    wrong: dict[str, Text] = {}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if not text:
            continue
        try:
            values[name] = PARAMETERS[name](text)
        except ValueError as error:
            wrong[name] = error.args[0]
    _read_amounts(given, values, wrong, default=viewer.currency)
    values["closes_from"], values["closes_to"] = values.pop("from", None), values.pop("to", None)
    return Filter(**values), wrong


def _read_amounts(given: Mapping[str, str], values: dict[str, Any], wrong: dict[str, Text], *, default: str) -> None:
    """`min` and `max` are amounts in one currency: amounts of several cannot be compared."""
    for name, target in (("min", "least"), ("max", "most")):
        text = values.pop(name, None)
        if text is None:
            continue
        try:
            amount = money.parse(text, currency=values.get("currency") or default)
        except money.MoneyError as error:
            wrong[name] = str(error)
        else:
            values["currency"], values[target] = amount.currency, amount.minor


def _outcome(text: str) -> str:
    if text not in OUTCOMES:
        raise ValueError(_("Choose open, closed, all, or one outcome."))
    return text


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(_("Choose one from the list."))
    return int(text)


def _person(text: str) -> str:
    return text if text in (ME, NOBODY) else str(_id(text))


def _member(text: str) -> str:
    return text if text == ME else str(_id(text))


def _currency(text: str) -> str:
    if text.upper() not in money.currencies():
        raise ValueError(_("Use a currency code like EUR or USD."))
    return text.upper()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("Write a day like 2026-03-31.")) from error
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("Use a date between 1970 and 2200."))
    return day


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(_("Choose yes or no."))
    return text == "yes"


def _words(text: str) -> str:
    if not terms(text):
        raise ValueError(_("Look for a word or a number."))
    return text[:200]


PARAMETERS: dict[str, Any] = {
    "q": _words,
    "outcome": _outcome,
    "stage": _id,
    "owner": _person,
    "member": _member,
    "team": _id,
    "product": _id,
    "account": _id,
    "currency": _currency,
    "min": str,
    "max": str,
    "from": _day,
    "to": _day,
    "confidential": _yes_no,
}


def outcome_condition(asked: Filter) -> Q:
    """The part of the condition every order's index begins with."""
    if asked.outcome == "all":
        return Q()
    if asked.outcome == "closed":
        return ~Q(outcome=Outcome.OPEN)
    return Q(outcome="" if asked.outcome == "open" else asked.outcome)


def condition(asked: Filter, *, viewer: Viewer, hits: Sequence[int] | None = None) -> Q:
    """Everything but the outcome. Where a part matches few rows by itself, only that one is looked up in an index.

    `hits` are the ids a text search found, where that was done before.
    """
    few = _few(asked, viewer, hits)
    many = _many(asked)
    return many if few == Q() else few if many == Q() else few & Q(Walked(many))


def _few(asked: Filter, viewer: Viewer, hits: Sequence[int] | None) -> Q:
    """The parts that leave a small share of all deals, however many there are."""
    wanted = Q()
    if hits is not None:
        wanted &= Q(AnyOf(hits))
    elif asked.q:
        wanted &= Q(id__in=matching_ids(Kind.DEAL, asked.q))
    if asked.owner:
        wanted &= Q(owner_id=None if asked.owner == NOBODY else person_id(asked.owner, viewer))
    if asked.member:
        on = DealMember.objects.filter(user_id=person_id(asked.member, viewer))
        wanted &= Q(id__in=on.values("deal_id"))
    if asked.account is not None:
        wanted &= Q(account_id=asked.account)
    return wanted


def _many(asked: Filter) -> Q:
    wanted = Q()
    if asked.stage is not None:
        wanted &= Q(stage_id=asked.stage)
    if asked.team is not None:
        wanted &= Q(team_id__in=teams_below(asked.team))
    if asked.product is not None:
        wanted &= Q(product_id=asked.product)
    if asked.confidential is not None:
        wanted &= Q(confidential__in=[asked.confidential])  # SQLite finds no index for a bare flag
    return wanted & _amount(asked) & _close(asked)


def person_id(text: str, viewer: Viewer) -> int:
    return viewer.id if text == ME else int(text)


def teams_below(id: int) -> Any:
    """Ids of a team and those below it, as a subquery. Every id stands between slashes in the path of what is below."""
    return Team.objects.filter(path__contains=f"/{id}/").values("id")


def _amount(asked: Filter) -> Q:
    wanted = Q(currency=asked.currency) if asked.currency else Q()
    if asked.least is not None:
        wanted &= Q(amount_minor__gte=asked.least)
    if asked.most is not None:
        wanted &= Q(amount_minor__lte=asked.most)
    return wanted


def _close(asked: Filter) -> Q:
    """By `close_order`, which has the index; deals without a date stand there at the end of time."""
    wanted = Q()
    if asked.closes_from is not None:
        wanted &= Q(close_order__gte=asked.closes_from)
    if asked.closes_to is not None:
        wanted &= Q(close_order__lte=asked.closes_to)
    elif asked.closes_from is not None:
        wanted &= Q(close_order__lt=FAR)
    return wanted


def newest_hits(asked: Filter, viewer: Viewer) -> list[int] | None:
    """The newest `SEARCHED` deals with the words looked for. One query where there are words.

    For viewers who see nearly everything. Who sees a part gets all matches within it (None: not searched before),
    as the newest of the whole company could all be hidden.
    """
    if asked.q and (viewer.is_admin or viewer.visibility == Visibility.COMPANY):
        return newest_ids(Kind.DEAL, asked.q, limit=SEARCHED)
    return None


def parameters(asked: Filter) -> dict[str, str]:
    """The filter as URL parameters, without what is the default."""
    plain = Filter()
    names = {"closes_from": "from", "closes_to": "to", "least": "min", "most": "max"}
    found: dict[str, str] = {}
    for field in fields(asked):
        value = getattr(asked, field.name)
        if value == getattr(plain, field.name):
            continue
        if field.name in ("least", "most"):
            value = money.Money(value, asked.currency).decimal
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        found[names.get(field.name, field.name)] = str(value)
    return found
