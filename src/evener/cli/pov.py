"""`evener pov`: a deal's point of view as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone, translation

from evener.cli.frame import JSON, answer, answering
from evener.cli.person import person
from evener.papers.printing import Printed, print_paper
from evener.upkeep.preparing import require_prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def pov(
    deal: Annotated[str, typer.Argument(help="The deal: its number here, its id in your CRM, or its name.")],
    out: Annotated[Path, typer.Option(help="Where to write the PDF; a file that is there is replaced.")],
    as_person: Annotated[str, typer.Option("--as", help="E-mail of who writes; the first admin otherwise.")] = "",
    as_json: Annotated[bool, JSON] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Write the newest point of view of a deal as a PDF; without one, what the record gives. Nothing is kept here."""
    if out.is_dir():
        raise typer.BadParameter(
            f"{out} is a folder. Name the file, for example {out / 'paper.pdf'}.", param_hint="--out"
        )
    with answering(as_json=as_json):
        require_prepared()
        by = person(as_person)
        with translation.override(by.language):
            printed = print_paper(by=by, at=timezone.now(), called=deal)
        _write(out, printed.pdf)
    if as_json:
        answer(_told(printed, out))
        return
    pages = "1 page" if printed.pages == 1 else f"{printed.pages} pages"
    typer.echo(f"“{printed.title}”, {pages}, is in {out}. {printed.source}")
    for text in printed.warnings:
        typer.echo(text, err=True)


def _write(out: Path, pdf: bytes) -> None:
    """All of it or nothing: what was there stays until the new file is whole."""
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(pdf)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _told(printed: Printed, out: Path) -> dict[str, Any]:
    return {
        "deal": {"id": printed.deal_id, "name": printed.deal_name},
        "paper": printed.paper_id,
        "edition": printed.edition,
        "title": printed.title,
        "file": str(out),
        "bytes": len(printed.pdf),
        "pages": printed.pages,
        "sha256": printed.digest,
        "warnings": list(printed.warnings),
    }
