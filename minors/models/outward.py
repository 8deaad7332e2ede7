"""What left the house about a child, and who asked: two registers that hold codes and words, never a name."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.choices import Post
from accounts.models import Unit, User
from accounts.scoping import NOTHING, ScopedRecord
from common import codes
from common.freetext import FreeText
from minors.choices import AskedBy, AskedHow, DisclosureBasis, DisclosureKind
from minors.models.file import visible_file_keys

STANDARD_ANSWER = "依法不予提供，亦不说明有无。"
"""The one answer to whoever asks, registered or not. Law: 未成年人保护法 第一百零三条."""


def registers_of(user: User, via: str = "") -> Q:
    """Rows of the registers `user` may see: the auditor's county, the station's township, else one's own."""
    acting = user.acting
    if acting is None:
        return NOTHING
    if acting.post == Post.AUDITOR:
        return Q(**{f"{via}unit__county": acting.unit.county})
    own = Q(**{f"{via}by": user.pk})
    if acting.post in (Post.STATION_CLERK, Post.STATION_HEAD):
        return Q(**{f"{via}unit__township": acting.unit.township}) | own
    return own


class Disclosure(ScopedRecord):
    """One word outward about a file: what, to whom, on what basis. Append-only by trigger.

    `file` is the key without a foreign key, so that the row outlives the file; `fields` are words such as
    姓名、住址, never the values. A sealed file's rows are seen by the auditor alone.

    Law: 网络数据安全管理条例 第十二条 (kept at least 3 years); 个人信息保护法 第二十三条.
    """

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    at = models.DateTimeField("提供时间")
    kind = models.CharField("形式", max_length=10, choices=DisclosureKind)
    file = models.UUIDField("档案", null=True, blank=True)
    code = models.CharField("人员编号", max_length=20, blank=True)
    fields = FreeText("提供的内容", max_length=200)
    recipient = FreeText("接收单位", max_length=100, persons=True)
    recipient_post = FreeText("接收人职务", max_length=60, blank=True, persons=True)
    basis = models.CharField("依据", max_length=20, choices=DisclosureBasis)
    basis_text = FreeText("依据说明", max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提供单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    file_field = "file"

    class Meta:
        verbose_name = verbose_name_plural = "对外提供登记"
        ordering = ["-at", "id"]
        indexes = [
            models.Index(name="disclosure_of_unit", fields=["unit", "-at"]),
            models.Index(name="disclosure_of_file", fields=["file", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="disclosure_other_basis_has_words",
                condition=~Q(basis=DisclosureBasis.OTHER) | ~Q(basis_text=""),
            ),
            models.CheckConstraint(
                name="disclosure_file_has_its_code",
                condition=Q(file=None, code="") | (Q(file__isnull=False) & ~Q(code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """The registers' reach; to all but the auditor only rows of files whose code they may see."""
        reach = registers_of(user, via)
        if user.acting is None or user.acting.post == Post.AUDITOR:
            return reach
        return reach & (Q(**{f"{via}file": None}) | Q(**{f"{via}file__in": visible_file_keys(user)}))


class Inquiry(ScopedRecord):
    """Somebody asked about a child. Which child is not written down: there is no field for it, and no search.

    Everybody gets `STANDARD_ANSWER`. Append-only by trigger.
    Law: 未成年人保护法 第一百零三条; 治安管理处罚法 第一百三十六条.
    """

    number = models.CharField("编号", max_length=20, unique=True, default=codes.random_code, editable=False)
    at = models.DateTimeField("来询时间")
    asked_by = models.CharField("来询方", max_length=12, choices=AskedBy)
    organ = FreeText("来询单位名称", max_length=100, blank=True, persons=True)
    how = models.CharField("来询方式", max_length=10, choices=AskedHow)
    answer = models.CharField("答复", max_length=60, default=STANDARD_ANSWER, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="接询单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="接询人")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "来询登记"
        ordering = ["-at", "id"]
        indexes = [models.Index(name="inquiry_of_unit", fields=["unit", "-at"])]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        return registers_of(user, via)
