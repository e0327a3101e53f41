"""Numerics on one thread: the tables are small, and threads that wait for each other on busy cores cost more than they
bring."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

Given = ParamSpec("Given")
Found = TypeVar("Found")


def on_one_thread(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same, while the numerical libraries start no threads of their own."""

    @wraps(work)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone
