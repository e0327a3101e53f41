"""A backtest in words and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.forecast.models import Backtest
from evener.forecast.presenting.hygiene import feature_name
from evener.forecast.rules.backtests import COHORTS, ODD, SAYS, TONES, UNDATED
from evener.forecast.rules.counting import FEWEST
from evener.forecast.rules.dirt import Dirt, Said, say
from evener.forecast.rules.leaks import reason
from evener.forecast.rules.record import FEWEST as FEW
from evener.jobs.rules import STATE_NAMES, State
from evener.pages.charts import Band, Chart, Table, reliability
from evener.pages.templatetags.evener import day
from evener.problems import Text

Z = 1.2816  # of the 80 % interval of a share
LINES = 8  # named of those left out for one reason


@dataclass(frozen=True, slots=True)
class ScoreRow:
    label: Text
    log_loss: str
    brier: str
    auc: str
    ece: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows left out for one reason: how many, and in which lines; `more`: in others too."""

    reason: str
    count: int
    lines: str
    more: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of backtests."""

    id: int
    name: str
    asked: str
    says: str
    state: str
    tone: str
    who: str
    made_at: Any


def asked_text(row: Backtest) -> str:
    """The question in a few words."""
    words = {"cohort": COHORTS[row.cohort], "day": day(row.as_of), "days": row.horizon}
    if row.cohort == UNDATED:
        return _("%(cohort)s, each from the others") % words
    if row.horizon is None:
        return _("As of %(day)s. %(cohort)s: how they end at last") % words
    return _("As of %(day)s. %(cohort)s: %(days)d days ahead") % words


def again(row: Backtest) -> str:
    """The form with the same question in it."""
    asked = {"as_of": row.as_of.isoformat(), "horizon": row.horizon or "", "cohort": row.cohort}
    return f"{reverse('forecast:backtests')}?{urlencode(asked)}"


def listed(rows: Sequence[Backtest]) -> list[Row]:
    return [_listed(row) for row in rows]


def _listed(row: Backtest) -> Row:
    says, tone = row.found.get("says", ""), ""
    state = State(row.work.state) if row.work else State.DONE
    if row.is_ready:
        text, tone = str(SAYS[says]), _tone(row.found)
    else:
        text, tone = str(STATE_NAMES[state]), "danger" if state == State.FAILED else ""
    return Row(row.pk, name_of(row), asked_text(row), text, state, tone, row.owner.name, row.made_at)


def _few(found: Mapping[str, Any]) -> bool:
    return 0 < int(found["deals"]["scored"]) < FEW


def _tone(found: Mapping[str, Any]) -> str:
    """Of few deals nothing is praised."""
    tone = TONES[found["says"]]
    return "info" if tone == "ok" and _few(found) else tone


def name_of(row: Backtest) -> str:
    return row.files[0]["name"] if row.files else _("Our own deals")


def result(row: Backtest) -> dict[str, Any]:
    """What the page of one backtest shows."""
    found = row.found
    return {
        "says": SAYS[found["says"]],
        "tone": _tone(found),
        "counts": found["deals"],
        "few": _few(found),
        "scores": _scores(found),
        "chart": _chart(found),
        "covered": _covered(found["coverage"]),
        "suspects": [
            {
                "feature": feature_name(each["feature"]) if row.is_own else each["feature"],
                "why": reason(each["why"], each["size"]),
            }
            for each in found["leak_suspects"]
        ],
        "findings": [(_said(each), each["ids"]) for each in found["findings"]],
        "notes": found["notes"],
        "odd": [(ODD.get(text, text), count) for text, count in found["dirt"].items()],
        "left_out": _by_reason(found["left_out"]),
        "more_left_out": max(0, found["deals"]["left_out"] - len(found["left_out"])),
    }


def _by_reason(rows: Sequence[Mapping[str, Any]]) -> list[LeftOut]:
    """Rows left out for the same reason in one line, the most first."""
    found: dict[str, list[int]] = {}
    for each in rows:
        found.setdefault(each["reason"], []).append(each["line"])
    most = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return [LeftOut(why, len(at), ", ".join(map(str, at[:LINES])), len(at) > LINES) for why, at in most]


def _scores(found: Mapping[str, Any]) -> list[ScoreRow]:
    names = (("model", _("Model")), ("base_rate", _("Base rate")), ("stage_average", _("Average of the stage")))
    return [
        ScoreRow(
            label, f"{each['log_loss']:.3f}", f"{each['brier']:.3f}",
            "–" if each["auc"] is None else f"{each['auc']:.2f}", f"{each['ece']:.3f}",
        )
        for key, label in names
        if (each := found[key]) is not None
    ]  # fmt: skip


def _covered(coverage: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How often 80 % intervals held what then came, over rolling periods."""
    if not coverage or coverage["number"] is None:
        return None
    rows = [
        {
            "begin": date.fromisoformat(each["from"]), "until": date.fromisoformat(each["to"]), "deals": each["deals"],
            "low": round(each["number"]["p10"]), "high": round(each["number"]["p90"]),
            "was": round(each["number"]["was"]),
            "held": each["number"]["covers"],
            "amount": None if each["amount"] is None else each["amount"]["covers"],
        }
        for each in coverage["periods"]
    ]  # fmt: skip
    return {
        "text": _held(coverage, rows),
        "rows": rows,
        "counted": any(each["deals"] for each in rows),
        "amounts": any(each["amount"] is not None for each in rows),
    }


