"""Fetch the browser libraries Evener ships, and write down what they are.

Run by hand when a version changes: `python tools/vendor.py`. Needs npm; the running product needs no Node. Each
file's hash stands in `static/vendor/VENDORED.json`, and a test compares the two. Most files are taken as published; the
charts are bundled from the parts that `echarts.entry.js` names, so that no page fetches what it cannot draw.
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

TOOLS = Path(__file__).resolve().parent
VENDOR = TOOLS.parent / "src" / "evener" / "web" / "static" / "vendor"


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

# Every package that ends up in the bundle of charts: version, SPDX, and the texts that must go along.
BUNDLED = (
    ("echarts", "6.1.0", "Apache-2.0", ("NOTICE", "LICENSE", "licenses/LICENSE-d3")),
    ("zrender", "6.1.0", "BSD-3-Clause", ("LICENSE",)),
    ("tslib", "2.3.0", "0BSD", ("LICENSE.txt",)),
)
BUNDLER = "esbuild@0.28.2"


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


def bundled(folder: Path) -> dict[str, str]:
    """Install the exact versions, bundle `echarts.entry.js`, and write the licence texts of all that is inside."""
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    names = [f"{name}@{version}" for name, version, *_ in BUNDLED]
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--save-exact", *names, BUNDLER]
    subprocess.run(install, cwd=folder, check=True)
    texts = []
    for name, version, licence, files in BUNDLED:
        package = folder / "node_modules" / name
        said = json.loads((package / "package.json").read_text(encoding="utf-8"))
        if (said["version"], said["license"]) != (version, licence):
            raise SystemExit(f"{name} is now {said['version']}, {said['license']}. Look at it before taking it.")
        for file in files:
            text = (package / file).read_text(encoding="utf-8").strip()
            texts.append(f"{name} {version} ({licence}): {file}\n\n{text}\n")
    entry = TOOLS / "echarts.entry.js"
    (folder / entry.name).write_bytes(entry.read_bytes())
    form = [
        "--bundle",
        "--minify",
        "--format=iife",
        "--global-name=echarts",
        "--target=es2020",
        "--legal-comments=none",
    ]
    built = folder / "echarts.min.js"
    subprocess.run(
        [folder / "node_modules" / ".bin" / "esbuild", entry.name, *form, f"--outfile={built}", "--log-level=warning"],
        cwd=folder, check=True,
    )  # fmt: skip
    head = b"/*! Apache ECharts, ZRender and others, bundled in part: echarts.LICENSE.txt beside this file. */\n"
    body = head + built.read_bytes()
    (VENDOR / built.name).write_bytes(body)
    line = "\n" + "=" * 100 + "\n\n"
    (VENDOR / "echarts.LICENSE.txt").write_text(line.join(texts), encoding="utf-8")
    return {
        "file": built.name,
        "name": "echarts",
        "version": BUNDLED[0][1],
        "licence": " AND ".join(licence for _, _, licence, _ in BUNDLED),
        "licence_file": "echarts.LICENSE.txt",
        "sha256": hashlib.sha256(body).hexdigest(),
        "bundled_with": BUNDLER,
    }


def main() -> int:
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        entries = [take(wanted, Path(folder)) for wanted in WANTED]
        entries.append(bundled(Path(folder)))
    (VENDOR / "VENDORED.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    for entry in entries:
        print(f"{entry['name']} {entry['version']}: {entry['file']} {entry['sha256'][:12]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
