"""Numbered letters to other offices, each office and year without a gap."""

from functools import partial
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.scoping import ScopedRecord
from cases.choices import LetterKind
from cases.models.case import Case
from cases.models.transfer import Transfer
from common import codes
from common.freetext import FreeText
from common.models import Record
from minors.models import Minor


class LetterBook(Record):
    """The last number an office has given this year. Counts up by one, by trigger, under a row lock.

    An office that takes another 机关代字 within a year begins a book of its own for it.

    Law: GB/T 9704-2012 (发文字号：机关代字〔年份〕序号).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发文单位")
    year = models.PositiveSmallIntegerField("年份")
    word = models.CharField("机关代字", max_length=20)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发文字号簿"
        ordering = ["unit", "year"]
        constraints = [
            models.UniqueConstraint(name="letterbook_word_is_one_offices", fields=["word", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"


class Letter(ScopedRecord):
    """A letter that left, or is to leave, an office: its number, to whom, and its level-1 words.

    Number, addressee and instants never change, by trigger. `previous` is the letter before it in the book of
    its office and year: only the first has none, and no two have the same, so the row of numbers has no gap.
    Who the child is stands in none of these columns. `lost_from_at` is since when the child was being
    looked for at the instant of the signature: the letter says so, whenever it is printed.
    """

    code = models.CharField(
        "文件编号", max_length=20, unique=True, default=partial(codes.random_code, "W"), editable=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="个案")
    minor = models.ForeignKey(Minor, models.PROTECT, related_name="+", verbose_name="档案")
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交"
    )
    kind = models.CharField("文种", max_length=10, choices=LetterKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发文单位")
    book = models.ForeignKey(LetterBook, models.PROTECT, related_name="+", verbose_name="发文字号簿")
    serial = models.PositiveIntegerField("序号")
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上一号"
    )
    to_name = FreeText("主送机关", max_length=100, registered=False, persons=True)
    their_number = FreeText("对方来文字号", max_length=60, blank=True, persons=True)
    grounds = FreeText("事由和理由", max_length=500)
    demand = FreeText("请求事项", max_length=300, blank=True)
    reply_by = models.DateField("回执期限", null=True, blank=True)
    lost_from_at = models.DateTimeField("失联起", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间")
    client_id = models.UUIDField("表单编号", unique=True, default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "函件"
        ordering = ["-signed_at", "-serial"]
        indexes = [models.Index(name="letter_of_case", fields=["case", "-signed_at"])]
        constraints = [
            models.UniqueConstraint(name="letter_number_once", fields=["book", "serial"]),
            models.UniqueConstraint(
                name="letter_one_notice_per_transfer",
                fields=["transfer"],
                condition=~Q(kind__in=[LetterKind.COUNTY, LetterKind.RECEIPT]),
            ),
            models.UniqueConstraint(
                name="letter_one_receipt_per_transfer",
                fields=["transfer"],
                condition=Q(kind=LetterKind.RECEIPT),
            ),
            models.CheckConstraint(
                name="letter_first_alone_has_none_before",
                condition=Q(serial=1, previous=None) | Q(serial__gt=1, previous__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def number(self) -> str:
        """机关代字〔年份〕序号号: hexagonal brackets, no leading zero."""
        return f"{self.book.word}〔{self.book.year}〕{self.serial}号"

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Seen with the case, by the station that wrote it, and a receipt by the station it was written to.

        A sealed file's by nobody. A notice is opened by its receiver once the child is theirs: before, the
        page of the hand-over says what it asks (`letters_of`).
        """
        own = Case.scope_for(user, f"{via}case__")
        acting = user.acting
        if acting is None:
            return own
        to_sender = Q(**{f"{via}kind": LetterKind.RECEIPT, f"{via}transfer__sender": acting.unit})
        of_side = Q(**{f"{via}unit": acting.unit}) | to_sender
        return own | (Transfer.scope_for(user, f"{via}transfer__") & of_side)
