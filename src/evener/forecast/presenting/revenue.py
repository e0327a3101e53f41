"""What open deals will bring, in words, one picture and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener import money
from evener.forecast.models import Call
from evener.forecast.presenting.numbers import shown_money
from evener.forecast.presenting.outlook import share
from evener.forecast.queries.slices import Choice, Named, Slice
from evener.forecast.rules.reading import Told, told
from evener.forecast.rules.sight import may_call
from evener.forecast.rules.words import OF_NAMES, Of, Period
from evener.pages.charts import Chart, Marked, Table, fan, money_unit
from evener.pages.charts import Period as Drawn
from evener.people.rules import Viewer
from evener.problems import Text

PARTS: dict[str, Text] = {
    "new": lazy("New deals"),
    "won": lazy("Won"),
    "lost": lazy("Lost or no decision"),
    "amount": lazy("Amounts changed"),
    "moved": lazy("Moved to or from another period"),
    "level": lazy("The general level of chances"),
    "chance": lazy("A deal’s own chance"),
    "gone": lazy("No longer counted here"),
}
EVERYTHING = lazy("Everything")


@dataclass(frozen=True, slots=True)
class Row:
    """One period as shown. `reach` says how likely the commit is; '' where there is none."""

    label: str
    won: str
    won_count: int
    mean: str
    low: str
    middle: str
    high: str
    number: str
    missing: str
    coming: str
    commit: str
    best: str
    reach: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """A deal that carries a part of the spread; `deal` None: one the reader may not see."""

    deal: Named | None
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One part of what changed, or one deal in it."""

    name: Text
    deal: Named | None
    minor: str
    tone: str


def shown(found: Slice, *, by: str) -> dict[str, Any]:
    """`by`: months or quarters."""
    every = [told(each) for each in found.figures["periods"]]
    periods = [each for each in every if each.kind == by]
    first = periods[0]
    calls = [found.calls.get((each.kind, each.begins)) for each in periods]
    return {
        "found": found,
        "chosen_name": name_of(found.chosen),
        "by": by,
        "groups": _groups(found),
        "first": label(first),
        "says": _says(first, found.currency),
        "rows": [_row(each, call, found.currency) for each, call in zip(periods, calls, strict=True)],
        "chart": _chart(found, periods, calls) if _is_drawn(periods, calls) else None,
        "has_calls": any(calls),
        "carriers": [_carrier(found, id, part) for id, part in first.carriers if part >= 0.005],
        "shared": share(round(first.shared * 1000)),
        "rests": _rests(found),
        "filled": _filled(found, first),
        "without": _without(found),
        "coming": any(each.coming for each in periods),
        **_changes(found),
    }


def _is_drawn(periods: Sequence[Told], calls: Sequence[Call | None]) -> bool:
    """Whether there is anything above nought."""
    return any(each.total(each.amount.high) or each.amount.mean for each in periods) or any(calls)


def call_for(viewer: Viewer, found: Slice, *, by: str) -> list[tuple[Text, str]]:
    """The slices with a forecast that somebody makes their own call for, each with its address."""
    mine = [(Of.TEAM, viewer.team_id, viewer.team_path), (Of.OWNER, viewer.id, "")]
    keys = {(of, id) for of, id, path in mine if id and may_call(viewer, of, id, path=path)}
    return [
        (name_of(each), f"?{urlencode({'slice': f'{each.of}-{each.id}', 'currency': found.currency, 'by': by})}")
        for each in found.choices
        if (each.of, each.id) in keys
    ]


def name_of(choice: Choice) -> Text:
    return EVERYTHING if choice.of == Of.ALL else choice.name


def label(of: Told) -> str:
    return called(of.kind, of.begins)


