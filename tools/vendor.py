"""Fetch the browser libraries Evener ships, and write down what they are.

Run by hand when a version changes: `python tools/vendor.py`. Needs npm; the running product needs no Node. Each
file's hash stands in `static/vendor/VENDORED.json`, and a test compares the two.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src" / "evener" / "web" / "static" / "vendor"


@dataclass(frozen=True)
class Wanted:
    """One file of one published package, with the licence text beside it."""

    name: str
    version: str
    file: str
    licence: str  # SPDX
    says: str  # what the package's own metadata calls it
    licence_file: str = "LICENSE"


WANTED = (
    Wanted("htmx.org", "4.0.1", "dist/htmx.min.js", "0BSD", "BSD-0-Clause"),
    Wanted("sortablejs", "1.15.7", "Sortable.min.js", "MIT", "MIT"),
)


def packed(wanted: Wanted, folder: Path) -> dict[str, bytes]:
    """The package's files by path, as published. `npm pack` checks the registry's integrity hash."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{wanted.name}@{wanted.version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        found = {}
        for member in archive.getmembers():
            body = archive.extractfile(member) if member.isfile() else None
            if body is not None:
                found[member.name.removeprefix("package/")] = body.read()
        return found


def take(wanted: Wanted, folder: Path) -> dict[str, str]:
    """Write the file and its licence; return its entry for VENDORED.json."""
    files = packed(wanted, folder)
    said = json.loads(files["package.json"])["license"]
    if said != wanted.says:
        raise SystemExit(f"{wanted.name} is now {said}, not {wanted.says}. Look at it before taking it.")
    name = Path(wanted.file).name
    # The source map is not shipped; a manifest of static files refuses a reference to a missing file.
    lines = files[wanted.file].decode("utf-8").splitlines()
    body = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).encode() + b"\n"
    licence_name = f"{name.removesuffix('.min.js')}.LICENSE.txt"
    (VENDOR / name).write_bytes(body)
    (VENDOR / licence_name).write_bytes(files[wanted.licence_file])
    return {
        "file": name,
        "name": wanted.name,
        "version": wanted.version,
        "licence": wanted.licence,
        "licence_file": licence_name,
        "sha256": hashlib.sha256(body).hexdigest(),
    }


def main() -> int:
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        entries = [take(wanted, Path(folder)) for wanted in WANTED]
    (VENDOR / "VENDORED.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    for entry in entries:
        print(f"{entry['name']} {entry['version']}: {entry['file']} {entry['sha256'][:12]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
