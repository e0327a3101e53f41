"""Modules that are loaded when they are first used: numpy and solvers take longer than a server may to start."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for a module until one of its names is read. Several threads may read the first at once: each waits for
    the import to end, which `importlib.util.LazyLoader` of Python 3.11 does not see to.
    """

    def __getattr__(self, name: str) -> Any:
        real = self.__dict__.get("_real")
        if real is None:
            real = self.__dict__["_real"] = importlib.import_module(self.__name__)
        return getattr(real, name)


def lazily(name: str) -> ModuleType:
    """The module `name`, run when one of its names is first read. It must exist, which is found out now."""
    if name in sys.modules:
        return sys.modules[name]
    if importlib.util.find_spec(name) is None:
        raise ModuleNotFoundError(name)
    return Later(name)
