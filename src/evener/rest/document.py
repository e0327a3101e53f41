"""The OpenAPI document: what the framework makes of the declarations, and what it cannot know of them.

Refusals are the same everywhere, so each operation refers to one description of each that can happen to it.
"""

from __future__ import annotations

import copy
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from evener.rest.errors import KINDS, TYPE
from evener.rest.shapes import ProblemDetails

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")

REFUSALS: dict[int, tuple[str, str]] = {
    400: ("Malformed", "The request cannot be read."),
    401: ("SignedOut", "No token, or one that does not work."),
    403: ("NotAllowed", "The token's scope or the person's role does not allow this."),
    404: ("NotThere", "It does not exist, or this person may not know that it does."),
    409: ("Refused", "A rule says no (`reasons`), or somebody else changed the same (`clashes`)."),
    413: ("TooLarge", "The request is larger than it may be."),
    415: ("MediaType", "The request has another kind of content than this operation takes."),
    422: ("Invalid", "Some values cannot be taken (`errors`)."),
    429: ("TooMany", "Too many wrong tokens from this address."),
    503: ("Busy", "The database did not answer in time."),
}
HEADERS: dict[int, Document] = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "string"}}},
    503: {"Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "string"}}},
}
KEY_HEADER: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your choice, like a UUID. The same request sent again with it within a day is not done "
    "twice: it gets the first answer, with the header `Idempotency-Replayed: true`.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$", "minLength": 1, "maxLength": 128},
}
KEY = "IdempotencyKey"


class Declared(OpenAPISchema):
    """The framework's document; two shapes of one name are refused, where the framework lets the later one win."""

    def add_schema_definitions(self, definitions: Document) -> None:
        for name, schema in definitions.items():
            if self.schemas.setdefault(name, copy.deepcopy(schema)) != schema:
                raise TypeError(f"Two different shapes of the API are called {name}. Rename one.")


def finish(document: Document) -> Document:
    """Complete the framework's document in place."""
    components = document["components"]
    components["schemas"] |= _problem_schemas()
    components["responses"] = {name: _refusal(status, text) for status, (name, text) in REFUSALS.items()}
    components["parameters"] = {KEY: KEY_HEADER}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                _finish_operation(operations[method], method=method, path=path)
    return document


def statuses(operation: Document, *, method: str, path: str) -> list[int]:
    """The refusals that can happen to an operation."""
    found = {400, 401, 403, 422, 429, 503}
    if "{" in path:
        found.add(404)
    if method != "get":
        found |= {404, 409, 413}
    if "requestBody" in operation:
        found.add(415)
    return sorted(found)


def _finish_operation(operation: Document, *, method: str, path: str) -> None:
    refused = statuses(operation, method=method, path=path)
    scope = operation.pop("x-scope")
    media_type = operation.pop("x-media-type")
    note = f"Needs the scope `{scope}`."
    operation["description"] = "\n\n".join(text for text in (operation.get("description", ""), note) if text)
    answers: Document = {str(status): details for status, details in operation["responses"].items()}
    for code, details in answers.items():
        _finish_answer(details, media_type, made=code == "201")
    for status in refused:
        answers[str(status)] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    operation["responses"] = answers
    if method != "get":
        operation["parameters"].append({"$ref": f"#/components/parameters/{KEY}"})


def _finish_answer(details: Document, media_type: str, *, made: bool) -> None:
    if media_type != "application/json":
        details["content"] = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    if made:
        details["headers"] = {"Location": {"description": "Where it is found.", "schema": {"type": "string"}}}


def _problem_schemas() -> Document:
    _map, definitions = models_json_schema(
        [(ProblemDetails, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schemas: Document = definitions["$defs"]
    return schemas


def _refusal(status: int, text: str) -> Document:
    kinds = [f"urn:evener:problem:{kind}" for kind, (code, _title) in KINDS.items() if code == status]
    refusal: Document = {
        "description": f"{text} `type`: {', '.join(kinds)}.",
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    if status in HEADERS:
        refusal["headers"] = HEADERS[status]
    return refusal
