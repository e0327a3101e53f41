"""Calling the API in tests. Every answer is held to what the OpenAPI document says about it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
from django.test import Client

from evener.config.api import api
from evener.people import actions as people
from evener.people.models import User
from evener.rest.document import METHODS
from tests.world import NOW, viewer_of

ROOT = "/api/v1"
Answer = Any


def make_token(user: User, *scopes: str, **values: Any) -> str:
    """The secret of a new token of `user`."""
    given = {"name": "test", "scopes": scopes or ("read", "write"), "expires_at": None, **values}
    return people.make_token(by=viewer_of(user), at=NOW, **given)[1]


@cache
def document() -> dict[str, Any]:
    """The document as it is served: through JSON."""
    found: dict[str, Any] = orjson.loads(api.document_bytes)
    return found


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation by method and path below /api/v1."""
    return {
        (method.upper(), path.removeprefix(ROOT)): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted({path for _method, path in operations()}, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


def path_of(address: str) -> str | None:
    """The documented path that an address belongs to; None where there is none."""
    bare = address.split("?", 1)[0]
    return next((path for pattern, path in _patterns() if pattern.fullmatch(bare)), None)


@cache
def _validator(reference: str) -> jsonschema_rs.Draft202012Validator:
    schema: dict[str, Any] = document()
    for part in reference.split("\x1f"):
        schema = schema[part]
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]}, validate_formats=True)


def hold_to_document(method: str, address: str, response: Answer) -> None:
    """The status is one the document names, and content and headers are as it says."""
    path = path_of(address)
    operation = operations().get((method, path or ""))
    if operation is None:  # no such operation: a plain problem
        _check_problem(response)
        return
    declared = operation["responses"].get(str(response.status_code))
    assert declared is not None, f"{method} {path} answers {response.status_code}, which is not in the document"
    if "$ref" in declared:
        _check_problem(response)
        for name in document()["components"]["responses"][declared["$ref"].rsplit("/", 1)[-1]].get("headers", {}):
            assert name in response.headers
        return
    if "content" not in declared:
        assert response.content == b""
        return
    [media_type] = declared["content"]
    assert response.headers["Content-Type"].split(";")[0] == media_type
    if response.streaming:
        response.streamed = response.getvalue()  # read it, so that what it streams from is closed
    if media_type == "application/json":
        steps = ("paths", ROOT + str(path), method.lower(), "responses", str(response.status_code), "content")
        _validator("\x1f".join((*steps, media_type, "schema"))).validate(orjson.loads(response.content))


def _check_problem(response: Answer) -> None:
    assert response.headers["Content-Type"] == "application/problem+json"
    body = orjson.loads(response.content)
    _validator("components\x1fschemas\x1fProblemDetails").validate(body)
    assert body["status"] == response.status_code
    assert body["detail"].strip()


class Caller:
    """Somebody with a token. `caller.post("/deals", {...})` is checked against the document and returned."""

    def __init__(self, token: str = "", client: Client | None = None) -> None:
        self.client = client or Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, address: str, body: Any = None, **headers: str) -> Answer:
        data, content_type = (b"", "") if body is None else (orjson.dumps(body), "application/json")
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.generic(method, ROOT + address, data, content_type, headers=named)
        hold_to_document(method, address, response)
        return response

    def get(self, address: str, **headers: str) -> Answer:
        return self.call("GET", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", address, {} if body is None else body, **headers)

    def patch(self, address: str, body: Any, **headers: str) -> Answer:
        return self.call("PATCH", address, body, **headers)

    def delete(self, address: str, **headers: str) -> Answer:
        return self.call("DELETE", address, **headers)

    def upload(self, address: str, form: dict[str, Any], **headers: str) -> Answer:
        """Send a form; its files are open ones."""
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.post(ROOT + address, form, headers=named)
        hold_to_document("POST", address, response)
        return response
