"""What a point of view takes: a picture from its text, the PDF of two pages, the pages of the preview."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings

RUNS = 60
PICTURE = """Your plant: Sensors (temperature, flow), Meters -> Gateway (reads Modbus and OPC UA)
*Evener cloud*: Store -> Forecast -> Advice : every night
Your people: Shift lead, Plant manager, Board
Gateway -> Store : readings every minute
Advice -> Shift lead : what to do now
Advice --> Plant manager : weekly report
Forecast -> Board : one page a month
Store <-> SAP : orders
Note on Gateway: Stands behind your firewall.
"""
TEXT = (
    "Line 3 stops **fourteen times a month**, and nine of these stops begin in the cooling circuit. Each one costs "
    "about *€ 11,000* in lost clinker and takes two people off other work. The shift sees the temperature rise, but "
    "too late to act on it.\n\n- Nothing is replaced\n- The shift lead decides\n- The first advice comes later\n\n"
)


def engines() -> list[dict[str, Any]]:
    """Milliseconds in which 95 of 100 runs are done, after a first one; each run has a text of its own."""
    if not settings.configured:
        # Words are looked up in translations, and this runs without the application too.
        settings.configure(USE_I18N=False)
    from evener.papers.engine import brand, diagram, document, image

    house = brand.Brand(name="Northwind Controls", footer="Northwind Controls · Berlin", logo=image.checked(_logo()))
    paper = document.Document(
        title="Twelve fewer stops a month on line 3", day=date(2026, 11, 22), customer="Harbour Cement",
        subtitle="What we would do first", prepared_by="Anna Keller", problem=TEXT, idea=TEXT * 2,
        sections=(document.Section("What it is worth", TEXT),), diagram=diagram.read(PICTURE).diagram,
        claims=tuple(document.Claim(f"Reads controller {number}", document.Mark.TODAY) for number in range(4)),
        steps=tuple(document.Step(f"Step {number}", "Ingrid Sørensen", "Fri 27 Nov") for number in range(6)),
        contact="anna.keller@northwind.example",
    )  # fmt: skip

    def picture(number: int) -> object:
        read = diagram.read(PICTURE.replace("Store", f"Store {number}"))
        return diagram.svg(diagram.layout(read.diagram), house)

    def changed(number: int) -> document.Document:
        drawn = diagram.read(PICTURE.replace("Store", f"Store {number}")).diagram
        return replace(paper, title=f"{number} fewer stops a month", problem=f"{number}. {TEXT}", diagram=drawn)

    return [
        _timed("picture of ten boxes, from text to SVG", picture),
        _timed("point of view of two pages with a picture, as PDF", lambda n: document.pdf(changed(n), house)),
        _timed("the same as pages of a preview", lambda n: document.pages(changed(n), house)),
    ]


def _timed(work: str, call: Callable[[int], object]) -> dict[str, Any]:
    call(-1)
    times = []
    for number in range(RUNS):
        began = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - began) * 1000)
    return summed_up(work, times)


def summed_up(work: str, times: Sequence[float]) -> dict[str, Any]:
    """Within how many milliseconds 95 of 100 runs are done, and the range of all."""
    return {
        "work": f"{work}: p95", "value": round(statistics.quantiles(times, n=20)[-1], 1), "unit": "ms",
        "spread": f"{min(times):.1f} to {max(times):.1f}",
    }  # fmt: skip


def _logo() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (600, 160), "#0b665f").save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    for row in engines():
        print(row)
