"""The facts of a deal as its page shows them, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener import money
from evener.deals.fields import NAMES
from evener.deals.models import Deal
from evener.pages.templatetags.evener import day
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: `text` is the value ('' when there is none, then `unset` says what to do). `note` stands below it."""

    key: str
    label: Text
    text: str
    unset: Text
    note: str = ""
    person: bool = False
    tone: str = ""
    press: str = ""


def facts(deal: Deal, *, today: date) -> list[Fact]:
    """Everything but the name and the long text, which stand elsewhere on the page."""
    return [
        Fact("stage", NAMES["stage_id"], deal.stage.name, "", note=_since(deal, today), press="s"),
        Fact("amount", NAMES["amount_minor"], _amount(deal), _("Set the amount"), press="m"),
        Fact(
            "close_on",
            NAMES["close_on"],
            day(deal.close_on) if deal.close_on else "",
            _("Set the date"),
            note=_("This day has passed.") if _passed(deal, today) else "",
            tone="danger" if _passed(deal, today) else "",
            press="d",
        ),
        Fact("owner", NAMES["owner_id"], str(deal.owner or ""), _("Nobody: name one"), person=True, press="o"),
        Fact(
            "lead_engineer",
            NAMES["lead_engineer_id"],
            str(deal.lead_engineer or ""),
            _("Nobody: name one"),
            person=True,
            press="l",
        ),
        Fact("account", NAMES["account_id"], str(deal.account or ""), _("Choose the account"), press="a"),
        Fact("product", NAMES["product_id"], str(deal.product or ""), _("Choose a product")),
        Fact(
            "technical_win",
            NAMES["technical_win_on"],
            day(deal.technical_win_on) if deal.technical_win_on else "",
            _("Not yet"),
            note=technical_win_note(deal),
            press="t",
        ),
        Fact("source", NAMES["source"], deal.source, _("Where did it come from?")),
        Fact("opened_on", NAMES["opened_on"], day(deal.opened_on), ""),
        Fact("confidential", NAMES["confidential"], _("Yes: the deal team only") if deal.confidential else _("No"), ""),
    ]


def technical_win_note(deal: Deal) -> str:
    """`Rui Bastos: all 41 test cases passed`."""
    said = deal.technical_win_note
    return f"{deal.technical_win_by.name}: {said}" if deal.technical_win_by else said


def _amount(deal: Deal) -> str:
    return money.show(deal.amount_minor, deal.currency) if deal.amount_minor else ""


def _passed(deal: Deal, today: date) -> bool:
    return not deal.is_closed and deal.close_on is not None and deal.close_on < today


def _since(deal: Deal, today: date) -> str:
    if deal.is_closed:
        return ""
    days = max((today - deal.stage_since).days, 0)
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days} if days else _("since today")
