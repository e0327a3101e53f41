"""Every refusal of the API as problem details (RFC 9457): `application/problem+json`, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem, Refused, Text

log = logging.getLogger("evener.rest")

TYPE = "application/problem+json"

# Name of each kind in `type`: its status, its words in `title`.
KINDS: dict[str, tuple[int, Text]] = {
    "malformed": (400, gettext_lazy("The request cannot be read")),
    "signed-out": (401, gettext_lazy("A token is needed")),
    "not-allowed": (403, gettext_lazy("Not allowed")),
    "not-there": (404, gettext_lazy("Not there")),
    "method": (405, gettext_lazy("This address does not do that")),
    "refused": (409, gettext_lazy("A rule says no")),
    "conflict": (409, gettext_lazy("Somebody else was faster")),
    "too-large": (413, gettext_lazy("Too large")),
    "media-type": (415, gettext_lazy("Not this kind of content")),
    "invalid": (422, gettext_lazy("Some values cannot be taken")),
    "key-reused": (422, gettext_lazy("This key belongs to another request")),
    "too-many": (429, gettext_lazy("Too many attempts")),
    "failed": (500, gettext_lazy("Something went wrong here")),
    "busy": (503, gettext_lazy("Busy")),
}


class Turned(Exception):
    """A request that is turned away before or beside any room's rules, as a problem of `kind`."""

    def __init__(self, kind: str, detail: Text, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})


def problem(kind: str, detail: Text, *, headers: Mapping[str, str] | None = None, **members: Any) -> HttpResponse:
    """The answer to a problem of `kind`; `members` stand beside the five of the standard."""
    status, title = KINDS[kind]
    body = {
        "type": f"urn:evener:problem:{kind}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
        **members,
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=TYPE, headers=headers)


def respond(exception: Exception) -> HttpResponse:
    """What an operation that raised `exception` answers with."""
    if isinstance(exception, Problem):
        return _of_room(exception)
    if isinstance(exception, ValidationError):
        errors = list(_faults(exception))
        return problem("invalid", " ".join(_sentence(fault) for fault in errors), errors=errors)
    if isinstance(exception, HttpError) and isinstance(exception.__cause__, Turned):
        exception = exception.__cause__  # the parser's own words, which the framework wraps
    if isinstance(exception, Turned):
        return problem(exception.kind, exception.detail, headers=exception.headers)
    return _of_framework(exception)


def _of_room(exception: Problem) -> HttpResponse:
    if isinstance(exception, Invalid):
        errors = [{"field": field, "message": str(text)} for field, text in exception.fields.items()]
        return problem("invalid", str(exception), errors=errors)
    if isinstance(exception, Conflict):
        clashes = [
            {"field": c.field, "theirs": c.theirs, "yours": c.yours, "who": c.who, "when": c.when}
            for c in exception.clashes
        ]
        return problem("conflict", exception.message, clashes=clashes, version=exception.version)
    if isinstance(exception, Refused):
        return problem("refused", exception.message, reasons=[str(reason) for reason in exception.reasons])
    if isinstance(exception, NotAllowed):
        return problem("not-allowed", exception.message)
    if isinstance(exception, NotThere):
        return problem("not-there", exception.message)
    raise TypeError(type(exception))  # a new kind of problem needs its line above


def _of_framework(exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return problem("too-large", _("This is more than a request may hold."))
    if isinstance(exception, Http404):
        return problem("not-there", _("There is nothing here, or it is not yours to see."))
    if isinstance(exception, SuspiciousOperation | MultiPartParserError | UnreadablePostError | BadRequest | HttpError):
        return problem("malformed", _("The request cannot be read. Look at its form and try again."))
    if isinstance(exception, IntegrityError):
        log.warning("two writers met: %s", exception)
        detail = _("Somebody wrote the same at the same moment. Nothing was changed: look again, then try again.")
        return problem("conflict", detail)
    if isinstance(exception, OperationalError):
        log.exception("the database did not answer in time", exc_info=exception)
        return problem("busy", _("The database is busy. Try again in a moment."), headers={"Retry-After": "5"})
    log.exception("the API failed", exc_info=exception)
    return problem("failed", _("Nothing was changed. Try again; if it stays so, tell whoever runs this Evener."))


def _faults(exception: ValidationError) -> Iterator[dict[str, str]]:
    for error in exception.errors:
        source, *path = error["loc"]
        # The framework puts the name of the function's argument before the path inside a body.
        inside = path[1:] if source == "body" else path
        yield {"field": ".".join(str(part) for part in inside), "message": said(error)}


def _sentence(fault: Mapping[str, str]) -> str:
    return f"{fault['field']}: {fault['message']}" if fault["field"] else fault["message"]


WORDS: dict[str, Text] = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "int_type": gettext_lazy("Give a whole number."),
    "int_parsing": gettext_lazy("Give a whole number."),
    "int_from_float": gettext_lazy("Give a whole number."),
    "bool_type": gettext_lazy("Give true or false."),
    "bool_parsing": gettext_lazy("Give true or false."),
    "string_type": gettext_lazy("Give a text."),
    "date_type": gettext_lazy("Give a day as 2026-03-02."),
    "date_parsing": gettext_lazy("Give a day as 2026-03-02."),
    "list_type": gettext_lazy("Give a list."),
    "model_type": gettext_lazy("Give a JSON object."),
    "model_attributes_type": gettext_lazy("Give a JSON object."),
    "dict_type": gettext_lazy("Give a JSON object."),
    "string_pattern_mismatch": gettext_lazy("This text cannot be taken. Look at the form it must have."),
}
LIMITS: dict[str, tuple[Text, str]] = {
    "string_too_long": (gettext_lazy("Keep it to %(limit)s characters at most."), "max_length"),
    "string_too_short": (gettext_lazy("Write at least %(limit)s characters."), "min_length"),
    "too_long": (gettext_lazy("Give %(limit)s at most."), "max_length"),
    "too_short": (gettext_lazy("Give at least %(limit)s."), "min_length"),
    "greater_than_equal": (gettext_lazy("Give %(limit)s or more."), "ge"),
    "less_than_equal": (gettext_lazy("Give %(limit)s or less."), "le"),
    "literal_error": (gettext_lazy("Choose one of %(limit)s."), "expected"),
    "enum": (gettext_lazy("Choose one of %(limit)s."), "expected"),
}


def said(error: Mapping[str, Any]) -> str:
    """One finding of the validator in our words; what has none keeps the validator's."""
    kind = error["type"]
    if kind in WORDS:
        return str(WORDS[kind])
    if kind in LIMITS:
        words, name = LIMITS[kind]
        return str(words) % {"limit": error.get("ctx", {}).get(name, "")}
    return f"{error['msg']}."
