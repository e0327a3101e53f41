"""Whatever is wrong with a request is said as a problem document, in a sentence, with a 4xx."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from evener.deals import actions
from evener.deals.models import Deal
from tests.rest.calling import ROOT, Caller, hold_to_document
from tests.world import World


def send(caller: Caller, method: str, address: str, content: bytes, content_type: str) -> Any:
    response = caller.client.generic(method, ROOT + address, content, content_type, headers=caller.headers)
    hold_to_document(method, address, response)
    return response


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"{", 400, "line 1"),
        (b'{"name": NaN}', 400, "JSON"),
        (b'{"name": "\xff"}', 400, "JSON"),
        (b'{"name": "\\ud800"}', 400, "JSON"),
        (b"[" * 100_000, 400, "JSON"),
        (b"", 422, "needed"),
        (b"[]", 422, "JSON object"),
        (b'"name"', 422, "JSON object"),
        (b"null", 422, "JSON object"),
        (b"{}", 422, "needed"),
        (b'{"name": null}', 422, "text"),
        (b'{"name": 5}', 422, "text"),
        (b'{"name": "a\\u0000b"}', 422, "cannot be taken"),
        (b'{"name": "%s"}' % (b"x" * 201), 422, "200"),
        (b'{"name": "A", "amount_minor": 99999999999999999999999999}', 422, "number"),
        (b'{"name": "A", "amount_minor": 9000000000001}', 422, "9000000000000"),
        (b'{"name": "A", "amount_minor": 1.5}', 422, "number"),
        (b'{"name": "A", "amount_minor": "5"}', 422, "number"),
        (b'{"name": "A", "amount_minor": true}', 422, "number"),
        (b'{"name": "A", "amount_minor": -1}', 422, "0 or more"),
        (b'{"name": "A", "currency": "XXQ"}', 422, "EUR"),
        (b'{"name": "A", "close_on": "2026-02-30"}', 422, "day"),
        (b'{"name": "A", "close_on": 1772409600}', 422, "day"),
        (b'{"name": "A", "close_on": "2026-03-02T00:00:00"}', 422, "day"),
        (b'{"name": "A", "close_on": "9999-12-31"}', 422, "2200"),
        (b'{"name": "A", "confidential": "yes"}', 422, "true or false"),
        (b'{"name": "A", "stage_id": 9223372036854775807}', 422, "list"),
        (b'{"name": "A", "stage_id": 9223372036854775808}', 422, "9223372036854775807"),
        (b'{"name": "A", "owner_id": 999999}', 422, "list"),
        (b'{"name": "A", "colour": "red"}', 422, "no such field"),
        (b'{"name": " "}', 422, "name"),
    ],
)
def test_bodies_that_cannot_be_taken(owner: Caller, content: bytes, status: int, word: str) -> None:
    before = Deal.objects.count()
    response = send(owner, "POST", "/deals", content, "application/json")
    assert (response.status_code, word in response.json()["detail"]) == (status, True), response.json()
    assert Deal.objects.count() == before


def test_the_field_is_named(owner: Caller) -> None:
    body = {"name": 5, "close_on": "soon", "colour": "red"}
    problem = owner.post("/deals", body).json()
    assert {error["field"] for error in problem["errors"]} == set(body)
    assert problem["type"] == "urn:evener:problem:invalid"


@pytest.mark.parametrize(
    "address",
    [
        "/deals?limit=0", "/deals?limit=201", "/deals?limit=many", "/deals?order=weight", "/deals?cursor=abc",
        "/deals?cursor=WyJjbG9zZSIsW251bGwsM10sMF0", "/deals?cursor=%00", "/deals?q=%00", "/deals?q=%21",
        "/deals?owner=you", "/deals?from=soon", "/deals?min=lots", "/deals?outcome=maybe", "/deals?stage=1e9",
        "/deals?colour=red", "/deals?stage=99999999999999999999", "/deals/0", "/deals/-1",
        "/deals/99999999999999999999", "/deals/one",
        "/promises?state=maybe", "/promises?late=true", "/people?active=yes", "/accounts?order=weight", "/search",
        "/search?q=a&limit=21", "/me?colour=red",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_taken(owner: Caller, address: str) -> None:
    response = owner.get(address)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_cursor_with_something_hidden_in_it(owner: Caller) -> None:
    for values in (["a\0", 1], [{"t": "x"}, 1], [{"d": "2026-01-01"}, 2**70], [[], 1]):
        cursor = _encoded(["name", values, 0])
        assert owner.get(f"/deals?order=name&cursor={cursor}").status_code == 422


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_what_is_not_there(owner: Caller, world: World) -> None:
    for address in ("/deals/4711", "/files/4711", "/promises/4711", "/people/4711", "/accounts/4711", "/contacts/4711"):
        assert owner.get(address).status_code == 404
    assert owner.get("/nonsense").json()["type"] == "urn:evener:problem:not-there"
    assert owner.get(f"/deals/{world.deal.pk}/").status_code == 404


def test_a_method_nobody_takes(owner: Caller) -> None:
    response = owner.call("PUT", "/deals", {})
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, POST"
    assert owner.call("OPTIONS", "/deals").status_code == 405


def test_another_kind_of_content(owner: Caller, world: World) -> None:
    assert send(owner, "POST", "/deals", b"name=A", "application/x-www-form-urlencoded").status_code == 415
    assert send(owner, "POST", "/deals", b'{"name": "A"}', "text/plain").status_code == 415
    files = f"/deals/{world.deal.pk}/files"
    assert send(owner, "POST", files, b"{}", "application/json").status_code == 415
    assert send(owner, "POST", files, b"nonsense", "multipart/form-data; boundary=x").status_code in (400, 422)
    assert send(owner, "POST", files, b"nonsense", "multipart/form-data").status_code == 400
    assert owner.upload(files, {"file": SimpleUploadedFile("empty.txt", b"")}).status_code == 422
    no_file = owner.client.post(ROOT + files, {"name": "A"}, headers=owner.headers)
    assert no_file.status_code == 422


def test_too_much(owner: Caller, world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    assert owner.post("/deals", {"name": "A", "about": "x" * 3000}).status_code == 413
    settings.MAX_UPLOAD_BYTES = 1000
    files = f"/deals/{world.deal.pk}/files"
    assert (
        owner.upload(files, {"file": SimpleUploadedFile("a.bin", b"x" * 2000)}).status_code == 422
    )  # the file alone is too large
    assert (
        owner.upload(files, {"file": SimpleUploadedFile("a.bin", b"x" * 100_000)}).status_code == 413
    )  # not even read


def test_another_host(owner: Caller) -> None:
    response = owner.get("/me", Host="evil.example")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("locked"), 503)])
def test_nothing_of_the_inside_is_shown(
    owner: Caller, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: Any) -> None:
        raise error

    monkeypatch.setattr(actions, "create_deal", fail)
    response = owner.client.post(ROOT + "/deals", b'{"name": "A"}', "application/json", headers=owner.headers)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert str(error) not in response.content.decode()
    assert str(error) in caplog.text


def test_answers_may_not_be_kept_framed_or_run(owner: Caller) -> None:
    for response in (owner.get("/me"), owner.get("/nonsense"), Caller().get("/me")):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers
