"""Reading JSON bodies."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from evener.rest.errors import Turned


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value; Turned with the place of the first mistake."""
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno, "why": error.msg}
            raise Turned(
                "malformed", _("This is not JSON: line %(line)d, column %(column)d: %(why)s.") % place
            ) from error
