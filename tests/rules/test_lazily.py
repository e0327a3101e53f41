"""Modules loaded on first use: once, whole, whoever asks first."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest

from evener.lazily import lazily


def test_threads_that_ask_at_once_all_get_the_whole_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_load.py").write_text("import time\nfirst = 1\ntime.sleep(0.2)\nlast = 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    slow = lazily("slow_to_load")
    assert "slow_to_load" not in sys.modules
    started, found = Barrier(8), []

    def ask() -> None:
        started.wait()
        found.append(slow.last)

    threads = [Thread(target=ask) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 8
    assert lazily("slow_to_load") is sys.modules["slow_to_load"]


def test_a_module_there_is_not_is_found_out_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        lazily("no_such_module_anywhere")
