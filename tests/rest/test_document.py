"""The OpenAPI document: valid, complete, and there for everybody."""

from __future__ import annotations

import jsonschema_rs
import pytest
import schemathesis
from django.test import Client
from django.urls import URLResolver, get_resolver

from evener.config.api import api
from evener.rest.document import REFUSALS
from tests.rest.calling import ROOT, document, operations


def test_it_is_served_without_a_token() -> None:
    response = Client().get(f"{ROOT}/openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == document()
    refused = Client().post(f"{ROOT}/openapi.json")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_it_is_valid() -> None:
    assert document()["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document()).validate()
    for schema in document()["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_every_address_of_the_api_is_in_it() -> None:
    [found] = [p for p in get_resolver().url_patterns if isinstance(p, URLResolver) and str(p.pattern) == "api/v1/"]
    routes = {str(pattern.pattern) for pattern in found.url_patterns} - {"", "openapi.json"}
    assert {f"/{route.replace('<', '{').replace('>', '}')}" for route in routes} == {path for _, path in operations()}


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda value: value)
def test_every_operation_is_described(method: str, path: str) -> None:
    operation = operations()[method, path]
    assert operation["tags"]
    assert operation["summary"]
    assert "Needs the scope" in operation["description"]
    assert operation["security"] == [{"BearerToken": []}]
    wanted = {401, 403, 422, 429} | ({404} if "{" in path else set()) | ({409, 413} if method != "GET" else set())
    for status in wanted:
        name = REFUSALS[status][0]
        assert operation["responses"][str(status)] == {"$ref": f"#/components/responses/{name}"}
    keys = [p for p in operation["parameters"] if p.get("$ref", "").endswith("IdempotencyKey")]
    assert len(keys) == (0 if method == "GET" else 1)


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for operation in operations().values()]
    assert len(set(names)) == len(names)


def test_bearer_tokens_are_its_security() -> None:
    scheme = document()["components"]["securitySchemes"]["BearerToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_it_is_made_once() -> None:
    assert api.document_bytes is api.document_bytes
