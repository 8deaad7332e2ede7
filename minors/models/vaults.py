"""The vaults: who the child is, where it learns, who answers for it. Sealed, and read through one door."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.scoping import NOTHING, ScopedRecord
from common.crypto import DataKey as Key
from common.crypto import EncryptedTextField, unwrap
from minors.choices import IdKind, VaultPart
from minors.models.file import Minor
from minors.models.history import guarded_history


class Vault(ScopedRecord):
    """Base of the vaults. Nobody reads them by scope; the one door is `minors.actions.reveal`."""

    minor = models.OneToOneField(Minor, models.PROTECT, related_name="+", verbose_name="档案")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def scope_for(user: User, via: str = "") -> Q:
        """Nobody."""
        return NOTHING


class DataKey(Vault):
    """The data key of one file, wrapped by the key file's key. Destroying it makes the vaults unreadable."""

    kek = models.CharField("密钥编号", max_length=40)
    wrapped = models.BinaryField("数据密钥", null=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据密钥"
        constraints = [
            models.CheckConstraint(
                name="datakey_gone_iff_destroyed",
                condition=Q(wrapped=None, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at=None),
            )
        ]

    def unwrapped(self) -> Key:
        """The key itself. Raises CannotDecrypt once destroyed."""
        return unwrap(self.kek, self.wrapped)


class Identity(Vault):
    """Who the child is. `registered` holds the ID number for this file alone while the file is 在册."""

    name = EncryptedTextField("姓名", null=True)
    alias = EncryptedTextField("化名或绰号", null=True)
    features = EncryptedTextField("体貌特征", null=True)
    id_kind = models.CharField("证件种类", max_length=20, choices=IdKind, default=IdKind.NONE)
    id_number = EncryptedTextField("证件号码", null=True)
    birth_date = EncryptedTextField("出生日期", null=True)
    phone = EncryptedTextField("电话", null=True)
    household_address = EncryptedTextField("户籍地址", null=True)
    residence_address = EncryptedTextField("现住址", null=True)
    id_index = models.CharField("证件索引", max_length=64, null=True)
    name_birth_index = models.CharField("姓名生日索引", max_length=64, null=True)
    phone_index = models.CharField("电话索引", max_length=64, null=True)
    registered = models.BooleanField("在册", default=False)

    history = guarded_history("id_index", "name_birth_index", "phone_index")

    class Meta:
        verbose_name = verbose_name_plural = "身份信息"
        indexes = [
            models.Index(
                name="identity_name_birth", fields=["name_birth_index"], condition=Q(registered=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="identity_id_once_among_registered",
                fields=["id_index"],
                condition=Q(registered=True, id_index__isnull=False),
            ),
            models.CheckConstraint(
                name="identity_id_has_index",
                condition=Q(id_number=None, id_index=None)
                | Q(id_number__isnull=False, id_index__isnull=False),
            ),
        ]


class NameKey(Vault):
    """One way to find a name: a blind index of the full name or of one reading of its pinyin.

    Never the name, never initials: two letters are shared by so many that their frequency would tell.
    Written by `minors.actions.names` with the vaults, and gone with the file's key.
    """

    minor = models.ForeignKey(  # a name has several readings
        Minor, models.PROTECT, related_name="+", verbose_name="档案"
    )
    part = models.CharField("何人", max_length=20, choices=VaultPart)
    key = models.CharField("索引", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "姓名索引"
        indexes = [models.Index(name="namekey_key", fields=["key"])]
        constraints = [models.UniqueConstraint(name="namekey_once_per_file", fields=["minor", "part", "key"])]


class Schooling(Vault):
    """Where the child learns. A vault of its own: patrols, outreach and exports cannot join to it."""

    school = EncryptedTextField("学校", null=True)
    class_name = EncryptedTextField("班级", null=True)

    history = guarded_history()

    class Meta:
        verbose_name = verbose_name_plural = "就学信息"


class Guardian(Vault):
    """Who answers for the child; a carer by mandate is not a guardian, the parents stay responsible.

    `further_at` is empty for whoever was written with the child; whoever was added later comes after them.
    """

    minor = models.ForeignKey(  # a child may have several
        Minor, models.PROTECT, related_name="+", verbose_name="档案"
    )
    name = EncryptedTextField("姓名", null=True)
    relation = EncryptedTextField("关系", null=True)
    phone = EncryptedTextField("电话", null=True)
    phone_index = models.CharField("电话索引", max_length=64, null=True)
    further_at = models.DateTimeField("补充登记时间", null=True, blank=True)
    ended_on = models.DateField("不再是监护人的日期", null=True, blank=True)
    client_id = models.UUIDField("表单编号", null=True, blank=True)

    history = guarded_history("phone_index")

    class Meta:
        verbose_name = verbose_name_plural = "监护人"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                name="guardian_form_once", fields=["client_id"], condition=Q(client_id__isnull=False)
            )
        ]
