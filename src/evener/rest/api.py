"""The API itself: the framework with our parser, our errors and our document."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from evener.rest.document import Declared, finish
from evener.rest.errors import respond
from evener.rest.parsing import JsonParser
from evener.rest.routes import Routes

ROOT = "/api/v1"
ABOUT = (
    "Everything a person can do in Evener, with the same rules. Money is integer minor units beside an ISO currency "
    "code; days are 2026-03-02, times UTC. See docs/api.md for worked examples."
)


class JsonRenderer(BaseRenderer):
    """Operations answer by themselves (`rest.answers`); this is for what the framework answers."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class Api(NinjaAPI):
    """All rooms' routes under /api/v1."""

    def __init__(self, rooms: Iterable[Routes]) -> None:
        super().__init__(
            title="Evener",
            version="1",
            description=ABOUT,
            urls_namespace="api",
            openapi_url=None,
            docs_url=None,
            renderer=JsonRenderer(),
            parser=JsonParser(),
        )
        for routes in rooms:
            self.add_router("", routes)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return respond(exc)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document, made on first use."""
        document: dict[str, Any] = dict(Declared(self, ROOT))
        document["servers"] = [{"url": "/"}]
        return finish(document)

    @cached_property
    def document_bytes(self) -> bytes:
        return orjson.dumps(self.document, option=orjson.OPT_NON_STR_KEYS)

    def show_document(self, request: HttpRequest) -> HttpResponse:
        """For everybody: it tells what Evener is, not what is in it."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return HttpResponse(self.document_bytes, content_type="application/json")

    @property
    def addresses(self) -> list[URLPattern | URLResolver]:
        urls, _kind, _namespace = self.urls
        return [path("openapi.json", self.show_document, name="openapi"), *urls]
