"""What is handed out and shown, in versions, and which event used which."""

from functools import partial

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.scoping import ScopedRecord
from common import codes
from common.freetext import FreeText
from outreach.choices import MaterialKind
from outreach.models.event import _OfEvent
from outreach.models.scope import Announced, announced


class Material(Announced):
    """A thing of the library; its words and pictures are in its versions."""

    code = models.CharField(
        "编号", max_length=20, unique=True, default=partial(codes.random_code, "M"), editable=False
    )
    title = FreeText("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=MaterialKind)

    class Meta:
        verbose_name = verbose_name_plural = "宣传资料"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(name="material_title_once", fields=["area", "title"])]

    def __str__(self) -> str:
        return self.code


class MaterialVersion(ScopedRecord):
    """One version; `content` is the paper as a picture or PDF, made harmless, if somebody has put it in."""

    is_reading = False

    material = models.ForeignKey(Material, models.PROTECT, related_name="+", verbose_name="资料")
    no = models.PositiveSmallIntegerField("第几版")
    changes = FreeText("内容和改动", max_length=200)
    content = models.BinaryField("内容", null=True, blank=True)
    media_type = models.CharField("类型", max_length=30, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时刻")
    client_id = models.UUIDField("表单编号", unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "资料版本"
        ordering = ["material", "-no"]
        constraints = [models.UniqueConstraint(name="materialversion_no_once", fields=["material", "no"])]

    def __str__(self) -> str:
        return f"{self.no}"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return announced(user, f"{via}material__")


class MaterialUse(_OfEvent):
    """An event used this version."""

    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="+", verbose_name="资料版本")

    class Meta:
        verbose_name = verbose_name_plural = "资料使用"
        ordering = ["event", "version"]
        constraints = [models.UniqueConstraint(name="materialuse_once", fields=["event", "version"])]

    def __str__(self) -> str:
        return f"{self.pk}"