def called(kind: str, begins: date) -> str:
    """`Q3 2026`, `Jul 2026`."""
    if kind == Period.QUARTER:
        return _("Q%(number)d %(year)d") % {"number": (begins.month + 2) // 3, "year": begins.year}
    return f"{MONTHS_3[begins.month]} {begins.year}".capitalize()


def _groups(found: Slice) -> list[tuple[Text, SafeString]]:
    """What can be chosen, under its heading, as options: there may be hundreds, and a template takes long for each."""
    groups: dict[str, list[tuple[str, int, str, Text]]] = {}
    for each in found.choices:
        chosen = (each.of, each.id) == (found.chosen.of, found.chosen.id)
        groups.setdefault(each.of, []).append((each.of, each.id, " selected" if chosen else "", name_of(each)))
    option = '<option value="{}-{}"{}>{}</option>'
    return [(OF_NAMES[Of(of)], format_html_join("", option, choices)) for of, choices in groups.items()]


def _says(of: Told, currency: str) -> str:
    words = {
        "period": label(of),
        "mean": shown_money(of.total(of.amount.mean), currency),
        "won": shown_money(of.won_minor, currency),
        "middle": shown_money(of.total(of.amount.middle), currency),
        "low": shown_money(of.total(of.amount.low), currency),
        "high": shown_money(of.total(of.amount.high), currency),
    }
    if not of.deals:
        return _("%(period)s: %(won)s is won; no open deal could add to it.") % words
    already = _("%(period)s: %(won)s is won already.") if of.won_minor else _("%(period)s: nothing is won yet.")
    words["already"] = already % words
    if not of.amount.high and not of.amount.mean:
        words |= {"few": f"{of.number.low:.0f}", "many": f"{of.number.high:.0f}"}
        return _("%(already)s In eight of ten cases %(few)s to %(many)s of the open deals will be won.") % words
    if of.amount.high <= 0:
        return _("%(already)s In nine of ten cases it stays at that; on average it ends at %(mean)s.") % words
    if of.amount.middle <= 0:
        return _(
            "%(already)s It may well stay at that: in eight of ten cases it ends between %(low)s and %(high)s,"
            " on average at %(mean)s."
        ) % words  # fmt: skip
    return _(
        "%(already)s In eight of ten cases it ends between %(low)s and %(high)s, as likely above as below %(middle)s."
    ) % words  # fmt: skip


def in_words(found: Slice) -> list[str]:
    """The first quarter in sentences, and what rests on deals without an amount."""
    first = next(each for each in map(told, found.figures["periods"]) if each.kind == Period.QUARTER)
    return [each for each in (_says(first, found.currency), _filled(found, first), _without(found)) if each]


def _without(found: Slice) -> str:
    deals = found.figures["without_amount"]
    said = ngettext(
        "%(deals)s open deal has no amount and counts as nothing: fewer than ten deals with one were won in"
        " %(currency)s.",
        "%(deals)s open deals have no amount and count as nothing: fewer than ten deals with one were won in"
        " %(currency)s.",
        deals,
    )
    return said % {"deals": f"{deals:,}", "currency": found.currency} if deals else ""


def _filled(found: Slice, first: Told) -> str:
    """How much rests on deals without an amount; '' where none is taken at that of others."""
    deals, currency = found.figures.get("filled", 0), found.currency
    if not deals or first.own_middle is None:
        return ""
    words = {
        "deals": f"{deals:,}",
        "of": f"{first.deals:,}",
        "part": shown_money(first.amount.middle - first.own_middle, currency),
        "middle": shown_money(first.amount.middle, currency),
    }
    if first.amount.middle <= 0:
        told = ngettext(
            "%(deals)s of %(of)s open deals has no amount and is taken at the mean of won deals like it.",
            "%(deals)s of %(of)s open deals have no amount and are taken at the mean of won deals like them.",
            deals,
        )
        return told % words
    told = ngettext(
        "%(deals)s of %(of)s open deals has no amount and is taken at the mean of won deals like it: %(part)s of the"
        " %(middle)s that open deals bring in the middle (P50) rests on it.",
        "%(deals)s of %(of)s open deals have no amount and are taken at the mean of won deals like them: %(part)s of"
        " the %(middle)s that open deals bring in the middle (P50) rests on them.",
        deals,
    )  # fmt: skip
    return told % words


def _row(of: Told, call: Call | None, currency: str) -> Row:
    reached = of.reaches(call.commit_minor) if call else None
    reach = "" if call is None else _("reached") if reached is None else share(round(reached * 1000))
    return Row(
        label=label(of),
        won=shown_money(of.won_minor, currency),
        won_count=of.won_count,
        mean=shown_money(of.total(of.amount.mean), currency),
        low=shown_money(of.total(of.amount.low), currency),
        middle=shown_money(of.total(of.amount.middle), currency),
        high=shown_money(of.total(of.amount.high), currency),
        number=f"{of.number.low:.0f} – {of.number.high:.0f}",
        missing=shown_money(max(of.amount.middle, 0), currency),
        coming=f"{shown_money(of.coming.low, currency)} – {shown_money(of.coming.high, currency)}"
        if of.coming
        else "–",
        commit=shown_money(call.commit_minor, currency) if call else "–",
        best=shown_money(call.best_minor, currency) if call else "–",
        reach=reach,
    )


def _chart(found: Slice, periods: Sequence[Told], calls: Sequence[Call | None]) -> Chart:
    rows = [_row(each, call, found.currency) for each, call in zip(periods, calls, strict=True)]
    head: list[Text] = [_("Period"), _("Won already"), "P10", "P50", "P90"]
    cells = [[each.label, each.won, each.low, each.middle, each.high] for each in rows]
    marks = []
    if any(calls):
        head += [_("Commit"), _("Best case")]
        cells = [[*cell, each.commit, each.best] for cell, each in zip(cells, rows, strict=True)]
        marks = [
            Marked(_("Commit"), [call.commit_minor if call else None for call in calls]),
            Marked(_("Best case"), [call.best_minor if call else None for call in calls]),
        ]
    drawn = [
        Drawn(
            label(each), each.won_minor, each.total(each.amount.low), each.total(each.amount.middle),
            each.total(each.amount.high),
        )
        for each in periods
    ]  # fmt: skip
    return fan(
        "revenue", title=_("What it will be"), says=_says(periods[0], found.currency), table=Table(head, cells),
        periods=drawn, unit=money_unit(found.currency), marks=marks,
    )  # fmt: skip


def _carrier(found: Slice, id: int, part: float) -> Carrier:
    deal = found.deals.get(id)
    taken = dict(found.figures.get("taken", ())).get(id)
    amount = ""
    if deal is not None and taken is not None:
        amount = _("taken at %(amount)s") % {"amount": shown_money(taken, found.currency)}
    elif deal is not None:
        amount = shown_money(deal.amount_minor, found.currency)
    return Carrier(deal, amount, share(round(part * 1000)))


def _changes(found: Slice) -> dict[str, Any]:
    kept = found.figures["changes"]
    if not kept:
        return {"changes": None}
    code = found.currency
    parts = [
        Moved(PARTS[part], None, signed(kept["parts"][part], code), _tone(kept["parts"][part]))
        for part in PARTS
        if part in kept["parts"]
    ]
    deals = [
        Moved(PARTS[part], found.deals[id], signed(minor, code), _tone(minor))
        for id, part, minor in kept["deals"] if id in found.deals
    ]  # fmt: skip
    return {
        "changes": {
            "since": date.fromisoformat(kept["since"]),
            "period": label(told(found.figures["periods"][0])),
            "then": money.show(kept["then"], code),
            "now": money.show(kept["now"], code),
            "parts": parts,
            "deals": deals,
        }
    }


def signed(minor: int, currency: str) -> str:
    return f"{'+' if minor > 0 else '−'}{money.show(abs(minor), currency)}"


def _tone(minor: int) -> str:
    return "ok-text" if minor > 0 else "danger-text"


def _rests(found: Slice) -> list[str]:
    level = found.figures["level"]
    periods = level["periods"]
    if periods < 1:
        said = _("How far all deals go up or down together is assumed: no earlier period tells it yet.")
    else:
        said = ngettext(
            "How far all deals go up or down together is told by %(periods)s earlier period.",
            "How far all deals go up or down together is told by %(periods)s earlier periods.",
            round(periods),
        )
    moved = ngettext(
        "How far amounts move until a deal is won (%(moves)s) rests on %(won)s deal.",
        "How far amounts move until a deal is won (%(moves)s) rests on %(won)s deals.",
        level["won"],
    )
    if not level["won"]:
        moved = _("How far amounts move until a deal is won (%(moves)s) is assumed: there is no past that tells it.")
    words = {
        "periods": f"{round(periods)}",
        "moves": f"± {level['moves'] * 100:.0f} %",
        "won": f"{level['won']:,}",
    }
    return [said % words, moved % words]
