"""Modules loaded on first use: once, whole, and for every thread that comes at the same moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from evener.lazily import lazily

SLOW = "import time\ntime.sleep(0.05)\nruns = globals().get('runs', 0) + 1\n\ndef answer():\n    return 42\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("evener_slow", "evener_broken"):
        sys.modules.pop(name, None)


def test_threads_that_come_at_once_find_it_whole(folder: Path) -> None:
    (folder / "evener_slow.py").write_text(SLOW)
    module, gate = lazily("evener_slow"), Barrier(8)

    def use(_number: int) -> int:
        gate.wait()
        return int(module.answer())

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(use, range(8))) == [42] * 8
    assert module.runs == 1 and lazily("evener_slow") is module


def test_what_does_not_run_says_so_each_time(folder: Path) -> None:
    (folder / "evener_broken.py").write_text("raise ValueError('no')\n")
    module = lazily("evener_broken")
    for _each in range(2):
        with pytest.raises(ValueError, match="no"):
            _ = module.anything
    with pytest.raises(ModuleNotFoundError):
        lazily("evener_not_there")
