"""Guessing which column of a file is which field, and of what kind a file is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from evener.connect.cells import Cell, clean, is_nothing
from evener.connect.fields import FIELDS, NOT_IMPORTED, OBJECTS, Field, Holds, Kind
from evener.connect.values.looks import share_that_looks
from evener.money import currencies

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"[\[(][^\])]*[\])]")
_CUSTOM = re.compile(r"__[cr]$", re.IGNORECASE)
_OTHER = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"\b[A-Z]{3}\b")
THRESHOLD = 0.45
SAMPLE = 100
# What is known by its values alone, under whatever header.
TELLING = (Holds.EMAIL, Holds.CURRENCY)


@dataclass(frozen=True, slots=True)
class Guess:
    """`column` (an index) is probably `field`; `confidence` from 0.45 (by its values) to 1 (a known header)."""

    field: str
    column: int
    confidence: float


def words(header: str) -> str:
    """`Deal - Value (EUR)` → `deal value`; `CloseDate` → `close date`; `Est_Revenue__c` → `est revenue`."""
    bare = _BRACKETS.sub(" ", header)
    return _plain(bare) or _plain(header)


def _plain(text: str) -> str:
    text = _CAMEL.sub(" ", _CUSTOM.sub("", text))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _OTHER.sub(" ", text.lower()).strip()


def currency_in(header: str) -> str:
    """The currency a header names: `Amount (EUR)`, `Value in USD`; empty when it names none."""
    return next((code for code in _CODE.findall(header) if code in currencies()), "")


@cache
def _known(kind: Kind) -> dict[str, tuple[Field, int]]:
    """Every synonym without blanks → its field and its rank there."""
    found: dict[str, tuple[Field, int]] = {}
    for one in FIELDS[kind]:
        for rank, synonym in enumerate(one.synonyms):
            found.setdefault(synonym.replace(" ", ""), (one, rank))
    return found


def _bare(kind: Kind, text: str) -> str:
    """`text` without the object's own name in front: `deal title` → `title`."""
    first, _blank, rest = text.partition(" ")
    return rest if rest and first in OBJECTS[kind] else text


def _by_header(kind: Kind, header: str) -> dict[str, float]:
    """Every field the header could mean, with how sure that is."""
    full = words(header)
    known = _known(kind)
    for text, sure in ((_plain(header), 1.0), (full, 1.0), (_bare(kind, full), 0.95)):
        hit = known.get(text.replace(" ", ""))
        if hit:
            return {hit[0].name: sure - 0.005 * hit[1]}
    found: dict[str, float] = {}
    for one in FIELDS[kind]:
        score = max(_likeness(full, synonym) for synonym in one.synonyms)
        if score >= THRESHOLD:
            found[one.name] = score
    return found


def _is_left_out(kind: Kind, header: str) -> bool:
    """Whether the header is one Evener knows and does not import from."""
    full = words(header)
    texts = {_plain(header), full, _bare(kind, full)}
    return bool(NOT_IMPORTED & texts) and not any(text.replace(" ", "") in _known(kind) for text in texts)


def _likeness(header: str, synonym: str) -> float:
    """0.8 for a header that says a synonym of two words and more, 0.75 at most for a misspelling, else 0."""
    have, want = set(header.split()), set(synonym.split())
    if len(want) > 1 and want <= have:
        return 0.8 - 0.05 * (len(have) - len(want))
    if abs(len(header) - len(synonym)) > 3 or len(synonym) < 5:
        return 0.0
    ratio = SequenceMatcher(None, header, synonym).ratio()
    return 0.75 * ratio if ratio >= 0.82 else 0.0


def _by_values(kind: Kind, sample: Sequence[str], scores: dict[str, float]) -> dict[str, float]:
    """Scores corrected by what the column holds: dates where dates belong, and e-mails wherever they stand."""
    if not sample:
        return scores
    corrected = dict(scores)
    for one in FIELDS[kind]:
        if one.holds in (Holds.TEXT, Holds.NAME):
            continue
        if one.name in corrected:
            fits = share_that_looks(one.holds, sample)
            corrected[one.name] *= 1.0 if fits >= 0.5 else 0.9 if fits > 0 else 0.45
        elif not scores and one.holds in TELLING and share_that_looks(one.holds, sample) >= 0.9:
            corrected[one.name] = 0.5
    return corrected


def guess(kind: Kind, headers: Sequence[str], rows: Sequence[Sequence[Cell]] = ()) -> dict[str, Guess]:
    """Field name → guess. Every column is used once, every field too; the surest pairs are made first."""
    pairs: list[tuple[float, int, str]] = []
    for column, header in enumerate(headers):
        if _is_left_out(kind, header):
            continue
        sample = [text for row in rows[:SAMPLE] if not is_nothing(text := clean(row[column]))]
        scores = _by_values(kind, sample, _by_header(kind, header))
        pairs.extend((score, column, name) for name, score in scores.items() if score >= THRESHOLD)
    found: dict[str, Guess] = {}
    used: set[int] = set()
    for score, column, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if name not in found and column not in used:
            found[name] = Guess(name, column, round(score, 2))
            used.add(column)
    return found


def has_needed(kind: Kind, mapping: Mapping[str, object]) -> bool:
    """Whether `mapping` names what makes a row of this kind: any field that is `needed`."""
    return any(one.needed and one.name in mapping for one in FIELDS[kind])


def recognise(headers: Sequence[str], rows: Sequence[Sequence[Cell]] = ()) -> Kind | None:
    """Of what kind the rows are: the one whose fields explain most columns; None when none has what it needs."""
    best: Kind | None = None
    most = 0.0
    for kind in Kind:
        guesses = guess(kind, headers, rows)
        score = sum(one.confidence for one in guesses.values() if one.confidence >= 0.8)
        if has_needed(kind, guesses) and score > most:
            best, most = kind, score
    return best


def closest(header: str, headers: Sequence[str]) -> int | None:
    """The column a person means by `header`: the same text, or the same without case, blanks and signs."""
    if header in headers:
        return list(headers).index(header)
    key = words(header).replace(" ", "")
    for position, other in enumerate(headers):
        if other.casefold() == header.casefold() or (key and words(other).replace(" ", "") == key):
            return position
    return None
