"""The glossary and the check as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from ninja import Query
from pydantic import Field, StringConstraints

from evener.listing.queries import page
from evener.listing.rules import Order
from evener.plain import actions, queries
from evener.plain.engine import FindingKind, check
from evener.plain.models import Term
from evener.plain.rules import LANGUAGES, LONGEST_TEXT, Treatment
from evener.problems import Invalid
from evener.rest.answers import answer, gone, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import LEFT_OUT, Flag, Name, PathId, QueryText, Text, Version
from evener.search.queries import matching_ids
from evener.search.rules import Kind

routes = Routes("Plain language")

Rows = QuerySet[Any, dict[str, Any]]
ORDERS = {
    "word": Order("word", queries.ORDERS["word"].label, ("word", "id")),
    "id": Order("id", queries.ORDERS["created"].label, ("id",)),
}
TERM = (
    "id", "word", "plain", "meaning", "analogy", "accepted", "treatment", "language", "version", "created_at",
    "created_by_id",
)  # fmt: skip
Code = Annotated[str, StringConstraints(max_length=8)]
Checkable = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class TermShown(Shown):
    id: int
    word: str
    plain: str = Field(description="What to say instead.")
    meaning: str
    analogy: str = Field(description="What it is like.")
    accepted: bool = Field(description="Customers know it: the check lets it be.")
    treatment: Treatment
    language: str = Field(description="Empty: any.")
    version: int
    created_at: datetime
    created_by_id: int | None = Field(description="Null: it came with Evener.")
    created_by_name: str | None


class TermPage(PageOf[TermShown]):
    pass


class NewTerm(Given):
    word: Name
    plain: Text = LEFT_OUT
    meaning: Text = LEFT_OUT
    analogy: Text = LEFT_OUT
    accepted: Flag = LEFT_OUT
    language: Code = LEFT_OUT


class TermChange(Given):
    version: Version = Field(description="The version this change was made on.")
    word: Name = LEFT_OUT
    plain: Text = LEFT_OUT
    meaning: Text = LEFT_OUT
    analogy: Text = LEFT_OUT
    accepted: Flag = LEFT_OUT
    language: Code = LEFT_OUT


class TermsAsked(Ordered):
    q: QueryText = Field("", description="Words of the entry, each by its beginning.")
    treatment: Treatment | None = None
    language: Code = Field("", description="Like `en`.")


class TextToCheck(Given):
    text: Checkable = Field(description=f"At most {LONGEST_TEXT:,} characters.")
    language: Code = Field("", description="Like `en`; empty: told from the text.")


class OfferShown(Shown):
    plain: str
    analogy: str
    meaning: str


class FindingShown(Shown):
    kind: FindingKind
    line: int = Field(description="From 1.")
    column: int = Field(description="From 1, in characters.")
    at: int = Field(description="From the beginning of the text, in characters.")
    length: int
    word: str
    text: str = Field(description="What is wrong, in a sentence.")
    offer: OfferShown | None = Field(description="What the glossary has to say instead.")


class CheckedText(Shown):
    difficulty: float = Field(description="0 to 100; higher is harder, 50 is a newspaper text for learners.")
    words: int
    sentences: int
    language: str
    word_list: bool = Field(description="Whether rare words were looked for.")
    findings: list[FindingShown]


def _rows() -> Rows:
    found: Rows = Term.objects.values(*TERM, created_by_name=F("created_by__name"))
    return found


def _one(id: int) -> dict[str, Any]:
    row = _rows().filter(id=id).first()
    if row is None:
        raise queries.missing()
    return row


@routes.on("GET", "/terms", gives=TermPage, summary="The glossary, page by page")
def terms(request: Call, asked: Query[TermsAsked]) -> HttpResponse:
    """Orders: `word` (default) and `id`, each with a leading `-` for descending."""
    rows = _rows()
    if asked.q.strip():
        found = matching_ids(Kind.TERM, asked.q)
        rows = rows.none() if found is None else rows.filter(id__in=found)
    if asked.treatment is not None:
        rows = rows.filter(treatment=asked.treatment)
    if asked.language:
        rows = rows.filter(language=asked.language)
    return page_of(page(rows, ask=asked.ask(asked.order or "word"), orders=ORDERS))


@routes.on("POST", "/terms", gives=TermShown, summary="Add a word to the glossary")
def create_term(request: Call, body: NewTerm) -> HttpResponse:
    term = actions.create_term(by=request.viewer, at=request.at, values=body.values())
    return made(_one(term.pk), at=f"/terms/{term.pk}")


@routes.on("GET", "/terms/{term_id}", gives=TermShown, summary="One word of the glossary")
def term(request: Call, term_id: PathId) -> HttpResponse:
    return answer(_one(term_id))


@routes.on("PATCH", "/terms/{term_id}", gives=TermShown, summary="Change a word of the glossary")
def change_term(request: Call, term_id: PathId, body: TermChange) -> HttpResponse:
    actions.change_term(
        by=request.viewer, at=request.at, term_id=term_id, values=body.values(), seen_version=body.version
    )
    return answer(_one(term_id))


@routes.on("DELETE", "/terms/{term_id}", summary="Take a word out of the glossary")
def remove_term(request: Call, term_id: PathId) -> HttpResponse:
    actions.remove_term(by=request.viewer, at=request.at, term_id=term_id)
    return gone()


@routes.on("POST", "/plain/check", gives=CheckedText, status=200, scope="read", summary="Check a text")
def check_text(request: Call, body: TextToCheck) -> HttpResponse:
    """How hard the text is to read, and what in it a reader may stumble over. Nothing of it is kept."""
    if body.language and body.language not in LANGUAGES:
        raise Invalid({"language": "Use one of " + ", ".join(LANGUAGES) + ", or leave it out."})
    report = check(body.text, language=body.language, known=queries.glossary())
    return answer(
        {
            "difficulty": report.difficulty.value,
            "words": report.difficulty.words,
            "sentences": report.sentences,
            "language": report.language,
            "word_list": report.listed,
            "findings": [asdict(finding) for finding in report.findings],
        }
    )
