"""Invented numbers for the gallery's pictures: one of each kind."""

from __future__ import annotations

from evener.pages.charts import (
    Band,
    Bar,
    Chart,
    Curve,
    Line,
    Link,
    Marked,
    Period,
    Table,
    bars,
    curves,
    fan,
    flow,
    money_unit,
    reliability,
)


def charts() -> list[Chart]:
    return [_fan(), _curves(), _reliability(), _flow(), _bars()]


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _fan() -> Chart:
    periods = [
        Period("Jan", 18_000_000, 21_000_000, 26_000_000, 33_000_000),
        Period("Feb", 4_000_000, 14_000_000, 24_000_000, 37_000_000),
        Period("Mar", 0, 9_000_000, 21_500_000, 41_000_000),
        Period("Apr", 0, 6_000_000, 19_000_000, 44_000_000),
    ]
    commit = [24_000_000, 26_000_000, None, None]
    rows = [
        (
            each.label,
            *(f"€{amount / 100:,.0f}" for amount in (each.won, each.low, each.middle, each.high)),
            "–" if said is None else f"€{said / 100:,.0f}",
        )
        for each, said in zip(periods, commit, strict=True)
    ]
    return fan(
        "fan",
        title="Revenue by month",
        says="For March the forecast is €215,000, between €90,000 and €410,000 in eight of ten cases.",
        table=Table(("Month", "Won already", "P10", "P50", "P90", "Commit"), rows),
        periods=periods,
        unit=money_unit("EUR"),
        marks=[Marked("Commit", commit)],
    )


def _curves() -> Chart:
    days = list(range(0, 181, 10))
    won = [0.47 * (1 - 0.82 ** (day / 10)) for day in days]
    lost = [0.26 * (1 - 0.86 ** (day / 10)) for day in days]
    nothing = [0.06 * day / 180 + (0.13 if day >= 90 else 0) for day in days]
    still = [1 - sum(parts) for parts in zip(won, lost, nothing, strict=True)]
    rows = [
        (str(day), *(_percent(part[at]) for part in (won, lost, nothing, still)))
        for at, day in enumerate(days)
        if day % 30 == 0
    ]
    return curves(
        "curves",
        title="How deals end, by age",
        says="Half a year after opening 46 % are won, 24 % lost, 19 % ended with no decision, 11 % are open.",
        table=Table(("Day", "Won", "Lost", "No decision", "Open"), rows),
        days=days,
        areas=[
            Curve("Won", "ok", won),
            Curve("Lost", "danger", lost),
            Curve("No decision", "calm", nothing),
            Curve("Open", "rest", still),
        ],
        deadlines=[(90, "Day 90")],
    )


def _reliability() -> Chart:
    bands = [
        Band(0.06, 0.04, 0.02, 0.09, 120),
        Band(0.17, 0.21, 0.13, 0.31, 84),
        Band(0.34, 0.31, 0.21, 0.43, 66),
        Band(0.55, 0.63, 0.48, 0.76, 40),
        Band(0.78, 0.71, 0.45, 0.88, 14),
    ]
    rows = [
        (
            _percent(each.said),
            _percent(each.happened),
            f"{_percent(each.low)} to {_percent(each.high)}",
            str(each.count),
        )
        for each in bands
    ]
    return reliability(
        "reliability",
        title="What was said against what happened",
        says="Of 324 forecasts, those said with 55 % came true 63 % of the time.",
        table=Table(("Said", "Happened", "Interval", "Forecasts"), rows),
        bands=bands,
    )


def _flow() -> Chart:
    links = [
        Link("Qualify", "Discovery", 62),
        Link("Qualify", "No decision", 21),
        Link("Qualify", "Lost", 17),
        Link("Discovery", "Proposal", 41),
        Link("Discovery", "No decision", 12),
        Link("Discovery", "Lost", 9),
        Link("Proposal", "Won", 26),
        Link("Proposal", "Lost", 11),
        Link("Proposal", "No decision", 4),
    ]
    return flow(
        "flow",
        title="From stage to outcome",
        says="Of 100 deals 26 were won; 21 of the 37 that ended with no decision never left the first stage.",
        table=Table(("From", "To", "Deals"), [(each.source, each.target, str(each.count)) for each in links]),
        links=links,
        tones={"Won": "ok", "Lost": "danger", "No decision": "calm"},
    )


def _bars() -> Chart:
    rows = [
        Bar("An engineer in within 14 days", 0.52, 0.43, 0.61, "61 of 118 deals"),
        Bar("An engineer in later", 0.38, 0.29, 0.48, "38 of 99 deals"),
        Bar("No engineer", 0.27, 0.19, 0.37, "24 of 90 deals", "calm"),
    ]
    return bars(
        "bars",
        title="Won, by how early an engineer was in",
        says="52 % with an engineer in the first 14 days, 38 % later, 27 % without.",
        table=Table(
            ("Group", "Won", "Interval", "Deals"),
            [
                (row.label, _percent(row.value), f"{_percent(row.low or 0)} to {_percent(row.high or 0)}", row.note)
                for row in rows
            ],
        ),
        rows=rows,
        line=Line("all deals", 0.4),
    )
