"""What the server writes down of an answer."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.utils.log import configure_logging


@pytest.mark.parametrize(("status", "kept"), [(404, True), (409, False), (422, False), (500, True)])
def test_what_is_answered_to_a_person_is_no_fault(status: int, kept: bool) -> None:
    log: dict[str, Any] = dict(settings.LOGGING)
    [name] = log["handlers"]["console"]["filters"]
    wanted = log["filters"][name]["callback"]
    record = logging.makeLogRecord({"name": "django.request", "status_code": status})
    assert wanted(record) is kept and wanted(logging.makeLogRecord({}))


def test_the_settings_of_the_log_can_be_used() -> None:
    configure_logging("logging.config.dictConfig", settings.LOGGING)
