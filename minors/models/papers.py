"""Scanned papers about a child, sealed under the data key of its file."""

from django.db import models

from accounts.models import User
from common.crypto import EncryptedTextField
from minors.models.file import Minor
from minors.models.vaults import Vault


class Paper(Vault):
    """A scan of a decision or the like, as text (base64) in a sealed column. Its name is its random key.

    `of` is the key of the row that it belongs to. Opened through `minors.actions.open_paper` alone; it goes
    with the file's key.
    """

    minor = models.ForeignKey(  # a child may have several
        Minor, models.PROTECT, related_name="+", verbose_name="档案"
    )
    of = models.UUIDField("所属记录", db_index=True)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("大小（字节）")
    content = EncryptedTextField("内容", null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书扫描件"
        ordering = ["-at"]
