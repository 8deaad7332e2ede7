"""Photos of a patrol on its pages: added, shown, taken back, and refused in true sentences."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock
from patrols.models import Photo, Stop
from tests.cast import NOW
from tests.patrols.given import a_patrol, a_picture, seen


@pytest.fixture(autouse=True)
def at_nine():
    with clock.at(NOW):
        yield


def text_of(response) -> str:
    return response.content.decode()


def test_a_picture_is_added_afterwards_and_shown_as_a_picture(client_as, clerk):
    patrol = a_patrol(clerk, seen("outside", place="校门口"))
    stop = Stop.objects.visible_to(clerk).get(patrol=patrol)
    client = client_as(clerk)
    file = BytesIO(a_picture())
    file.name = "IMG_0001.jpg"
    client.post(reverse("patrols:photo_add", args=[stop.pk]), {"client_id": uuid4(), "photo": file})
    page = text_of(client.get(reverse("patrols:patrol_detail", args=[patrol.pk])))
    url = re.search(r'src="(/patrols/photos/[^"]+)"', page)
    assert url is not None
    answer = client.get(url[1])
    assert answer["Content-Type"] == "image/jpeg"
    assert "IMG_0001" not in page
    remove = re.search(r'action="(/patrols/photos/[^"]+/remove/)"', page)
    assert remove is not None
    assert "照片已删去" in text_of(client.post(remove[1], follow=True))
    assert not Photo.objects.visible_to(clerk).exists()


def test_a_file_that_is_missing_or_too_large_is_said_in_a_true_sentence(client_as, clerk, settings):
    patrol = a_patrol(clerk, seen("outside", place="校门口"))
    url = reverse("patrols:photo_add", args=[Stop.objects.visible_to(clerk).get(patrol=patrol).pk])
    assert "请选择“照片”" in text_of(client_as(clerk).post(url, {"client_id": uuid4()}))
    vast = SimpleUploadedFile("a.jpg", b"0" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    answer = client_as(clerk).post(url, {"client_id": uuid4(), "photo": vast})
    assert answer.status_code == 413
    assert "加起来不能超过 24 MB" in text_of(answer)
    assert not Photo.objects.visible_to(clerk).exists()
