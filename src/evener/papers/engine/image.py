"""Logos and pictures that people upload: looked at before they are opened, opened with limits, written anew."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evener.lazily import lazily
from evener.papers.engine.faults import Fault, Unfit

pillow: Any = lazily("PIL.Image")
operations: Any = lazily("PIL.ImageOps")

MOST_BYTES = 5_000_000
# 40 million pixels are a sheet of A4 at 600 dots per inch.
MOST_PIXELS = 40_000_000
# What is kept: the longer side of a picture, in pixels. On paper 17 cm wide that is 200 dots per inch.
LONGEST_SIDE = 1400
LEAST_SIDE = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is safe to show: PNG or JPEG bytes without metadata, width and height in pixels."""

    data: bytes
    kind: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return f"image/{self.kind}"


def checked(data: bytes, *, part: str = "", longest_side: int = LONGEST_SIDE) -> Picture:
    """`data` as a Picture, or Unfit with one sentence. The same bytes in give the same bytes out."""
    kind = _kind(data, part=part)
    try:
        with pillow.open(io.BytesIO(data), formats=(kind.upper(),)) as image:
            _bounded(image, part=part)
            image.load()
            return _written(operations.exif_transpose(image), kind, longest_side=longest_side)
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise _unfit(_("The image has far too many pixels. 1,400 pixels wide is enough."), part) from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise _unfit(
            _("This image cannot be read to its end. Save it again as PNG or JPEG and add that."), part
        ) from error


def _kind(data: bytes, *, part: str) -> str:
    """`png` or `jpeg`, from the first bytes; a file name says nothing."""
    if not data:
        raise _unfit(_("The file is empty. Choose another one."), part)
    if len(data) > MOST_BYTES:
        raise _unfit(_("The file is larger than 5 MB. Save the image smaller, 1,400 pixels wide is enough."), part)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    head = data[:1000].lstrip().lower()
    if b"<svg" in head or head.startswith(b"<?xml"):
        raise _unfit(_("SVG files can carry programs. Save the drawing as PNG, 1,400 pixels wide, and add that."), part)
    raise _unfit(_("This is not a PNG or JPEG image. Save it as one of these and add that."), part)


def _bounded(image: Any, *, part: str) -> None:
    """Looks at the header only: nothing is unpacked yet."""
    if image.width * image.height > MOST_PIXELS:
        raise _unfit(
            _("The image has %(wide)s × %(high)s pixels, which is too many. 1,400 pixels wide is enough.")
            % {"wide": image.width, "high": image.height},
            part,
        )
    if min(image.width, image.height) < LEAST_SIDE:
        raise _unfit(_("The image is only a few pixels large. Choose a larger one."), part)
    if max(image.width, image.height) > 20 * min(image.width, image.height):
        raise _unfit(_("The image is more than 20 times as long as wide. Cut it to its middle part."), part)
    if getattr(image, "n_frames", 1) > 1:
        raise _unfit(_("The image moves. Save one frame of it as PNG and add that."), part)


def _written(image: Any, kind: str, *, longest_side: int) -> Picture:
    """Pixels only: no comments, no place, no camera, no colour profile."""
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((longest_side, longest_side), pillow.Resampling.LANCZOS)
    # A new image has no leftovers of the old one's header.
    fresh = pillow.new(plain.mode, plain.size)
    fresh.paste(plain)
    out = io.BytesIO()
    if kind == "jpeg":
        fresh.convert("RGB").save(out, "JPEG", quality=90, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), kind, fresh.width, fresh.height)


def _unfit(sentence: str, part: str) -> Unfit:
    return Unfit([Fault(sentence, part=part)])
