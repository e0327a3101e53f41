"""The filters of a list or board of deals, as people see them: what can be chosen, and what is chosen, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evener import money
from evener.deals.filters import ME, NOBODY, OUTCOMES, Filter
from evener.deals.names import Names
from evener.pages.templatetags.evener import day, query_text
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force that the bar itself does not show, and the address without it."""

    text: str
    href: str


def options(pairs: Iterable[tuple[Any, Text]]) -> str:
    """`<option>`s, made once here instead of piece by piece in a template: there may be hundreds of people."""
    return "".join([f'<option value="{value}">{escape(str(label))}</option>' for value, label in pairs])


def picked(made: str, chosen: Any) -> SafeString:
    """The options with the chosen one selected."""
    mark = f'<option value="{"" if chosen is None else escape(str(chosen))}"'
    return mark_safe(made.replace(mark, f"{mark} selected", 1))


YES_NO = {None: "", True: "yes", False: "no"}


def choices(asked: Filter, names: Names) -> dict[str, SafeString]:
    """The options of every select of the filter bar and of the bulk change, by parameter."""
    named = (asked.owner, asked.member)  # whoever left is offered only where asked for already
    people = options((one.id, one.name) for one in names.people.values() if one.active or str(one.id) in named)
    me, nobody = (ME, _("Me")), (NOBODY, _("Nobody"))
    stages = options(names.stages.items())
    either = (("", _("Either")), ("yes", _("Yes")), ("no", _("No")))
    return {
        "outcome": picked(options(OUTCOMES.items()), asked.outcome),
        "stage": picked(options([("", _("Any stage"))]) + stages, asked.stage),
        "owner": picked(options([("", _("Any owner")), me, nobody]) + people, asked.owner),
        "member": picked(options([("", _("Anybody")), me]) + people, asked.member),
        "team": picked(options([("", _("Any team")), *names.teams.items()]), asked.team),
        "product": picked(options([("", _("Any product")), *names.products.items()]), asked.product),
        "confidential": picked(options(either), YES_NO[asked.confidential]),
        "new_stage": picked(options([("", _("Stage stays"))]) + stages, ""),
        "new_owner": picked(options([("", _("Owner stays")), nobody]) + people, ""),
    }


def chips(asked: Filter, names: Names, current: QueryDict) -> list[Chip]:
    """What the open bar does not show, each with the address of the same list without it."""
    gone = {"amount": ("min", "max", "currency"), "close": ("from", "to")}
    return [
        Chip(text, query_text(current, dict.fromkeys(gone.get(key, (key,)), "")))
        for key, text in _more_texts(asked, names).items()
        if text
    ]


def _more_texts(asked: Filter, names: Names) -> dict[str, str]:
    account, team, product = names.account(asked.account), names.team(asked.team), names.product(asked.product)
    return {
        "account": _("Account: %(name)s") % {"name": account or "…"} if asked.account else "",
        "member": _("On the team: %(name)s") % {"name": _person(asked.member, names)} if asked.member else "",
        "team": _("Team: %(name)s") % {"name": team or "…"} if asked.team else "",
        "product": _("Product: %(name)s") % {"name": product or "…"} if asked.product else "",
        "amount": _amount(asked),
        "close": _close(asked),
        "confidential": _confidential(asked),
    }


def _person(text: str, names: Names) -> str:
    return _("me") if text == ME else names.person(int(text)) or "…"


def _amount(asked: Filter) -> str:
    least = money.show(asked.least, asked.currency) if asked.least is not None else ""
    most = money.show(asked.most, asked.currency) if asked.most is not None else ""
    if least and most:
        return _("%(least)s to %(most)s") % {"least": least, "most": most}
    if least:
        return _("From %(least)s") % {"least": least}
    if most:
        return _("Up to %(most)s") % {"most": most}
    return _("In %(currency)s") % {"currency": asked.currency} if asked.currency else ""


def _close(asked: Filter) -> str:
    first, last = asked.closes_from, asked.closes_to
    if first and last:
        return _("Closes %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("Closes from %(first)s") % {"first": day(first)}
    return _("Closes by %(last)s") % {"last": day(last)} if last else ""


def _confidential(asked: Filter) -> str:
    if asked.confidential is None:
        return ""
    return _("Confidential") if asked.confidential else _("Not confidential")


def typed(params: Mapping[str, str], *names: str) -> dict[str, str]:
    """What stands in the text fields of the bar: exactly what was typed, right or wrong."""
    return {name: str(params.get(name, "")) for name in names}
