"""How a lower room asks something only upper rooms know, without importing them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def answers(name: str) -> tuple[Any, ...]:
    """The callables that `config/wiring.py` lists for `name`, in its order."""
    return tuple(import_string(path) for path in settings.EVENER_ANSWERS[name])
