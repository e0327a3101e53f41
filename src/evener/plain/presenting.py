"""Findings, entries and the glossary's rows as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.pages.facts import Fact
from evener.plain.engine import KIND_NAMES, Finding, FindingKind, Report
from evener.plain.engine.difficulty import MIDDLE_LETTERS, MIDDLE_SENTENCE, MIDDLE_SHARE
from evener.plain.engine.reading import shown
from evener.plain.models import Term
from evener.plain.rules import LANGUAGE_NAMES, NAMES, TREATMENT_NAMES, Treatment
from evener.problems import Text

NOTHING = '<span class="muted">–</span>'
TONES = {Treatment.REPLACED: "info", Treatment.EXPLAINED: "accent", Treatment.ACCEPTED: "ok"}
KIND_TONES = {
    FindingKind.JARGON: "warn", FindingKind.ABBREVIATION: "info", FindingKind.RARE_WORD: "",
    FindingKind.LONG_SENTENCE: "",
}  # fmt: skip
# Beside the word itself; the finding's own sentence names it again.
WHY: dict[FindingKind, Text] = {
    FindingKind.JARGON: "",
    FindingKind.ABBREVIATION: lazy("Not everybody knows what it stands for."),
    FindingKind.RARE_WORD: lazy("Fewer than one in a million words."),
}
MOST_SHOWN, NAMED = 40, 4
EXCERPT = 70
# Below, and what a text of that difficulty reads like.
BANDS: tuple[tuple[float, Text], ...] = (
    (25.0, lazy("very easy")), (45.0, lazy("easy")), (65.0, lazy("like a newspaper")), (85.0, lazy("hard")),
    (101.0, lazy("very hard")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instead:
    """One thing to put in the place of a finding: what the button says, and the text it puts there."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at, where it stands first, and how often it stands there."""

    kind: Text
    tone: str
    word: str
    text: Text
    at: int
    length: int
    line: int
    times: int
    instead: Sequence[Instead]
    meaning: str
    is_word: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A report as the page tells it. `said` is one line about all of it."""

    said: str
    named: str
    hard: int
    band: Text
    parts: Sequence[tuple[Text, str]]
    items: Sequence[Item]
    more: int
    language: Text
    listed: bool


def checked(report: Report) -> Checked:
    items = _items(report.findings)
    count = len(items)
    said = ngettext("%(count)d thing to look at", "%(count)d things to look at", count) % {"count": count}
    return Checked(
        said=said if count else _("Nothing to look at"),
        named=", ".join(item.word for item in items[:NAMED] if item.is_word),
        hard=round(report.difficulty.value),
        band=next(name for below, name in BANDS if report.difficulty.value < below),
        parts=_parts(report),
        items=items[:MOST_SHOWN],
        more=max(0, count - MOST_SHOWN),
        language=LANGUAGE_NAMES.get(report.language, report.language),
        listed=report.listed,
    )


def _items(findings: Iterable[Finding]) -> list[Item]:
    """The findings, each word once, in the order of the text."""
    found: dict[tuple[FindingKind, str], list[Finding]] = {}
    for finding in findings:
        place = str(finding.at) if finding.kind == FindingKind.LONG_SENTENCE else finding.word.casefold()
        found.setdefault((finding.kind, place), []).append(finding)
    return [_item(same[0], times=len(same)) for same in found.values()]


def _item(finding: Finding, *, times: int) -> Item:
    is_word = finding.kind != FindingKind.LONG_SENTENCE
    return Item(
        KIND_NAMES[finding.kind], KIND_TONES[finding.kind], shown(finding.word, most=40 if is_word else EXCERPT),
        WHY.get(finding.kind, finding.text), finding.at, finding.length, finding.line, times, instead_of(finding),
        finding.offer.meaning if finding.offer else "", is_word,
    )  # fmt: skip


def instead_of(finding: Finding) -> list[Instead]:
    """What the glossary offers to put in its place: the plain wording, or the word with what it means or is like."""
    offer, found = finding.offer, []
    if offer is None:
        return []
    if offer.plain:
        plain = like_it(offer.plain, finding.word)
        found.append(Instead(_("Say “%(plain)s”") % {"plain": plain}, plain))
    if offer.meaning:
        found.append(Instead(_("Keep it and explain"), f"{finding.word} ({offer.meaning})"))
    if offer.analogy:
        found.append(
            Instead(_("Keep it and compare: %(like)s") % {"like": offer.analogy}, _like(finding.word, offer.analogy))
        )
    return found


def like_it(plain: str, word: str) -> str:
    """The wording with a capital where the word has one that begins a sentence (`Leverage`, not `SLA`)."""
    return plain[:1].upper() + plain[1:] if word[:1].isupper() and word[1:].islower() else plain


def _like(word: str, analogy: str) -> str:
    return _("%(word)s (think of %(analogy)s)") % {"word": word, "analogy": analogy}


def _parts(report: Report) -> list[tuple[Text, str]]:
    """The three measures beside those of the text in the middle of the scale."""
    hard = report.difficulty
    if not hard.words:
        return []
    found: list[tuple[Text, str]] = [
        (_("Words a sentence"), _beside(f"{hard.sentence.value:.0f}", f"{MIDDLE_SENTENCE:.0f}")),
        (_("Letters a word"), _beside(f"{hard.letters.value:.1f}", f"{MIDDLE_LETTERS:.1f}")),
    ]
    if report.listed:
        usual = f"{MIDDLE_SHARE * 100:.1f} %"
        found.append((_("Uncommon words"), _beside(f"{hard.uncommon.value * 100:.1f} %", usual)))
    return found


def _beside(value: str, middle: str) -> str:
    return _("%(value)s (a text of 50 has %(middle)s)") % {"value": value, "middle": middle}


def facts(term: Term) -> list[Fact]:
    """Everything an entry says; each is changed in place."""
    known = _("Yes: it is not marked") if term.accepted else _("No")
    return [
        Fact("word", NAMES["word"], term.word, "", press="e"),
        Fact("plain", NAMES["plain"], term.plain, lazy("Write it in plain words"), press="w"),
        Fact("meaning", NAMES["meaning"], term.meaning, lazy("Explain it in half a sentence"), press="m"),
        Fact("analogy", NAMES["analogy"], term.analogy, lazy("Name something everybody knows"), press="l"),
        Fact("accepted", NAMES["accepted"], known, "", press="k"),
        Fact("language", NAMES["language"], str(LANGUAGE_NAMES.get(term.language, term.language)), "", press="g"),
    ]


def rows(found: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of the glossary as finished HTML."""
    shipped = escape(_("Evener"))
    return mark_safe("".join(_row(row, shipped) for row in found))


def _row(row: Mapping[str, Any], shipped: str) -> str:
    does = Treatment(row["treatment"])
    says = escape(row["plain"] or row["meaning"] or row["analogy"]) if does != Treatment.ACCEPTED else ""
    language = escape(str(LANGUAGE_NAMES.get(row["language"], row["language"])))
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/plain/glossary/{row["id"]}/">'
        f"{escape(row['word'])}</a></th>"
        f'<td class="words-cell">{says or NOTHING}</td>'
        f'<td class="states"><span class="pill {TONES[does]}">{escape(str(TREATMENT_NAMES[does]))}</span></td>'
        f'<td class="quiet hide-s">{language}</td>'
        f'<td class="quiet hide-s">{escape(row["created_by__name"] or "") or shipped}</td></tr>'
    )
