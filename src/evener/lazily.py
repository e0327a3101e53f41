"""Modules that are loaded when they are first used: numpy and solvers take longer than a server may to start."""

from __future__ import annotations

import importlib.util
import sys
from threading import RLock
from types import ModuleType
from typing import Any


class _LazyModule(ModuleType):
    """A module that runs when one of its names is first read. Threads that come meanwhile wait until it has run.

    Python's own LazyLoader lets them in before (mended in 3.12): the server's second thread would find a module that
    has none of its names yet.
    """

    def __getattribute__(self, name: str) -> Any:
        loading = object.__getattribute__(self, "__spec__").loader_state
        with loading["lock"]:
            # Its own code, read by the thread that runs it, goes by.
            if not loading["begun"]:
                loading["begun"] = True
                try:
                    loading["loader"].exec_module(self)
                except BaseException:
                    loading["begun"] = False
                    raise
                object.__setattr__(self, "__class__", ModuleType)
        return ModuleType.__getattribute__(self, name)


def lazily(name: str) -> ModuleType:
    """The module `name`, run when one of its names is first read. It must exist, which is found out now."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader_state = {"loader": spec.loader, "lock": RLock(), "begun": False}
    module.__class__ = _LazyModule
    sys.modules[name] = module
    package, _, own = name.rpartition(".")
    if package:
        # What an ordinary import leaves behind too: `import PIL.Image` elsewhere finds it there.
        setattr(sys.modules[package], own, module)
    return module
