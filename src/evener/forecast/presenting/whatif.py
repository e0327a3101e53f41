"""What if, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener import money
from evener.forecast.presenting.numbers import shown_money
from evener.forecast.presenting.outlook import share
from evener.forecast.presenting.revenue import called
from evener.forecast.rules.whatif import SHOWN, Asked
from evener.forecast.rules.words import Period
from evener.problems import Text

if TYPE_CHECKING:
    from evener.forecast.queries.whatif import Compared, Row, WhatIf

SLIPS = (30, 60, 90, 180)
STARTS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Quarter:
    """One line: as it is, as it would be, and the difference on average with its tone."""

    name: Text
    was: str
    was_between: str
    would: str
    would_between: str
    differs: str
    tone: str


@dataclass(frozen=True, slots=True)
class Changeable:
    """A deal with what is asked of it: `slips` are the days offered, and whether chosen.

    `filled`: its amount is that of won deals like it.
    """

    id: int
    name: str
    account: str
    amount: str
    filled: bool
    chance: str
    dropped: bool
    slips: Sequence[tuple[int, bool]]


def shown(found: WhatIf, asked: Asked, *, skills: Sequence[tuple[int, str]]) -> dict[str, Any]:
    return {
        "found": found,
        "asked": asked,
        "quarters": [_quarter(each, found.currency) for each in found.compared],
        "rows": [
            Changeable(
                each.id, each.name, each.account, _amount(each, found.currency),
                each.filled, share(round(each.chance * 1000)), each.id in asked.drops,
                _offered(SLIPS, asked.slips.get(each.id)),
            )
            for each in found.rows
        ],
        "skills": [(id, name, id == asked.skill_id) for id, name in skills],
        "starts": _offered(STARTS, asked.starts),
        "kept": _kept(found, asked),
        "more": len(found.rows) == SHOWN,
        "waits": _waits(found),
        "fills": _fills(found),
        "no_amounts": not any(each.amount_minor for each in found.rows),
    }  # fmt: skip


def _offered(usual: Sequence[int], asked: int | None) -> list[tuple[int, bool]]:
    """The days to choose from, with others that an address may have asked for, and which are chosen."""
    return [(days, days == asked) for days in sorted({*usual, *([] if asked is None else [asked])})]


def _kept(found: WhatIf, asked: Asked) -> list[tuple[str, int]]:
    """Fields of what is asked of deals that are not listed, so that asking for more does not forget them."""
    listed = {each.id for each in found.rows}
    drops = [("drop", id) for id in sorted(asked.drops - listed)]
    return drops + [(f"slip-{id}", days) for id, days in sorted(asked.slips.items()) if id not in listed]


def _quarter(each: Compared, currency: str) -> Quarter:
    differs = round(each.would.mean - each.was.mean)
    return Quarter(
        called(Period.QUARTER, each.begins),
        shown_money(round(each.was.mean), currency),
        _between(each.was.low, each.was.high, currency),
        shown_money(round(each.would.mean), currency),
        _between(each.would.low, each.would.high, currency),
        f"{'+' if differs > 0 else '−'}{shown_money(abs(differs), currency)}" if differs else "–",
        "" if not differs else "ok-text" if differs > 0 else "danger-text",
    )


def _between(low: float, high: float, currency: str) -> str:
    return f"{shown_money(round(low), currency)} – {shown_money(round(high), currency)}"


def _amount(row: Row, currency: str) -> str:
    """To the cent only what somebody wrote down."""
    return shown_money(row.amount_minor, currency) if row.filled else money.show(row.amount_minor, currency)


def _fills(found: WhatIf) -> list[str]:
    """What is done about deals without an amount."""
    said = []
    if found.filled:
        told = ngettext(
            "%(deals)s of these deals has no amount and is taken at the mean of won deals like it: on average %(part)s"
            " of what %(quarter)s brings rests on it.",
            "%(deals)s of these deals have no amount and are taken at the mean of won deals like them: on average"
            " %(part)s of what %(quarter)s brings rests on them.",
            found.filled,
        )
        part = shown_money(found.compared[0].filled_mean, found.currency)
        said.append(
            told
            % {"deals": f"{found.filled:,}", "part": part, "quarter": called(Period.QUARTER, found.compared[0].begins)}
        )
    if found.without_amount:
        told = ngettext(
            "%(deals)s of these deals has no amount and counts as nothing: too few deals were won in this currency.",
            "%(deals)s of these deals have no amount and count as nothing: too few deals were won in this currency.",
            found.without_amount,
        )
        said.append(told % {"deals": f"{found.without_amount:,}"})
    return said


def _waits(found: WhatIf) -> Text:
    """What the queue of the skill has to do with these deals."""
    if found.cannot:
        return _("Nobody here has this skill, or those who have it have no hours: nothing can be told of its queue.")
    if found.moved is None:
        return ""
    deals, sooner = found.moved
    if not deals:
        return _("No open deal waits for promised work of this skill beyond its day: one more makes no difference.")
    told = ngettext(
        "%(count)d deal waits for promised work of this skill beyond its day.",
        "%(count)d deals wait for promised work of this skill beyond their day.",
        deals,
    ) % {"count": deals}
    more = ngettext(
        "With one more, that work comes %(days)d day sooner on average.",
        "With one more, that work comes %(days)d days sooner on average.",
        round(sooner),
    ) % {"days": round(sooner)}
    return f"{told} {more}"
