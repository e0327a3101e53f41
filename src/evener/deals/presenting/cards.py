"""The columns and cards of the board. A board has a hundred cards, so their HTML is made here, not by the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from evener import money
from evener.deals.board import Pile
from evener.deals.names import Names
from evener.pages.templatetags.evener import day_text, face_html, icon

Card = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board. `more` is how many deals of it are not shown ('' for none)."""

    id: int
    name: str
    count: str
    sums: Sequence[str]
    cards: SafeString
    more: str


def columns(piles: Mapping[int, Pile], names: Names, *, today: date, locale: str, may_move: bool) -> list[Column]:
    drawn = _Drawing(names, today, locale, may_move=may_move)
    return [drawn.column(id, name, piles.get(id, Pile())) for id, name in names.stages.items()]


class _Drawing:
    """Words and buttons made once for all cards."""

    def __init__(self, names: Names, today: date, locale: str, *, may_move: bool) -> None:
        self.names, self.today, self.locale, self.may_move = names, today, locale, may_move
        self.nobody = escape(gettext("Nobody"))
        self.passed = escape(gettext("This day has passed"))
        self.confidential = escape(gettext("confidential"))
        self.move = escape(gettext("Move %(name)s"))
        self.to = escape(gettext("Move to"))
        self.lock, self.dots = icon("lock"), icon("more")

    def column(self, id: int, name: str, pile: Pile) -> Column:
        return Column(
            id=id,
            name=name,
            count=_grouped(pile.count),
            sums=[money.show(total.minor, total.currency, locale=self.locale) for total in pile.totals],
            cards=mark_safe("".join(self.card(card, id) for card in pile.cards)),
            more=_grouped(pile.count - len(pile.cards)) if pile.count > len(pile.cards) else "",
        )

    def card(self, card: Card, stage_id: int) -> str:
        name = escape(card["name"])
        link = f'<a class="row-link" href="/deals/{card["id"]}/">{name}</a>'
        if card["confidential"]:
            link = f'<span class="who">{link}{self.lock}<span class="sr">({self.confidential})</span></span>'
        account = escape(self.names.account(card["account_id"]))
        return (
            f'<li class="card" data-id="{card["id"]}" data-version="{card["version"]}">'
            f'<div class="card-top">{link}{self.menu(card, name, stage_id)}</div>'
            f'{f"""<span class="small quiet cut">{account}</span>""" if account else ""}'
            f'<div class="card-foot">{self.facts(card)}<span class="end">{self.warnings(card)}'
            f"{self.owner(card)}</span></div></li>"
        )

    def menu(self, card: Card, name: str, stage_id: int) -> str:
        if not self.may_move:
            return ""
        to = f"/deals/{card['id']}/stage/?version={card['version']}"
        buttons = "".join(
            f'<button form="move" formaction="{to}" name="stage" value="{id}">{escape(stage)}</button>'
            for id, stage in self.names.stages.items()
            if id != stage_id
        )
        return (
            f'<details class="menu"><summary class="btn btn-quiet btn-icon btn-small"'
            f' aria-label="{self.move % {"name": name}}">{self.dots}</summary>'
            f'<div class="menu-list"><span class="label">{self.to}</span>{buttons}</div></details>'
        )

    def facts(self, card: Card) -> str:
        shown = []
        if card["amount_minor"]:
            amount = money.show(card["amount_minor"], card["currency"], locale=self.locale)
            shown.append(f"<span>{escape(amount)}</span>")
        if card["close_on"]:
            text = day_text(card["close_on"], self.today.year, self.locale)
            if card["close_on"] < self.today:
                shown.append(f'<span class="danger-text" title="{self.passed}">{text}&nbsp;!</span>')
            else:
                shown.append(f"<span>{text}</span>")
        return "".join(shown)

    def warnings(self, card: Card) -> str:
        stale, blind = card["promises_stale"], card["promises_blind"]
        if stale:
            return f'<span class="pill warn">{escape(ngettext("%d stale", "%d stale", stale) % stale)}</span>'
        if blind:
            return f'<span class="pill warn">{escape(ngettext("%d blind", "%d blind", blind) % blind)}</span>'
        return ""

    def owner(self, card: Card) -> str:
        name = self.names.person(card["owner_id"])
        words = escape(name) if name else self.nobody
        return f'<span title="{words}">{face_html(name)}<span class="sr">{words}</span></span>'


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True, use_l10n=True)
