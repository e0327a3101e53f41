"""What the people of a deal are missing, from what is recorded: facts in, warnings out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.problems import Text
from evener.stakeholders.rules.parts import GROUP, LARGE, UNMET


class Lack(StrEnum):
    """What is missing, the worst first."""

    OPPOSED = "opposed"
    BUYER = "buyer"
    ONE_CONTACT = "one_contact"
    CHAMPION = "champion"
    UNMET = "unmet"
    GROUP = "group"
    STAKES = "stakes"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is known on a deal. `opposed` are names of people against us whose word counts, and whom nobody of ours
    looks after; `unknown_stakes` names of people (some of them) of whom not all three stakes are known.
    `last_met` is the last day anybody of them was met; `since` the day the deal opened.
    """

    people: int
    buyers: int
    champions: int
    since: date
    last_met: date | None = None
    opposed: Sequence[str] = field(default=())
    unknown_stakes: Sequence[str] = field(default=())
    unknown_count: int = 0
    large: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One warning: what, why it matters with the evidence, and what to do. `grave`: a deal dies of it."""

    lack: Lack
    what: Text
    why: Text
    todo: Text
    grave: bool = False


def warnings(cast: Cast, *, today: date) -> list[Missing]:
    """What is missing, the worst first. A deal nobody is known on has one warning and not six."""
    if not cast.people:
        return [
            Missing(
                Lack.ONE_CONTACT,
                _("Nobody at the customer is known"),
                _("No one is written down who decides, uses or pays. Six to ten people usually do (Gartner 2019)."),
                _("Add the people you have spoken to, then ask each who else decides."),
                grave=True,
            )
        ]
    rules = (_opposed, _buyer, _one, _champion, _unmet, _group, _stakes)
    return [found for rule in rules if (found := rule(cast, today)) is not None]


def _opposed(cast: Cast, today: date) -> Missing | None:
    if not cast.opposed:
        return None
    return Missing(
        Lack.OPPOSED,
        _("Against us, and nobody looks after them"),
        _("%(names)s has a strong word and speaks against it. Nobody on our side owns the relationship.")
        % {"names": cast.opposed[0]}
        if len(cast.opposed) == 1
        else _("%(names)s have a strong word and speak against it. Nobody on our side owns the relationship.")
        % {"names": _list(cast.opposed)},
        _("Name one of us who talks to them, and find out what they stand to lose."),
        grave=True,
    )


def _buyer(cast: Cast, today: date) -> Missing | None:
    if cast.buyers:
        return None
    return Missing(
        Lack.BUYER,
        _("No economic buyer"),
        ngettext_lazy(
            "Of %(count)d person known, none is marked as the one who spends the money.",
            "Of %(count)d people known, none is marked as the one who spends the money.",
            cast.people,
        )
        % {"count": cast.people},
        _("Ask who signs, and whose budget it is. Then ask to meet them."),
        grave=True,
    )


def _one(cast: Cast, today: date) -> Missing | None:
    if cast.people > 1:
        return None
    return Missing(
        Lack.ONE_CONTACT,
        _("One contact only"),
        _("When this one person leaves or changes their mind, the deal is gone."),
        _("Ask them to introduce you to somebody who uses it and somebody who pays for it."),
        grave=True,
    )


def _champion(cast: Cast, today: date) -> Missing | None:
    if cast.champions:
        return None
    return Missing(
        Lack.CHAMPION,
        _("No champion"),
        _("Nobody is known to speak for us when we are not in the room."),
        _("Look for whoever wins most by it, and give them what they need to explain it."),
    )


def _unmet(cast: Cast, today: date) -> Missing | None:
    last = cast.last_met or cast.since
    days = (today - last).days
    if days <= UNMET.days:
        return None
    never = cast.last_met is None
    return Missing(
        Lack.UNMET,
        _("Nobody met for three weeks"),
        _("No meeting with any of them is recorded since the deal opened %(days)d days ago.") % {"days": days}
        if never
        else _("The last meeting with any of them was %(days)d days ago.") % {"days": days},
        _("Plan a meeting with a decision you want from it, or record the one you had."),
    )


def _group(cast: Cast, today: date) -> Missing | None:
    if not cast.large or not 1 < cast.people < GROUP[0]:
        return None
    words = {"count": cast.people, "large": f"{LARGE:,}"}
    return Missing(
        Lack.GROUP,
        _("Fewer than six people on a large deal"),
        _("%(count)d are known. From %(large)s on, six to ten people usually decide (Gartner 2019).") % words,
        _("Ask each of them: who else has to agree, and who could stop it?"),
    )


def _stakes(cast: Cast, today: date) -> Missing | None:
    if not cast.unknown_count:
        return None
    more = cast.unknown_count - len(cast.unknown_stakes)
    names = _list(cast.unknown_stakes)
    words = {"names": names, "count": more}
    some = _("It is not known what %(names)s stand to lose in time, money or reputation.") % words
    many = _("It is not known what %(names)s and %(count)d others stand to lose in time, money or reputation.") % words
    return Missing(
        Lack.STAKES,
        _("A stake nobody knows"),
        many if more > 0 else some,
        _("Ask what it costs them if it goes wrong: their time, their budget, their name."),
    )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
