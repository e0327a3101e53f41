"""Checking words: as they are typed into a field, and on a page of its own that needs no JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.plain import presenting, queries
from evener.plain.actions import accept_word, keep_wording
from evener.plain.engine import Report, check
from evener.plain.forms import CheckForm
from evener.plain.rules import LANGUAGES, LENGTHS, LONGEST_TEXT, key_of, may_write_glossary
from evener.problems import Invalid, NotAllowed, Text


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody wrote instead of a word, for the glossary."""

    word: str
    plain: str


@require_POST
@signed_in
def as_typed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The findings of `text`, as a part of a page. `accept` is a word that customers know; `word` with `plain` is what
    was written instead of it, which `keep` puts into the glossary.
    """
    said = _done(request, viewer)
    context = _checked(request, viewer) | {"own": _own(request, viewer) if not said else None, "done": said}
    return render(request, "plain/found.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def words(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page for any text. A pressed offer comes back as `take`: its place, and which of its offers it was."""
    if request.method != "POST":
        return _page(request, {"form": CheckForm(), "checked": None})
    said = _done(request, viewer)
    context = _checked(request, viewer)
    if taken := _taken(request, context.get("report")):
        context = _checked(request, viewer, text=taken)
    form = CheckForm({"text": context["text"], "language": request.POST.get("language", "")})
    return _page(request, context | {"form": form, "done": said, "plain_page": True})


def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "plain/words.html", {"nav": "glossary", **context})


def _checked(request: HttpRequest, viewer: Viewer, *, text: str | None = None) -> dict[str, object]:
    """The text, its report, and what the page says of it."""
    given = (request.POST.get("text", "") if text is None else text).replace("\r\n", "\n")
    may_write = may_write_glossary(viewer)
    if len(given) > LONGEST_TEXT:
        too_long = _("This text has more than %(most)s characters. Check it in parts, or with `evener plain`.")
        wrong: Text = too_long % {"most": f"{LONGEST_TEXT:,}"}
        return {"text": given[:LONGEST_TEXT], "wrong": wrong, "checked": None, "may_write": may_write}
    language = request.POST.get("language", "")
    report = check(given, language=language if language in LANGUAGES else "", known=queries.glossary())
    shown = presenting.checked(report) if report.sentences else None
    return {"text": given, "report": report, "checked": shown, "may_write": may_write, "code": report.language}


def _done(request: HttpRequest, viewer: Viewer) -> Text:
    """What was done with the glossary before the text is checked, in a sentence; '' where nothing was asked."""
    accepted, own = request.POST.get("accept", ""), _given(request)
    read_as = request.POST.get("in", "en")
    language = read_as if read_as in LANGUAGES else ""  # a language one cannot choose: the entry is for any
    try:
        if accepted:
            accept_word(by=viewer, at=timezone.now(), word=accepted, language=language)
            return _("“%(word)s” is in the glossary as known to customers.") % {"word": accepted}
        if own and request.POST.get("keep"):
            keep_wording(by=viewer, at=timezone.now(), word=own.word, plain=own.plain, language=language)
            return _("The glossary now says “%(plain)s” for “%(word)s”.") % {"plain": own.plain, "word": own.word}
    except (Invalid, NotAllowed) as problem:
        return str(problem)
    return ""


def _given(request: HttpRequest) -> Own | None:
    word, plain = request.POST.get("word", "").strip(), request.POST.get("plain", "").strip()
    fits = 0 < len(word) <= LENGTHS["word"] and 0 < len(plain) <= LENGTHS["plain"]
    return Own(word, plain) if fits and "\n" not in word + plain else None


def _own(request: HttpRequest, viewer: Viewer) -> Own | None:
    """What was written instead, where it is worth keeping: other than the word, and than what the glossary says."""
    own = _given(request)
    if own is None or not may_write_glossary(viewer) or key_of(own.word) == key_of(own.plain):
        return None
    there = queries.glossary().entry(own.word, language=request.POST.get("in", "") or "en")
    if there is not None and there.plain.casefold() == own.plain.casefold():
        return None
    return own


def _taken(request: HttpRequest, report: object) -> str | None:
    """The text with the pressed offer in its place; None where none was pressed, or the text is another by now."""
    place, _colon, which = request.POST.get("take", "").partition(":")
    at, number = whole_number(place), whole_number(which)
    if at is None or number is None or not isinstance(report, Report):
        return None
    finding = next((each for each in report.findings if each.at == at), None)
    offered = presenting.instead_of(finding) if finding else []
    if finding is None or number >= len(offered):
        return None
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return text[:at] + offered[number].text + text[at + finding.length :]
