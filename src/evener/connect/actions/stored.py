"""Files kept below the data folder, under names nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from evener.problems import NotThere

FOLDER = "imports"


def store(data: bytes, *, name: str) -> dict[str, Any]:
    """Keep a file; its name there is random, `name` is what it is fetched as."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored = f"{FOLDER}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / stored
    path.write_bytes(data)
    path.chmod(0o600)
    return {"name": name, "stored": stored, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def path_of(file: Mapping[str, Any]) -> Path:
    """Where a kept file lies; NotThere once it was cleared away."""
    path = Path(settings.MEDIA_ROOT) / str(file.get("stored") or "-")
    if not path.is_file():
        raise NotThere(_("This file is not kept any more. Upload it again."))
    return path


def remove(files: Sequence[Mapping[str, Any]]) -> None:
    for file in files:
        if file.get("stored"):
            (Path(settings.MEDIA_ROOT) / file["stored"]).unlink(missing_ok=True)
