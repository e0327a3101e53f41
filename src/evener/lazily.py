"""Modules that are loaded when they are first used: numpy and solvers take longer than a server may to start."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def lazily(name: str) -> ModuleType:
    """The module `name`, run when one of its names is first read. It must exist, which is found out now."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    package, _, own = name.rpartition(".")
    if package:
        # What an ordinary import leaves behind too: `import PIL.Image` elsewhere finds it there.
        setattr(sys.modules[package], own, module)
    return module
