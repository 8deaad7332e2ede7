"""Two tables with encrypted columns and one with plain ones, in a registry of their own.

They never enter Django's, so migrations and checks do not see them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from common.crypto import EncryptedTextField
from common.models import Record

with isolate_apps("common"):

    class Vault(Record):
        name = EncryptedTextField("姓名", null=True)
        address = EncryptedTextField("住址", null=True, blank=True)
        note = models.CharField("备注", max_length=20, blank=True)

        history = HistoricalRecords(history_user_id_field=models.IntegerField(null=True))

        class Meta:
            app_label = "common"

    class OtherVault(Record):
        name = EncryptedTextField("姓名")

        class Meta:
            app_label = "common"

    class Fact(models.Model):
        what = models.CharField(max_length=20)
        due_at = models.DateTimeField(null=True)
        met_at = models.DateTimeField(null=True)
        data = models.JSONField(default=dict)

        class Meta:
            app_label = "common"
            db_table = "common_fact"

        def __str__(self) -> str:
            return self.what


HistoricalVault = Vault.history.model
MODELS = (Vault, HistoricalVault, OtherVault, Fact)


@contextmanager
def tables() -> Iterator[None]:
    """Create the tables outside any transaction (SQLite's schema editor insists) and drop them again."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in MODELS:
                editor.delete_model(model)
