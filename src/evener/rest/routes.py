"""How a room declares its part of the API.

`routes.on("GET", "/deals", …)` above a function makes it an operation: the token and its scope, the media type, names
in the query nobody knows, the Idempotency-Key and the documented refusals all come with it, so none can be forgotten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.operation import Operation

from evener.problems import Invalid
from evener.rest.actions import do_once
from evener.rest.auth import MEDIA_TYPES, BearerToken, Call, Scope, Takes

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
View = Callable[..., HttpResponseBase]

KEY = re.compile(r"[\x21-\x7e]{1,128}")
STATUS: dict[Method, int] = {"GET": 200, "POST": 201, "PATCH": 200, "PUT": 200, "DELETE": 204}


class Routes(Router):
    """The operations of one room under one tag of the document."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag])

    def on(
        self,
        method: Method,
        path: str,
        *,
        gives: Any = None,
        summary: str,
        status: int = 0,
        scope: Scope | None = None,
        media_type: str = "application/json",
    ) -> Callable[[View], View]:
        """Make the function below an operation.

        `gives` is the shape of its answer (None: no content), `status` 201 for POST, 204 for DELETE and else 200 unless
        said otherwise, `scope` read for GET and else write.
        """
        needed: Scope = scope or ("read" if method == "GET" else "write")

        def declare(view: View) -> View:
            guard = BearerToken(needed)
            self.add_api_operation(
                path,
                [method],
                view,
                auth=guard,
                response={status or STATUS[method]: gives},
                operation_id=view.__name__,
                url_name=view.__name__,
                summary=summary,
                openapi_extra={"x-scope": needed, "x-media-type": media_type},
            )
            operation: Operation = view._ninja_operation  # type: ignore[attr-defined]
            guard.takes = _takes(operation)
            query, form = _names(operation, "query"), _names(operation, "form")
            operation.view_func = _guarded(view, query=query, form=form, writes=method != "GET")
            return view

        return declare


def _takes(operation: Operation) -> Takes:
    sources = {model.__ninja_param_source__ for model in operation.models}
    return "file" if "file" in sources else "json" if "body" in sources else "nothing"


def _names(operation: Operation, source: str) -> frozenset[str]:
    """What the operation takes from the query or a form."""
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == source:
            names.update(model.__ninja_flatten_map__)
    return frozenset(names)


def _refuse_unknown(given: Iterable[str], known: frozenset[str]) -> None:
    unknown = set(given) - known
    if unknown:
        there = ", ".join(sorted(known)) or _("none")
        text = _("There is no such parameter. Those there are: %(names)s.") % {"names": there}
        raise Invalid(dict.fromkeys(sorted(unknown), text))


def _guarded(view: View, *, query: frozenset[str], form: frozenset[str], writes: bool) -> View:
    """`view` behind the checks that need its declaration; with a key, done once."""

    def guarded(request: Call, **values: Any) -> HttpResponseBase:
        _refuse_unknown(request.GET, query)
        if request.content_type == MEDIA_TYPES["file"]:
            _refuse_unknown(request.POST, form)
        key = request.headers.get("Idempotency-Key") if writes else None
        if key is None:
            return view(request, **values)
        if not KEY.fullmatch(key):
            text = _("Give a key of up to 128 visible characters, like a UUID.")
            raise Invalid({"Idempotency-Key": text})
        return do_once(
            by=request.viewer,
            at=request.at,
            key=key,
            fingerprint=_fingerprint(request),
            work=lambda: view(request, **values),
        )

    return guarded


def _fingerprint(request: Call) -> str:
    """What makes two requests the same: method, address and content. Of a form its files, as boundaries differ."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == MEDIA_TYPES["file"]:
        for name, texts in sorted(request.POST.lists()):
            digest.update(f"{name}\n{texts!r}\n".encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(f"{name}\n{file.name}\n{file.size}\n".encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
