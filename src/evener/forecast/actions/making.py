"""Making a forecast: everything on record in, chances of every open deal out, kept as they were given.

Reading and computing hold no transaction, and writing many short ones (`writing`); a forecast that fails leaves nothing
but its unready row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from evener.forecast.actions import counting, writing
from evener.forecast.actions.totals import drawn
from evener.forecast.engine import why
from evener.forecast.engine.deals import LOST, NOTHING, OPEN, WON, Column
from evener.forecast.engine.known import look
from evener.forecast.engine.outlook import Given, give
from evener.forecast.engine.sheet import Sheet, pack
from evener.forecast.loading.moments import evening
from evener.forecast.loading.record import Loaded, Standing, load
from evener.forecast.models import Forecast
from evener.forecast.queries.hygiene import allowed_features, late_features
from evener.forecast.queries.periods import weighed
from evener.forecast.queries.record import trusted
from evener.forecast.rules.horizons import Horizon, horizons
from evener.forecast.rules.outlook import Ahead, Reason

Progress = Callable[[int, int, str], None]
SEED = 1
STEPS = 5
THOUSAND = 1000.0


def make(*, at: datetime, as_of: date, forecast_id: int, progress: Progress) -> Forecast:
    """Compute and keep the forecast of `forecast_id`. `progress`: done, of how many, and with what.

    A job that is tried again finds its forecast kept, leaves it so, and does what is left to do. What is said of single
    deals is that of the newest day, also where an older forecast is done after it.
    """
    done = Forecast.objects.filter(id=forecast_id, is_ready=True).first()
    if done is not None:
        writing.settle()
        return done
    progress(0, STEPS, _("Reading what is on record"))
    loaded = load()
    ahead = horizons(as_of)
    then = loaded.on(np.arange(len(loaded.deals)), as_of)
    progress(1, STEPS, _("Learning from deals that have ended"))
    given = give(
        loaded.deals.without(late_features()),
        then.stage_prior,
        as_of=evening(as_of),
        days=np.array([each.days for each in ahead], float),
        allowed=allowed_features(),
        seed=SEED,
        trusted=trusted(as_of),
        hidden=loaded.confidential,
    )
    progress(2, STEPS, _("Finding out why"))
    sheet = sheet_of(loaded, then, given)
    told = _told(given, evening(as_of))
    progress(3, STEPS, _("Drawing what open deals will bring"))
    money = drawn(loaded, sheet, as_of=as_of, seed=SEED)
    counted = counting.counted(today=as_of, going=lambda: progress(4, STEPS, _("Counting how deals ended")))
    came = weighed(as_of)
    passing = not _is_overtaken(forecast_id, as_of)
    what = writing.Written(
        sheet=pack(sheet), lines=money.lines, past=counted.lines if passing else (), told=told if passing else ()
    )
    also = {"thirds": counted.thirds, "money": money.money}
    ready = _said(loaded, given, ahead, also, at=at, as_of=as_of) | {"over": came}
    return writing.write(forecast_id, what, ready=ready, going=lambda: progress(STEPS, STEPS, _("Writing it down")))


def _is_overtaken(forecast_id: int, as_of: date) -> bool:
    """Whether there is one that pages read instead of it (`queries.newest`)."""
    newer = Q(as_of__gt=as_of) | Q(as_of=as_of, id__gt=forecast_id)
    return Forecast.objects.filter(newer, is_ready=True).exists()


def sheet_of(loaded: Loaded, then: Standing, given: Given) -> Sheet:
    """The open deals as they stood on the day, with what was said of each."""
    rows = given.rows
    return Sheet(
        deal=np.array(loaded.deals.ids[rows], np.int64),
        owner=loaded.owner[rows],
        team=loaded.team[rows],
        product=loaded.product[rows],
        account=loaded.account[rows],
        amount_minor=then.amount_minor[rows].astype(np.int64),
        currency=loaded.currency[rows],
        confidential=loaded.confidential[rows],
        stage=then.stage_prior[rows],
        close=then.close[rows],
        days=given.days,
        ahead=given.ahead,
        final=given.final,
        base=given.base,
    )


def _said(
    loaded: Loaded, given: Given, ahead: list[Horizon], also: dict[str, Any], *, at: datetime, as_of: date
) -> dict[str, Any]:
    """The fields of `Forecast`. Everybody may read them: nobody learns how many confidential deals there are."""
    ended = loaded.deals.ended(float(as_of.toordinal())) & ~loaded.confidential
    facts = {
        "seed": SEED,
        "ahead": [{"days": each.days, "on": each.on.isoformat(), "kind": each.kind} for each in ahead],
        "left_out": [{"name": each.feature, "why": each.why, "size": round(each.size, 3)} for each in given.suspects],
        "check": _checked(given),
        **also,
    }
    return {
        "as_of": as_of, "made_at": at, "facts": facts,
        "engine": given.engine, "digest": given.digest, "basis": given.basis,
        "open_deals": int((~loaded.confidential[given.rows]).sum()), "ended_deals": int(ended.sum()),
    }  # fmt: skip


def _checked(given: Given) -> dict[str, Any] | None:
    """How the model learnt a horizon earlier did against the base rate, where there were deals to hold it against."""
    check = given.check
    if check is None or check.ours is None or check.base is None:
        return None
    scores = {"model": check.ours, "base_rate": check.base, "stage": check.by_stage}
    return {"deals": check.ours.deals} | {
        name: {"log_loss": round(each.log_loss, 4), "brier": round(each.brier, 4), "auc": each.auc, "ece": each.ece}
        for name, each in scores.items()
        if each is not None
    }


def _told(given: Given, as_of: float) -> Iterator[tuple[int, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Per open deal what is kept of its chances and of the reasons."""
    now = look(given.used, given.rows, np.full(len(given.rows), as_of), aged=True).columns
    days: list[int | None] = [*(int(each) for each in given.days), None]
    chances = np.concatenate([given.ahead, given.final[:, None]], 1)[:, :, [WON, LOST, NOTHING, OPEN]]
    told = np.concatenate([chances, given.low[:, :, None], given.high[:, :, None]], 2)
    rounded = np.rint(told * THOUSAND).astype(np.int64)
    for place, row in enumerate(given.rows):
        ahead = [Ahead(each, *told).kept() for each, told in zip(days, rounded[place].tolist(), strict=True)]
        yield int(given.used.ids[row]), ahead, [reason.kept() for reason in _reasons(given, now, place)]


def _reasons(given: Given, now: dict[str, Column], place: int) -> Iterator[Reason]:
    like, every = given.peers.same, given.peers.all
    names = why.strongest(given.moves, place)
    # Where the model names nothing, its stage still says how deals like it went.
    for name in names or [each for each in ("stage",) if each in like]:
        same, points = like[name], given.moves.get(name)
        yield Reason(
            name=name,
            value=_value(now[name], place),
            points=None if points is None else round(float(points[place]), 1),
            deals=int(same[place].sum()),
            won=int(same[place, WON]),
            all_deals=int(every[place].sum()),
            all_won=int(every[place, WON]),
        )


def _value(column: Column, place: int) -> str | float | None:
    value = float(column.values[place])
    if not column.numeric:
        return column.words[int(value)]
    return round(value, 2) if np.isfinite(value) else None
