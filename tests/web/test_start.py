"""What a start of the server loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = {"numpy", "scipy", "sklearn", "ortools", "pandas"}


def test_no_page_loads_what_computes_before_it_is_asked_for(tmp_path: Path) -> None:
    """Numbers and solvers take longer to load than a server may take to start."""
    code = (
        "import sys, evener.config.wsgi, evener.config.urls;"
        f"print(sorted(name for name in {HEAVY} if type(sys.modules.get(name)).__name__ == 'module'))"
    )
    asked = {**os.environ, "DJANGO_SETTINGS_MODULE": "evener.config.settings", "EVENER_DATA_DIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=asked, capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stderr
