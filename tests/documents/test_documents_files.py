import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from sodoan.documents.choices import MediaType
from sodoan.documents.images import MAX_SIDE, reencode
from sodoan.documents.validators import MAX_FILE_BYTES, check_file, display_name


def picture(kind="JPEG", size=(40, 30), mode="RGB", **options) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(written, kind, **options)
    return written.getvalue()


def office(part: str, *more: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", part, *more):
            package.writestr(name, "<x/>")
    return written.getvalue()


def declared(words: str, encoding: str = "utf-8") -> bytes:
    """A Word file that declares one of its parts, under an innocent name, to be something."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        text = f'<?xml version="1.0" encoding="{encoding}"?><T><O ContentType="{words}"/></T>'
        package.writestr("[Content_Types].xml", text.encode(encoding))
        package.writestr("word/document.xml", "<x/>")
        package.writestr("word/theme.bin", "x")
    return written.getvalue()


def huge_png(side: int) -> bytes:
    """A few bytes that say they are side x side points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 program", "type"),
        (b"<html><script>", "type"),
        (b"GIF89a", "type"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"PK\x03\x04 broken", "broken"),
        (office("other.xml"), "type"),
        (office("word/document.xml", "word/vbaProject.bin"), "macro"),
        (declared("application/vnd.ms-office.vbaProject"), "macro"),
        (declared("application/vnd.ms-word.document.macroEnabled.main+xml", "utf-16"), "macro"),
        (declared("application/vnd.ms-office.vba&#80;roject"), "macro"),
        (declared('"'), "broken"),
        (b"%PDF-1.7" + b"0" * MAX_FILE_BYTES, "too_large"),
        (b"\xff\xd8\xff" + b"0" * 15 * 1024 * 1024, "too_large"),
    ],
)
def test_file_that_may_not_be_kept_is_refused(data, code):
    with pytest.raises(ValidationError) as refused:
        check_file(data)
    assert refused.value.code == code


def test_archive_that_unpacks_to_too_much_is_refused():
    written = io.BytesIO(office("xl/workbook.xml"))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        for at in range(5):
            package.writestr(f"xl/big{at}.xml", b"0" * 90_000_000)
    with pytest.raises(ValidationError) as refused:
        check_file(written.getvalue())
    assert refused.value.code == "bomb"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("JPEG"), MediaType.JPEG),
        (picture("PNG"), MediaType.PNG),
        (picture("WEBP"), MediaType.WEBP),
        (b"%PDF-1.7\n", MediaType.PDF),
        (office("word/document.xml"), MediaType.DOCX),
        (office("xl/workbook.xml"), MediaType.XLSX),
    ],
)
def test_type_is_told_by_content(data, media_type):
    assert check_file(data) == media_type


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ảnh  sinh hoạt.exe", "ảnh sinh hoạt.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\an\\x.JPG", "x.jpg"),
        ("", "tep.jpg"),
        ("\x00..", "tep.jpg"),
        ("a" * 300, "a" * 120 + ".jpg"),
    ],
)
def test_name_loses_folders_and_gets_the_right_ending(name, shown):
    assert display_name(name, MediaType.JPEG) == shown


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 broken", picture()[:200]])
def test_broken_picture_is_refused(data):
    with pytest.raises(ValidationError) as refused:
        reencode(data, MediaType.JPEG)
    assert refused.value.code == "broken"


@pytest.mark.parametrize("side", [7072, 20_000, 100_000])
def test_decompression_bomb_is_refused_before_it_unpacks(side):
    with pytest.raises(ValidationError) as refused:
        reencode(huge_png(side), MediaType.PNG)
    assert refused.value.code == "bomb"


def test_photo_loses_place_comment_and_profile():
    exif = Image.Exif()
    exif[0x010F] = "phone"
    exif.get_ifd(0x8825)[2] = (10.0, 45.0, 0.0)  # GPS latitude
    data = picture("JPEG", exif=exif, comment=b"secret", icc_profile=b"profile")
    assert b"secret" in data
    with Image.open(io.BytesIO(reencode(data, MediaType.JPEG))) as clean:
        assert not clean.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(clean.info)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_lose_their_exif_too(kind):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    data = picture(kind, exif=exif)
    assert b"secret place" in data
    assert b"secret place" not in reencode(data, MediaType(f"image/{kind.lower()}"))


@pytest.mark.parametrize(
    ("size", "kept"),
    [((4000, 3000), (1600, 1200)), ((MAX_SIDE, 20), (MAX_SIDE, 20)), ((1601, 20), (1600, 20))],
)
def test_photo_is_shrunk_to_the_longest_side(size, kept):
    with Image.open(io.BytesIO(reencode(picture(size=size), MediaType.JPEG))) as small:
        assert small.size == kept


def test_photo_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    with Image.open(io.BytesIO(reencode(picture(size=(40, 30), exif=exif), MediaType.JPEG))) as up:
        assert up.size == (30, 40)


def test_transparent_picture_stays_transparent():
    data = picture("PNG", mode="RGBA")
    with Image.open(io.BytesIO(reencode(data, MediaType.PNG))) as kept:
        assert kept.mode == "RGBA"


def test_printers_colours_become_screen_colours():
    with Image.open(io.BytesIO(reencode(picture("JPEG", mode="CMYK"), MediaType.JPEG))) as kept:
        assert kept.mode == "RGB"


def test_same_photo_gives_the_same_bytes():
    assert reencode(picture(), MediaType.JPEG) == reencode(picture(), MediaType.JPEG)
