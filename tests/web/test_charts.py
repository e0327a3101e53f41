"""Charts: each writes its numbers into the page and a table beside them; nothing a person wrote becomes markup."""

from __future__ import annotations

import json
import re

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from evener.pages.charts import (
    NUMBER,
    Bar,
    Chart,
    Curve,
    Link,
    Marked,
    Period,
    Table,
    bars,
    curves,
    fan,
    flow,
    money_unit,
)
from evener.web.gallery_charts import charts

TABLE = Table(("Month", "P50"), [("Jan", "€1")])


def shown(chart: Chart, attributes: str = "") -> str:
    source = CottonCompiler().process(f'<c-chart :chart="chart" {attributes} />')
    return Template(source).render(Context({"chart": chart}))


def written(page: str) -> dict[str, object]:
    found = re.search(r'<script id="[^"]+" type="application/json">(.*?)</script>', page)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.kind)
def test_each_kind_has_words_numbers_and_a_table(chart: Chart) -> None:
    page = shown(chart)
    assert f'data-chart="{chart.kind}"' in page and 'role="img"' in page and str(chart.says) in page
    assert written(page) == chart.data
    assert len(re.findall("<tr>", page)) == len(chart.table.rows) + 1
    assert all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_names_are_text_in_the_page_and_in_the_numbers() -> None:
    name = "</script><b onclick=x>"
    table = Table((name, "Won"), [(name, "1")])
    page = shown(bars("x", title=name, says=name, table=table, rows=[Bar(name, 0.5)]))
    assert "<b" not in page and page.count("</script>") == 1
    assert written(page)["rows"][0]["label"] == name  # type: ignore[index]


def test_money_is_drawn_in_whole_units_of_its_currency() -> None:
    periods = [Period("Jan", 100, 200, 300, 400)]
    for currency, middle in (("EUR", 3), ("JPY", 300), ("KWD", 0.3)):
        chart = fan(
            "x",
            title="",
            says="",
            table=TABLE,
            periods=periods,
            unit=money_unit(currency),
            marks=[Marked("Commit", [None])],
        )
        assert chart.data["middle"] == [pytest.approx(middle)]
        assert chart.data["marks"] == [{"name": "Commit", "values": [None]}]
        assert chart.legend[-1].name == "Commit"


def test_a_flow_names_each_place_once_and_leaves_out_what_nobody_went() -> None:
    chart = flow("x", title="", says="", table=TABLE, links=[Link("A", "B", 2), Link("A", "C", 0)], tones={"B": "ok"})
    assert chart.data["links"] == [["A", "B", 2]]
    assert {place["name"]: place["tone"] for place in chart.data["places"]} == {"A": "ink", "B": "ok", "C": "ink"}


def test_the_legend_of_curves_reads_as_they_lie_from_the_top() -> None:
    chart = curves(
        "x", title="", says="", table=TABLE, days=[0, 1],
        areas=[Curve("Won", "ok", [0, 0.5]), Curve("Open", "rest", [1, 0.5])],
    )  # fmt: skip
    assert [line.name for line in chart.legend] == ["Open", "Won"]


def test_a_bar_without_an_interval_needs_no_legend() -> None:
    chart = bars("x", title="", says="", table=TABLE, rows=[Bar("A", 3)], unit=NUMBER)
    assert chart.legend == [] and chart.data["rows"][0]["low"] is None


def test_the_table_may_be_open_from_the_start_and_the_heading_left_out() -> None:
    chart = bars("x", title="Won", says="", table=TABLE, rows=[Bar("A", 0.5)])
    assert '<details class="chart-table" open' in shown(chart, "open")
    assert "<h3>" in shown(chart) and "<h" not in shown(chart, 'level="0"').replace("<head", "")
