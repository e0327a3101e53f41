"""Reading CSV and XLSX into rows with line numbers. Pure: no database, no clock."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from evener.connect.files.table import Limits, Table
from evener.connect.files.text import read_text
from evener.connect.files.workbook import read_workbook
from evener.connect.notes import unusable

__all__ = ["Limits", "Table", "read_bytes", "read_path"]

_FOREIGN = (
    (b"%PDF", _("a PDF")),
    (b"\xd0\xcf\x11\xe0", _("an old Excel file (.xls) or one protected by a password")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"\x1f\x8b", _("a compressed file")),
    (b"Rar!", _("a compressed file")),
    (b"7z\xbc\xaf", _("a compressed file")),
    (b"SQLite format 3", _("a database")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
    (b"<!DOCTYPE html", _("a web page")),
    (b"<html", _("a web page")),
)


def read_path(path: Path, *, name: str = "", limits: Limits | None = None) -> Table:
    """Read a file from disk, looking at its size first. Raises `Invalid` in the user's words."""
    shown = name or path.name
    limits = limits or Limits()
    try:
        if path.is_dir():
            raise unusable(_("%(name)s is a folder. Name the files in it."), name=shown)
        check_size(path.stat().st_size, name=shown, limits=limits)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise unusable(_("There is no file %(name)s."), name=path) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise unusable(_("%(name)s cannot be read: %(why)s."), name=shown, why=why) from error
    return read_bytes(data, name=shown, limits=limits)


def check_size(size: int, *, name: str, limits: Limits) -> None:
    """Refuse a file that is too large or has nothing in it, before it is read."""
    if size > limits.bytes:
        text = _("%(name)s has %(size)s MB; the most taken at once is %(most)s MB. Split it into parts.")
        raise unusable(text, name=name, size=size // 1_000_000, most=limits.bytes // 1_000_000)
    if size == 0:
        raise unusable(_("%(name)s is empty. Export it again and import that."), name=name)


def read_bytes(data: bytes, *, name: str, limits: Limits | None = None) -> Table:
    """Read a file's content, whatever its name ends in: a workbook when it is a zip, text otherwise."""
    limits = limits or Limits()
    check_size(len(data), name=name, limits=limits)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return read_workbook(data, name=name, limits=limits)
    head = data[:64].lstrip()
    for magic, what in _FOREIGN:
        if head[: len(magic)].lower() == magic.lower():
            text = _("%(name)s is %(what)s, not a table. Save it as CSV or XLSX and import that.")
            raise unusable(text, name=name, what=what)
    return read_text(data, name=name, limits=limits)
