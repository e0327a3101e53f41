"""The API against its own document: requests made from it, right and wrong, get answers that stand in it.

Each operation is called as an admin, whom least is forbidden, about things that exist where an id allows it. The suite
takes a dozen requests each; `EVENER_TEST_FUZZ=200` takes so many, and every boundary of every field beside them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.config import GenerationConfig, SchemathesisConfig

from tests.rest.calling import document, make_token
from tests.rest.shared import Shared, db, set_up

__all__ = ["db", "set_up"]

THOROUGH = int(os.environ.get("EVENER_TEST_FUZZ", "0"))
PHASES = (Phase.explicit, Phase.generate) if THOROUGH else (Phase.generate,)

handler = ClientHandler(enforce_csrf_checks=True)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Django as WSGI, but inside the transaction of the test: the product's handler would close the connection."""
    response = handler(environ)
    body = response.getvalue()
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [body]


config = SchemathesisConfig()
project = config.projects.get_default()
project.generation = GenerationConfig(deterministic=True, database="none", with_security_parameters=False)

schema = schemathesis.openapi.from_dict(document(), config=config)
schema.app = application

CHECKED = [
    checks.not_a_server_error,
    checks.CHECKS.get_one("status_code_conformance"),
    checks.CHECKS.get_one("content_type_conformance"),
    checks.CHECKS.get_one("response_headers_conformance"),
    checks.CHECKS.get_one("response_schema_conformance"),
    checks.CHECKS.get_one("negative_data_rejection"),
    checks.CHECKS.get_one("unsupported_method"),
]


@pytest.fixture
def token(db: Shared) -> str:
    return make_token(db.world.admin, "read", "write", "admin")


@schema.parametrize()
@settings(max_examples=THOROUGH or 7, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_documented(case: Any, db: Shared, token: str) -> None:
    for name, value in case.path_parameters.items():
        if isinstance(value, int) and 0 < value < 2**63:
            case.path_parameters[name] = db.things.ids[name]
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKED)
