"""Photos as they are kept: upright, at most 1600 pixels, nothing but the picture."""

import io
import warnings

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

from sodoan.documents.choices import MediaType

MAX_SIDE = 1600
MAX_PIXELS = 50_000_000  # the largest sensors of common phones; decoded once, then shrunk
_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
_BROKEN = "Ảnh bị hỏng, không mở được. Bạn chụp hoặc chọn lại ảnh khác."


def reencode(data: bytes, media_type: MediaType) -> bytes:
    """Return the picture drawn anew: EXIF (place, device, time), comments and profiles are gone.

    Turned upright, shrunk to `MAX_SIDE`; animations keep their first frame. Raises
    ValidationError for broken pictures and for ones that would unpack beyond `MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # own, lower limit
            return _drawn_anew(data, _FORMATS[media_type])
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_BROKEN, code="broken") from error


def _drawn_anew(data: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[kind]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise _too_many_pixels()
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG only: decodes at a fraction of the size
        picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGBA" if kind != "JPEG" and _is_transparent(opened) else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    picture.info.clear()  # some writers copy comments and profiles from here
    written = io.BytesIO()
    picture.save(written, kind, quality=85, optimize=True)
    return written.getvalue()


def _is_transparent(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _too_many_pixels() -> ValidationError:
    limit = MAX_PIXELS // 1_000_000
    return ValidationError(
        f"Ảnh có hơn {limit} triệu điểm ảnh nên không nhận. Bạn chụp lại với cỡ nhỏ hơn.",
        code="bomb",
    )
