"""The product's settings with what only tests want. Each process has its own data folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# An xdist worker takes a folder beside the others'; a tool that never loads the plugin gets one of its own.
_base = os.environ.get("EVENER_DATA_DIR") or tempfile.mkdtemp(prefix="evener-tests-")
_folder = Path(_base) / os.environ.get("PYTEST_XDIST_WORKER", "")
_folder.joinpath("static").mkdir(parents=True, exist_ok=True)
os.environ["EVENER_DATA_DIR"] = str(_folder)

from evener.config.settings import *  # noqa: E402, F403
from evener.config.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

# Speed only: a person's password is hashed with the product's own hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A manifest needs `collectstatic` first; pages under test name the files as they lie in the source.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# In a file, not in memory, so that threads and processes meet on it as they do in the product.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
