"""Everything a document links to or shows is there, and every picture is shown somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
PICTURES = HERE / "docs" / "pictures"
DOCUMENTS = sorted(
    [HERE / "README.md", HERE / "ARCHITECTURE.md", HERE / "CONTRIBUTING.md", *(HERE / "docs").rglob("*.md")]
)
LINK = re.compile(r"\]\(<?([^)>\s]+)>?(?: \"[^\"]*\")?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ELSEWHERE = re.compile(r"^[a-z]+:")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LARGEST = 250_000


def text_of(document: Path) -> str:
    return CODE.sub("", document.read_text(encoding="utf-8"))


def links(document: Path) -> Iterator[tuple[Path, str]]:
    """The files a document leads to, and the place in them."""
    for target in LINK.findall(text_of(document)):
        if not ELSEWHERE.match(target):
            path, _, place = target.partition("#")
            yield (document.parent / path).resolve() if path else document, place


def places(document: Path) -> set[str]:
    """The headings of a document as links name them."""
    headings = HEADING.findall(text_of(document))
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HERE)))
def test_links_lead_somewhere(document: Path) -> None:
    missing = [
        str(path) for path, place in links(document) if not path.exists() or (place and place not in places(path))
    ]
    assert missing == []


def test_every_picture_is_shown() -> None:
    shown = {path for document in DOCUMENTS for path, _place in links(document)}
    assert [path.name for path in sorted(PICTURES.iterdir()) if path not in shown] == []


@pytest.mark.parametrize("picture", sorted(PICTURES.iterdir()), ids=lambda path: path.name)
def test_pictures_are_small(picture: Path) -> None:
    assert picture.suffix == ".png"
    assert picture.stat().st_size <= LARGEST
