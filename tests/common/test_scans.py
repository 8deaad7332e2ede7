"""What may be uploaded as a paper, and what becomes of it."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from common import scans
from common.errors import DomainError
from common.scans import PICTURE_MOST, SCAN_EDGE, SCAN_MOST

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def wide() -> bytes:
    """A picture that says it has 600 million pixels."""
    size = b"IHDR" + (30_000).to_bytes(4) + (20_000).to_bytes(4) + b"\x08\x02\0\0\0"
    head = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + size + zlib.crc32(size).to_bytes(4)
    return head + (0).to_bytes(4) + b"IDAT" + zlib.crc32(b"IDAT").to_bytes(4)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_as_jpeg(kind):
    scan = scans.clean(picture(kind))
    assert scan.media_type == scans.JPEG
    assert Image.open(BytesIO(scan.data)).format == "JPEG"


def test_a_picture_loses_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "示例相机"
    exif[0x8825] = {1: "N"}
    scan = scans.clean(picture(exif=exif))
    assert not dict(Image.open(BytesIO(scan.data)).getexif())


def test_what_follows_a_picture_is_left_behind():
    assert b"<script>" not in scans.clean(picture() + b"<script>").data


def test_a_large_picture_is_made_smaller():
    scan = scans.clean(picture(size=(SCAN_EDGE + 500, 300)))
    assert max(Image.open(BytesIO(scan.data)).size) == SCAN_EDGE


def test_a_phone_s_picture_of_sixteen_megabytes_is_taken():
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=97)
    data = out.getvalue().ljust(16 * 2**20, b"\0")
    scan = scans.clean(data)
    assert max(Image.open(BytesIO(scan.data)).size) == SCAN_EDGE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xd8" + b"0" * PICTURE_MOST, "文件超过20 MB"),
        (b"%PDF-1.4" + b"0" * SCAN_MOST, "PDF超过5 MB"),
        (picture("PNG").replace((40).to_bytes(4), (30_000).to_bytes(4), 1), "只收照片"),
        (wide(), "像素太大"),
    ],
    ids=["picture", "pdf", "broken", "pixels"],
)
def test_what_is_too_large_is_told_by_its_own_limit(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        scans.clean(data)


def test_a_plain_pdf_is_kept():
    assert scans.clean(PDF).media_type == scans.PDF


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"<svg xmlns='x'/>",
        picture()[:60],
        PDF[:-8],
        PDF.replace(b"1 0 obj", b"/JavaScript 1 0 obj"),
        picture("GIF"),
        b"%PDF-1.4" + b"0" * SCAN_MOST,
    ],
    ids=["empty", "program", "svg", "cut", "pdf cut", "pdf script", "gif", "too large"],
)
def test_anything_else_is_refused_on_its_field(data):
    with pytest.raises(DomainError) as refused:
        scans.clean(data)
    assert refused.value.field == "paper"


def test_a_scan_prints_nothing():
    assert repr(scans.clean(picture())) == "***"
