"""What may be uploaded as a paper, and what becomes of it."""

from io import BytesIO

import pytest
from PIL import Image

from common import scans
from common.errors import DomainError
from common.scans import SCAN_EDGE, SCAN_MOST

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


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
