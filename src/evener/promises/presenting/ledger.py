"""The ledger as people read it: rows as finished HTML, the rates with their parts, filters in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evener.deals.filters import ME, NOBODY
from evener.deals.names import Names
from evener.deals.presenting.asking import Chip, options, picked
from evener.pages.templatetags.evener import DASH, day, day_text, face_html, query_text
from evener.problems import Text
from evener.promises.ledger import ANY, OPEN, REVIEWS, Filter, Sums
from evener.promises.presenting.words import REVIEW_TONES, STATE_TONES, VERDICT_TONES, until
from evener.promises.rules import REVIEW_NAMES, STATE_NAMES, VERDICT_NAMES, Life, Review, State

Row = Mapping[str, Any]
NOTHING = f'<span class="muted">{DASH}</span>'


@dataclass(frozen=True, slots=True)
class Sheet:
    """What cells need besides their row, looked up once for all of them."""

    names: Names
    today: date
    now: datetime
    locale: str
    by_verdict: bool
    page: str
    deal: str
    pills: Mapping[str, str]
    nobody: str


def sheet(names: Names, *, today: date, now: datetime, locale: str, by_verdict: bool) -> Sheet:
    """`by_verdict`: the last column says when the verdict is due instead of the day promised."""
    return Sheet(
        names=names,
        today=today,
        now=now,
        locale=locale,
        by_verdict=by_verdict,
        page=_before_id("promises:page"),
        deal=_before_id("promises:of_deal"),
        pills=_pills(get_language() or ""),
        nobody=escape(_("Nobody")),
    )


@lru_cache(maxsize=16)
def _pills(language: str) -> Mapping[str, str]:
    """Every pill a row may carry, in the language in force, whose name is only there to keep them apart."""
    return {
        **{state.value: _pill(name, STATE_TONES[state]) for state, name in STATE_NAMES.items()},
        **{f"review {review}": _pill(name, REVIEW_TONES[review]) for review, name in REVIEW_NAMES.items()},
        **{f"verdict {kind}": _pill(name, VERDICT_TONES[kind]) for kind, name in VERDICT_NAMES.items()},
        "stale": _pill(_("Stale"), "warn"),
        "blind": _pill(_("Blind"), "danger"),
        "late": _pill(_("Late"), "danger"),
    }


def _before_id(name: str) -> str:
    """The address up to the id, as an address is asked for once and not for every row."""
    return reverse(name, args=[0]).removesuffix("0/")


def _pill(text: Text, tone: str) -> str:
    return f'<span class="pill {tone}">{escape(str(text))}</span>'


def lines(rows: Iterable[Row], on: Sheet) -> SafeString:
    return mark_safe("".join(_line(row, on) for row in rows))


def _line(row: Row, on: Sheet) -> str:
    account = row["deal__account__name"]
    under = f' <span class="muted">· {escape(account)}</span>' if account else ""
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="{on.page}{row["id"]}/"'
        f' title="{escape(row["words"])}">{escape(row["words"])}</a></th>'
        f'<td class="states">{_states(row, on)}</td>'
        f'<td class="hide-s">{on.pills["verdict " + row["verdict__kind"]] if row["verdict__kind"] else NOTHING}</td>'
        f'<td class="quiet"><span class="cut"><a class="plain" href="{on.deal}{row["deal_id"]}/">'
        f"{escape(row['deal__name'])}</a>{under}</span></td>"
        f"<td>{_who(row['engineer_id'], on, missing=row['waiting'])}</td>"
        f'<td class="roomy">{_who(row["owner_id"], on, missing=row["waiting"])}</td>'
        f'<td class="num">{_verdict_due(row, on) if on.by_verdict else _due(row, on)}</td></tr>'
    )


def _states(row: Row, on: Sheet) -> str:
    found = [on.pills[row["state"]]]
    if row["waiting"]:
        said = row["life"] == Life.MADE
        if _is_late(row, on):
            found.append(on.pills["late"])
        if said and row["review"] != Review.CLEARED:
            found.append(on.pills["review " + row["review"]])
        if row["stale"]:
            found.append(on.pills["stale"])
    if row["blind"]:
        found.append(on.pills["blind"])
    return " ".join(found)


def _who(id: int | None, on: Sheet, *, missing: bool) -> str:
    name = on.names.person(id)
    if name:
        return f'<span class="who">{face_html(name)}<span class="cut">{escape(name)}</span></span>'
    return f'<span class="who">{face_html("")}<span class="warn-text">{on.nobody}</span></span>' if missing else NOTHING


def _is_late(row: Row, on: Sheet) -> bool:
    due = row["due_on"]
    return due is not None and due < on.today and row["waiting"] and row["life"] == Life.MADE


def _due(row: Row, on: Sheet) -> str:
    if row["due_on"] is None:
        return NOTHING
    text = day_text(row["due_on"], on.today.year, on.locale)
    return f'<span class="danger-text">{text}</span>' if _is_late(row, on) else text


def _verdict_due(row: Row, on: Sheet) -> str:
    due = row["verdict_due_at"]
    if due is None:
        return NOTHING
    tone = ' class="danger-text"' if due < on.now else ""
    return f"<span{tone}>{escape(until(due, at=on.now))}</span>"


# The rates


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure of the strip: `share` in whole percent or a dash, `of` its count, `parts` how it is made up."""

    label: Text
    share: str
    of: str
    tone: str
    why: Text
    parts: Sequence[tuple[Text, int]]
    href: str


