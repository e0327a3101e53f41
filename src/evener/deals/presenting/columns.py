"""The columns of the deals list: what each is called, how it is ordered, and how a deal fills it.

A page has hundreds of cells, so its rows are made here as finished HTML instead of by the template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evener import money
from evener.deals.fields import NAMES
from evener.deals.names import Names
from evener.deals.presenting.head import OUTCOME_TONES
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.pages.templatetags.evener import ago, day_text, face_html, icon
from evener.problems import Text

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """What cells need besides their row: names, the viewer's day, and words looked up once for all of them."""

    names: Names
    today: date
    locale: str
    words: Mapping[str, str]


def page_of(names: Names, *, today: date, locale: str) -> Page:
    words = {
        "nobody": gettext("Nobody"),
        "passed": gettext("This day has passed"),
        "unplanned": gettext("None planned"),
        "confidential": gettext("confidential"),
        "choose": gettext("Choose %(name)s"),
        **{outcome.value: str(name) for outcome, name in OUTCOME_NAMES.items()},
    }
    return Page(names, today, locale, {key: escape(word) for key, word in words.items()})


NOTHING = '<span class="muted">–</span>'


Cell = Callable[[Row, Page], str]


@dataclass(frozen=True, slots=True)
class Column:
    """`order` is the name of the list's order by it, if there is one; `css` stands on its cells and its head."""

    key: str
    label: Text
    cell: Cell
    order: str = ""
    css: str = ""

    @property
    def is_number(self) -> bool:
        return "num" in self.css.split()

    @property
    def head_css(self) -> str:
        """The classes of its head, without the one that `sort_header` sets itself."""
        return " ".join(name for name in self.css.split() if name != "num")


def _text(value: str) -> str:
    return escape(value) if value else NOTHING


def _who(name: str, unset: str = "") -> str:
    if name:
        return f'<span class="who">{face_html(name)}<span class="cut">{escape(name)}</span></span>'
    words = f'<span class="warn-text">{unset}</span>' if unset else NOTHING
    return f'<span class="who">{face_html("")}{words}</span>'


def _stage(row: Row, page: Page) -> str:
    outcome = row["outcome"]
    if not outcome:
        return f'<span class="pill">{escape(page.names.stages.get(row["stage_id"], ""))}</span>'
    return f'<span class="pill {OUTCOME_TONES[Outcome(outcome)]}">{page.words[outcome]}</span>'


def _amount(row: Row, page: Page) -> str:
    if not row["amount_minor"]:
        return NOTHING
    return escape(money.show(row["amount_minor"], row["currency"], locale=page.locale))


def _day(value: date | None, page: Page) -> str:
    return day_text(value, page.today.year, page.locale) if value else NOTHING


def _close(row: Row, page: Page) -> str:
    if row["outcome"]:
        return _day(row["closed_on"], page)
    text = _day(row["close_on"], page)
    if row["close_on"] and row["close_on"] < page.today:
        return f'<span class="danger-text" title="{page.words["passed"]}">{text}&nbsp;!</span>'
    return text


def _step(row: Row, page: Page) -> str:
    step = page.names.steps.get(row["id"])
    if step is None:
        return "" if row["outcome"] else f'<span class="muted">{page.words["unplanned"]}</span>'
    if step.due_on is None:
        return escape(step.what)
    late = ' class="danger-text"' if step.due_on < page.today else ' class="muted"'
    return f"{escape(step.what)}&nbsp;<span{late}>{_day(step.due_on, page)}</span>"


def _promises(row: Row, page: Page) -> str:
    parts = [str(row["promises_open"])] if row["promises_open"] else []
    for key, one, many in (("stale", "%d stale", "%d stale"), ("blind", "%d blind", "%d blind")):
        count = row[f"promises_{key}"]
        if count:
            parts.append(f'<span class="warn-text">{escape(ngettext(one, many, count) % count)}</span>')
    return " · ".join(parts) or NOTHING


def _account(row: Row, page: Page) -> str:
    return _text(page.names.account(row["account_id"]))


def _owner(row: Row, page: Page) -> str:
    return _who(page.names.person(row["owner_id"]), page.words["nobody"])


def _lead(row: Row, page: Page) -> str:
    return _who(page.names.person(row["lead_engineer_id"]))


def _team(row: Row, page: Page) -> str:
    return _text(page.names.team(row["team_id"]))


def _win(row: Row, page: Page) -> str:
    return _day(row["technical_win_on"], page) if row["technical_win_on"] else NOTHING


def _product(row: Row, page: Page) -> str:
    return _text(page.names.product(row["product_id"]))


def _source(row: Row, page: Page) -> str:
    return _text(row["source"])


def _touched(row: Row, page: Page) -> str:
    return ago(row["touched_at"])


def _created(row: Row, page: Page) -> str:
    return _day(timezone.localtime(row["created_at"]).date(), page)


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("account", NAMES["account_id"], _account, css="quiet"),
        Column("stage", NAMES["stage_id"], _stage),
        Column("amount", NAMES["amount_minor"], _amount, "amount", "num"),
        Column("owner", _("Owner"), _owner),
        Column("lead", NAMES["lead_engineer_id"], _lead, css="hide-s"),
        Column("step", _("Next step"), _step, css="quiet break"),
        Column("close", _("Closes"), _close, "close", "num"),
        Column("promises", _("Promises"), _promises, css="num hide-s"),
        Column("win", NAMES["technical_win_on"], _win, css="num hide-s"),
        Column("team", _("Team"), _team, css="quiet hide-s"),
        Column("product", NAMES["product_id"], _product, css="quiet hide-s"),
        Column("source", NAMES["source"], _source, css="quiet hide-s"),
        Column("touched", _("Last touched"), _touched, "touched", "num hide-s"),
        Column("created", _("Created"), _created, "created", "num hide-s"),
    )
}
DEFAULT = ("account", "stage", "amount", "owner", "step", "close", "promises")
PREFERENCE = "deals.columns"


def chosen(preferences: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns somebody wants to see, in the order they always stand in; the name is always there."""
    kept = preferences.get(PREFERENCE)
    keys = kept if isinstance(kept, list) else DEFAULT
    return tuple(column for key, column in COLUMNS.items() if key in keys)


def table_rows(rows: Sequence[Row], columns: Sequence[Column], page: Page) -> SafeString:
    """The rows of the table, each with its box to tick and its name before the columns."""
    cells = [(f'<td class="c-{column.key} {column.css}">', column.cell) for column in columns]
    return mark_safe(
        "".join(
            f"<tr>{_tick(row, page)}{_name(row, page)}"
            f"{''.join(f'{tag}{cell(row, page)}</td>' for tag, cell in cells)}</tr>"
            for row in rows
        )
    )


def _tick(row: Row, page: Page) -> str:
    return (
        f'<td class="tick hide-s"><label><input type="checkbox" class="row-check" form="bulk" name="id"'
        f' value="{row["id"]}"><span class="sr">{page.words["choose"] % {"name": escape(row["name"])}}</span>'
        "</label></td>"
    )


def _name(row: Row, page: Page) -> str:
    link = f'<a class="row-link" href="/deals/{row["id"]}/">{escape(row["name"])}</a>'
    if row["confidential"]:
        link = f'<span class="who">{link}{icon("lock")}<span class="sr">({page.words["confidential"]})</span></span>'
    return f'<th scope="row" class="main-cell">{link}</th>'
