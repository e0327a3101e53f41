"""Logos and pictures: only what is an image gets in, and nothing of it but its pixels."""

from __future__ import annotations

import io
import struct
import zlib

import PIL.Image
import PIL.PngImagePlugin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.papers.engine.faults import Unfit
from evener.papers.engine.image import LONGEST_SIDE, MOST_BYTES, checked


def png(width: int = 60, height: int = 40, *, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    PIL.Image.new(mode, (width, height)).save(out, "PNG", **options)
    return out.getvalue()


def jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (60, 40), "#7a1f5c").save(out, "JPEG", **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
def test_images_are_written_anew(mode: str) -> None:
    found = checked(png(mode=mode))
    assert (found.kind, found.width, found.height, found.media_type) == ("png", 60, 40, "image/png")
    assert PIL.Image.open(io.BytesIO(found.data)).size == (60, 40)
    assert checked(png(mode=mode)) == found


def test_large_images_are_made_smaller() -> None:
    found = checked(png(3000, 1500))
    assert (found.width, found.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_nothing_but_pixels_is_kept() -> None:
    exif = PIL.Image.Exif()
    exif[0x010E] = "secret words"
    exif[0x0112] = 6  # turned by a quarter
    found = checked(jpeg(exif=exif, comment=b"secret words"))
    assert (found.kind, found.width, found.height) == ("jpeg", 40, 60)
    assert b"secret" not in found.data
    info = PIL.PngImagePlugin.PngInfo()
    info.add_text("Comment", "secret words")
    assert b"secret" not in checked(png(pnginfo=info)).data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "not a PNG or JPEG"),
        (b"GIF89a" + b"\0" * 50, "not a PNG or JPEG"),
        (b"%PDF-1.7", "not a PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG files can carry programs"),
        (b"<?xml version='1.0'?><!DOCTYPE svg><svg/>", "SVG files can carry programs"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (MOST_BYTES + 1), "larger than 5 MB"),
        (png()[:60], "cannot be read to its end"),
        (jpeg()[:200], "cannot be read to its end"),
        (png(100, 100, mode="RGB")[:-40], "cannot be read to its end"),
        (bomb(50_000, 50_000), "too many"),
        (bomb(2_000_000_000, 2), ""),
        (bomb(100, 100), "cannot be read to its end"),
        (png(4, 4), "few pixels"),
        (png(1000, 20), "20 times as long"),
    ],
)
def test_what_is_no_fitting_image_is_told(data: bytes, words: str) -> None:
    with pytest.raises(Unfit) as refused:
        checked(data, part="logo")
    (fault,) = refused.value.faults
    assert words in fault.sentence
    assert fault.part == "logo"


def test_moving_images_are_refused() -> None:
    out = io.BytesIO()
    frames = [PIL.Image.new("RGB", (60, 40), colour) for colour in ("red", "green")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(Unfit, match="moves"):
        checked(out.getvalue())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), st.sampled_from([png(), jpeg()]))
def test_a_changed_byte_is_an_image_or_a_sentence(place: int, value: int, data: bytes) -> None:
    broken = bytearray(data)
    broken[place % len(broken)] = value
    try:
        found = checked(bytes(broken))
    except Unfit as refused:
        assert len(refused.faults) == 1
    else:
        assert found.width > 0
