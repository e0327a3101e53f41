"""`evener forecast`: the newest forecast of open deals, or a new one."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone, translation

from evener.cli.frame import JSON, Bar, answer, answering, may_write, write_whole
from evener.cli.person import person
from evener.deals.rules import BASIS_NAMES, Basis
from evener.forecast.actions import making, marking
from evener.forecast.actions.asking import begin
from evener.forecast.models import Forecast
from evener.forecast.presenting.revenue import in_words
from evener.forecast.queries.many import Told, told
from evener.forecast.queries.slices import Slice, of_forecast
from evener.forecast.rules.reading import told as period
from evener.forecast.rules.words import Period
from evener.people.rules import Viewer
from evener.problems import Refused
from evener.tables import neutral
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)
CHANCES = ("won", "lost", "no_decision", "open")


@app.command()
def forecast(
    new: Annotated[bool, typer.Option("--new", help="Make a new one now, instead of the newest there is.")] = False,  # noqa: FBT002 - a flag of the command line
    deals: Annotated[Path | None, typer.Option(help="Write each open deal's chances to this CSV file.")] = None,
    as_person: Annotated[str, typer.Option("--as", help="E-mail of who asks; the first admin otherwise.")] = "",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """How many of the open deals are expected to be won, lost or to end in no decision by when, and what it rests on.

    Only deals that whoever asks may see are counted. A new one is kept and scored like that of every night.
    """
    with answering(as_json=as_json):
        may_write(deals, inputs=[])
        require_prepared()
        by = person(as_person)
        with translation.override(by.language):
            made = _made(by) if new else None
            found, rows = _newest(by)
            money = of_forecast(by, found)
        if deals:
            write_whole(deals, _csv(found, rows))
    if made is not None and made.pk != found.pk:
        typer.echo("Another forecast was done at the same time. This is that one, as the pages show it.", err=True)
    if as_json:
        answer(_plain(found, rows) | {"money": money and _money(money)})
        return
    _say(found, rows)
    if money is not None:
        with translation.override("en"):
            typer.echo("\n".join(in_words(money)))
    if deals:
        typer.echo(f"Each deal's chances are in {deals}.")


def _newest(by: Viewer) -> tuple[Forecast, list[Told]]:
    """Also of one just made: where another was done meanwhile, that is the one people see."""
    found, rows = told(by)
    if found is None:
        raise Refused("There is no forecast yet. `evener forecast --new` makes one.")
    return found, rows


def _made(by: Viewer) -> Forecast:
    now = timezone.now()
    marking.mark_due(today=timezone.localdate(now))
    begun = begin(by=by, at=now)
    bar = Bar()
    try:
        return making.make(at=now, as_of=begun.as_of, forecast_id=begun.pk, progress=bar)
    finally:
        bar.end()


def _expected(found: Forecast, rows: list[Told]) -> list[dict[str, Any]]:
    """By each day looked ahead to: how many deals are expected to have ended in which way."""
    by_day: list[dict[str, Any]] = []
    for each in found.facts["ahead"]:
        sums = {name: sum(row.ahead[each["days"]][name] for row in rows) / 1000 for name in CHANCES}
        by_day.append({"on": each["on"], "days": each["days"]} | {name: round(sums[name], 2) for name in CHANCES})
    return by_day


def _plain(found: Forecast, rows: list[Told]) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "basis": found.basis,
        "engine": found.engine,
        "digest": found.digest,
        "open_deals": len(rows),
        "ended_deals": found.ended_deals,
        "seed": found.facts["seed"],
        "left_out": found.facts["left_out"],
        "check": found.facts["check"],
        "expected": _expected(found, rows),
    }


def _money(found: Slice) -> dict[str, Any]:
    """The widest sums that whoever asks may read, in minor units: by quarter what is won, and what open deals bring."""
    quarters = [each for each in map(period, found.figures["periods"]) if each.kind == Period.QUARTER]
    return {
        "of": found.chosen.of,
        "of_id": found.chosen.id,
        "currency": found.currency,
        "filled": found.figures.get("filled", 0),
        "without_amount": found.figures["without_amount"],
        "quarters": [
            {"begins": each.begins.isoformat(), "won": each.won_minor, "own_p50": each.own_middle}
            | {"p10": each.amount.low, "p50": each.amount.middle, "p90": each.amount.high, "mean": each.amount.mean}
            for each in quarters
        ],
    }


def _say(found: Forecast, rows: list[Told]) -> None:
    count = "1 open deal" if len(rows) == 1 else f"{len(rows)} open deals"
    typer.echo(f"Forecast of {found.as_of}: {count}. {BASIS_NAMES[Basis(found.basis)]}.")
    typer.echo(f"{'by':<12}{'won':>9}{'lost':>9}{'nothing':>9}{'open':>9}")
    for each in _expected(found, rows):
        typer.echo(f"{each['on']:<12}" + "".join(f"{each[name]:>9.1f}" for name in CHANCES))
    for each in found.facts["left_out"]:
        typer.echo(f"Left out, as it may have been filled in when deals ended: {each['name']}.", err=True)


def _csv(found: Forecast, rows: list[Told]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    ends = [(each["days"], each["on"]) for each in found.facts["ahead"]]
    head = [f"{name}_by_{on}" for _, on in ends for name in ("p_won", "p_lost", "p_no_decision", "p_open")]
    finally_ = ["p_won", "p_won_low", "p_won_high", "p_lost", "p_no_decision"]
    writer.writerow(["id", "external_id", "name", "account", "owner", "amount_minor", "currency", *finally_, *head])
    for row in rows:
        last = row.ahead[None]
        chances = [last["won"], last["low"], last["high"], last["lost"], last["no_decision"]]
        chances += [row.ahead[days][name] for days, _ in ends for name in CHANCES]
        words = [neutral(each) for each in (row.external_id, row.name, row.account, row.owner)]
        writer.writerow([row.id, *words, row.amount_minor, row.currency, *(f"{each / 1000:.3f}" for each in chances)])
    return text.getvalue()