def strip(found: Sums) -> list[Rate]:
    rates, ended = found.rates, found.rates.kept + found.rates.kept_late + found.rates.broken
    return [
        Rate(
            _("Kept on time"), _percent(rates.kept_share), _of(rates.kept, ended), "",
            _("Of those that came due and ended. Released and void ones are not counted."),
            [(_("Kept on time"), rates.kept), (_("Kept late"), rates.kept_late), (_("Broken"), rates.broken)],
            "?state=broken",
        ),
        Rate(
            _("Said blind"), _percent(rates.blind_share), _of(rates.blind, rates.made), "warn" if rates.blind else "",
            _("Said before somebody stood behind the words, of all that were said. Void ones are not counted."),
            [(_("Said blind"), rates.blind), (_("Seen first"), rates.made - rates.blind)],
            "?blind=yes&state=all",
        ),
        Rate(
            _("Overridden"), _percent(rates.overridden_share), _of(rates.overridden, rates.total), "",
            _("Carried by a leader in writing, of all that were written down. So they went on:"),
            [(STATE_NAMES[state], count) for state, count in _in_order(found.overrides)],
            "?review=overridden&state=all",
        ),
        Rate(
            _("Waiting for a verdict"), str(rates.waiting), "", "warn" if rates.waiting else "",
            _("Asked, and not answered yet; also those on deals that closed meanwhile."),
            [(_("Waiting"), rates.waiting), (_("All that were written down"), rates.total)],
            "?review=waiting&sort=verdict",
        ),
    ]  # fmt: skip


def _in_order(counts: Mapping[State, int]) -> list[tuple[State, int]]:
    return [(state, counts[state]) for state in State if state in counts]


def _percent(share: float | None) -> str:
    return DASH if share is None else f"{share * 100:.0f} %"


def _of(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else _("nothing to count yet")


# The filters


def choices(asked: Filter, names: Names) -> dict[str, SafeString]:
    """The options of every select of the filter bar, by parameter."""
    named = (asked.engineer, asked.owner)  # whoever left is offered only where asked for already
    people = [(one.id, one.name) for one in names.people.values() if one.active or str(one.id) in named]
    anybody = options([(ME, _("Me")), (NOBODY, _("Nobody")), *people])
    states: list[tuple[str, Text]] = [(OPEN, _("Open")), (ANY, _("Any state")), *STATE_NAMES.items()]
    return {
        "state": picked(options(states), asked.state),
        "review": picked(options([("", _("Any review")), *REVIEWS.items()]), asked.review),
        "engineer": picked(options([("", _("Any engineer"))]) + anybody, asked.engineer),
        "owner": picked(options([("", _("Anybody"))]) + anybody, asked.owner),
    }


def chips(asked: Filter, names: Names, rows: Sequence[Row], current: QueryDict) -> list[Chip]:
    """What the open bar does not show, each with the address of the same list without it."""
    deal = rows[0]["deal__name"] if rows else "…"
    texts = {
        ("blind",): _("Blind") if asked.blind else "",
        ("stale",): _("Stale") if asked.stale else "",
        ("late",): _("Late") if asked.late else "",
        ("owner",): _("Kept by %(name)s") % {"name": _person(asked.owner, names)} if asked.owner else "",
        ("deal",): _("Deal: %(name)s") % {"name": deal} if asked.deal else "",
        ("account",): _("Account: %(name)s") % {"name": names.account(asked.account) or "…"} if asked.account else "",
        ("from", "to"): _due_range(asked),
    }
    return [Chip(text, query_text(current, dict.fromkeys(gone, ""))) for gone, text in texts.items() if text]


def _person(text: str, names: Names) -> str:
    if text in (ME, NOBODY):
        return _("me") if text == ME else _("nobody")
    return names.person(int(text)) or "…"


def _due_range(asked: Filter) -> str:
    first, last = asked.due_from, asked.due_to
    if first and last:
        return _("For %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("For %(first)s or later") % {"first": day(first)}
    return _("For %(last)s or sooner") % {"last": day(last)} if last else ""
