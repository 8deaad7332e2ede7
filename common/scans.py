"""A photograph or PDF of a paper, made harmless: pictures drawn anew, all else refused by its first bytes.

A picture loses its place, time and camera with its metadata. File names are never kept.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from common.errors import DomainError

PICTURE_MOST = 20 * 1024 * 1024
"""A picture arrives with at most so many bytes, as an ordinary phone takes it; what is kept of it is small.
本单位规定 (D)."""

SCAN_MOST = 5 * 1024 * 1024
"""A PDF, which is kept as it is, has at most so many bytes. 本单位规定 (D)."""

SCAN_EDGE = 2000
"""Its picture is drawn anew with at most so many pixels a side. 本单位规定 (D)."""

SCAN_PIXELS = 60_000_000
"""A picture of more pixels is not even opened. 本单位规定 (D)."""

JPEG, PDF = "image/jpeg", "application/pdf"
_PICTURES = ("JPEG", "PNG", "WEBP")
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA", b"/RichMedia")


@dataclass(frozen=True, repr=False)
class Scan:
    """What is kept of an upload: its bytes and one of two media types. Prints nothing."""

    data: bytes
    media_type: str

    def __repr__(self) -> str:
        return "***"


def clean(data: bytes, *, field: str = "paper") -> Scan:
    """The upload as it may be kept. Raises DomainError on `field`: too large, or of another kind."""
    if not data:
        raise DomainError("文件是空的，请重新选择。", field=field)
    if data.startswith(b"%PDF-"):
        return _pdf(data, field)
    if len(data) > PICTURE_MOST:
        raise DomainError(f"文件超过{in_mb(PICTURE_MOST)}，请缩小后再传。", field=field)
    return Scan(_drawn_anew(data, field), JPEG)


def in_mb(size: int) -> str:
    """A limit as it is said."""
    return f"{size // 1024 // 1024} MB"


def picture(data: bytes, *, field: str = "photo") -> bytes:
    """A photograph drawn anew, without position, camera or file name. Raises DomainError on `field`."""
    scan = clean(data, field=field)
    if scan.media_type != JPEG:
        raise DomainError("现场照片只收JPG、PNG或WebP。", field=field)
    return scan.data


def _pdf(data: bytes, field: str) -> Scan:
    if len(data) > SCAN_MOST:
        raise DomainError(f"PDF超过{in_mb(SCAN_MOST)}，请缩小后再传。", field=field)
    if b"%%EOF" not in data[-2048:]:
        raise DomainError("这个PDF不完整，请重新导出。", field=field)
    if any(word in data for word in _ACTIVE):
        raise DomainError("这个PDF带有脚本或附件，不能保存，请改传照片或重新打印为PDF。", field=field)
    return Scan(data, PDF)


def _drawn_anew(data: bytes, field: str) -> bytes:
    wrong = DomainError("只收照片（JPG、PNG、WebP）或PDF。", field=field)
    vast = DomainError("照片的像素太大，请缩小后再传。", field=field)
    try:
        with Image.open(BytesIO(data), formats=_PICTURES) as picture:
            if picture.width * picture.height > SCAN_PIXELS:
                raise vast
            picture.draft(
                "RGB", (SCAN_EDGE, SCAN_EDGE)
            )  # a JPEG is read at its smaller size: a phone's takes 150 MB
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise vast from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise wrong from error
    upright.thumbnail((SCAN_EDGE, SCAN_EDGE))
    fresh, out = Image.new("RGB", upright.size), BytesIO()
    fresh.paste(upright)
    fresh.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()
