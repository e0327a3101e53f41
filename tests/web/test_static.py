"""What is served to browsers: vendored files as recorded, a sheet that keeps its promises, pages the CSP allows."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "evener"
STATIC = PACKAGE / "web" / "static"
VENDOR = STATIC / "vendor"
SHEET = STATIC / "evener" / "evener.css"
CSS = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
OWN_SCRIPTS = sorted((STATIC / "evener").glob("*.js"))
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
ENTRIES = json.loads((VENDOR / "VENDORED.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_vendored_file_is_the_recorded_one(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert len((VENDOR / entry["licence_file"]).read_text(encoding="utf-8")) > 300


def test_nothing_is_vendored_unrecorded() -> None:
    recorded = {name for entry in ENTRIES for name in (entry["file"], entry["licence_file"])}
    assert {path.name for path in VENDOR.iterdir()} == recorded | {"VENDORED.json"}


def test_what_every_page_fetches_is_small() -> None:
    """The budget of a cold page is 120 KB on the wire; these are the files it always needs (brotli is smaller yet)."""
    files = [SHEET, STATIC / "evener" / "icons.svg", STATIC / "evener" / "favicon.svg", VENDOR / "htmx.min.js"]
    files += [path for path in OWN_SCRIPTS if path.name not in {"board.js", "charts.js"}]
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in files}
    assert sizes["evener.css"] < 9_500
    assert sum(sizes.values()) < 34_000, sizes
    assert SHEET.stat().st_size < 42_000


def test_what_a_page_with_a_chart_fetches_once_stays_bounded() -> None:
    files = [VENDOR / "echarts.min.js", STATIC / "evener" / "charts.js", STATIC / "evener" / "charts.css"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 230_000


def test_the_charts_are_loaded_only_where_one_is() -> None:
    """A page with `<c-chart` takes their script, and no other page does."""
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        assert "echarts" not in source or path.name == "charts.html", path
    assert "eval(" not in (VENDOR / "echarts.min.js").read_text("utf-8")
    assert "new Function" not in (VENDOR / "echarts.min.js").read_text("utf-8")


PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def test_sheet_uses_logical_properties_only() -> None:
    # A media query knows only `max-width`.
    assert not PHYSICAL.findall(re.sub(r"@media[^{]*", "", CSS))


def test_every_class_of_the_sheet_is_written_somewhere() -> None:
    """A class no template or script uses is dead weight in every first visit."""
    known = set(re.findall(r"\.(-?[a-z][\w-]*)", re.sub(r"url\([^)]*\)|\d*\.\d+\w*", "", CSS)))
    sources = [path.read_text(encoding="utf-8") for path in [*TEMPLATES, *OWN_SCRIPTS, PACKAGE / "web" / "LOOK.md"]]
    sources += [path.read_text(encoding="utf-8") for path in PACKAGE.glob("**/*.py")]
    words = set(re.findall(r"[\w-]+", "\n".join(sources)))
    # Built from parts (`hue-{n}`, `btn-{kind}`, `c-{column}`) or set by a library.
    made = re.compile(r"c-\w+|hue-\d|btn-\w+|avatar-\w|(ok|warn|danger)-text|sortable-\w+|htmx-\w+")
    assert {name for name in known if name not in words and not made.fullmatch(name)} == set()


# --- contrast -------------------------------------------------------------------------------------------------------

TOKENS = {
    name: (light.strip(), dark.strip())
    for name, light, dark in re.findall(r"--([\w-]+):\s*light-dark\(([^,()]+),\s*([^,()]+)\);", CSS)
}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `#rgb` or `#rrggbb`."""
    text = colour.removeprefix("#")
    text = "".join(char * 2 for char in text) if len(text) == 3 else text
    parts = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_colours() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


GROUNDS = ("canvas", "surface", "raised", "sunken", "hover")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    *((tone, ground) for tone in ("ok", "warn", "danger", "info") for ground in ("surface", "raised", "sunken")),
    *((tone, f"{tone}-soft") for tone in ("ok", "warn", "danger", "info", "accent")),
    *(("ink", f"{tone}-soft") for tone in ("ok", "warn", "danger", "info", "accent", "calm")),
    ("ink-2", "calm-soft"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-2"),
    ("canvas", "ink"),
]
MARK_PAIRS = [
    ("field-line", "surface"),
    ("accent", "surface"),
    ("ok-mark", "surface"),
    ("danger-mark", "surface"),
    ("info-mark", "surface"),
]


@pytest.mark.parametrize(("over", "ground"), TEXT_PAIRS)
def test_text_has_contrast_in_both_themes(over: str, ground: str) -> None:
    for theme in (0, 1):
        assert contrast(TOKENS[over][theme], TOKENS[ground][theme]) >= 4.5, ("light", "dark")[theme]


@pytest.mark.parametrize(("over", "ground"), MARK_PAIRS)
def test_marks_have_contrast_in_both_themes(over: str, ground: str) -> None:
    for theme in (0, 1):
        assert contrast(TOKENS[over][theme], TOKENS[ground][theme]) >= 3, ("light", "dark")[theme]


# --- what the Content-Security-Policy would refuse ------------------------------------------------------------------

REFUSED = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    # htmx would compile these with the Function constructor.
    "htmx expression": re.compile(r"hx-on[:-]|hx-trigger=\"[^\"]*\[|=[\"']js:"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_needs_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [name for name, pattern in REFUSED.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_script_compiles_and_injects_nothing(path: Path) -> None:
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write", path.read_text("utf-8")
    )


LOOP = re.compile(r"{% for (?:(?!{% endfor %}).)*?{% endfor %}", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rows_are_plain_html(path: Path) -> None:
    """A component costs some 50 µs; a list of 50 rows must not pay that per cell."""
    loops = LOOP.findall(path.read_text(encoding="utf-8"))
    assert [loop[:80] for loop in loops if "<c-" in loop and ("<tr" in loop or 'class="card' in loop)] == []


def test_icons_that_templates_name_exist() -> None:
    sprite = (STATIC / "evener" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([a-z]+)"', sprite))
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""{% icon "([a-z]+)"|\bicon="([a-z]+)\"""", path.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert used <= known, used - known