def _held(coverage: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """As counts where the periods are there to be counted: 50 % of two would say more than it knows."""
    told: dict[str, Any] = {"days": round(coverage["days"])}
    for name, key in (("number", "held"), ("amount", "amount")):
        held = [each[key] for each in rows if each[key] is not None]
        told[name] = _("%(held)d of %(all)d") % {"held": sum(held), "all": len(held)} if held else ""
        told[name] = told[name] or _percent(coverage[name] or 0)
    text = _(
        "Over rolling periods of %(days)d days, 80 %% intervals held the number won in %(number)s; they should in"
        " eight of ten."
    )
    if coverage["amount"] is not None:
        text = f"{text} {_('They held the amount in %(amount)s.')}"
    return text % told


def _said(each: Mapping[str, Any]) -> Said:
    at = (each["at"][0], each["at"][1]) if each["at"] else None
    return say(Dirt(each["rule"]), count=each["rows"], of=each["of"], what=each["what"], at=at)


def _chart(found: Mapping[str, Any]) -> Chart | None:
    model = found["model"]
    if model is None or not model["bands"]:
        return None
    bands = [_band(each) for each in _large_enough(model["bands"])]
    table = Table(
        (_("Said to be won"), _("Were won"), _("Eight in ten times between"), _("Deals")),
        [
            (_percent(b.said), _percent(b.happened), f"{_percent(b.low)} – {_percent(b.high)}", f"{b.count:,}")
            for b in bands
        ],
    )  # fmt: skip
    off = max(bands, key=lambda band: abs(band.said - band.happened))
    words = {"said": _percent(off.said), "happened": _percent(off.happened), "count": f"{off.count:,}"}
    return reliability(
        "reliability",
        title=_("What was said, and what happened"),
        says=ngettext(
            "Furthest apart: %(count)s deal given %(said)s, %(happened)s won.",
            "Furthest apart: of %(count)s deals given %(said)s, %(happened)s were won.",
            off.count,
        )
        % words,
        table=table,
        bands=bands,
    )


def _large_enough(bands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours put together until FEWEST deals stand behind each; what is left over goes to the last."""
    made: list[dict[str, Any]] = []
    for each in bands:
        if made and made[-1]["deals"] < FEWEST:
            made[-1] = _both(made[-1], each)
        else:
            made.append(dict(each))
    if len(made) > 1 and made[-1]["deals"] < FEWEST:
        made[-2:] = [_both(made[-2], made[-1])]
    return made


def _both(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    deals = first["deals"] + second["deals"]
    means = {name: (first[name] * first["deals"] + second[name] * second["deals"]) / deals for name in ("given", "won")}
    return {"deals": deals, **means}


def _band(each: Mapping[str, Any]) -> Band:
    """With the Wilson interval of the share that was won."""
    size, share = each["deals"], each["won"]
    middle = (share + Z * Z / (2 * size)) / (1 + Z * Z / size)
    half = Z * math.sqrt(share * (1 - share) / size + Z * Z / (4 * size * size)) / (1 + Z * Z / size)
    return Band(each["given"], share, max(0.0, middle - half), min(1.0, middle + half), size)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
