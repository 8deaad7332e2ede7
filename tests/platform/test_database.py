"""What the test databases promise: rows of migrations survive a transactional test, triggers always stand."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from common import triggers

pytestmark = pytest.mark.postgres


@pytest.mark.django_db
def test_the_append_only_triggers_stand():
    assert triggers.all_specs()
    assert triggers.missing_all(connection) == []


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_starts_from_the_migrated_state(time):
    assert not ContentType.objects.filter(app_label="left_behind").exists()
    assert ContentType.objects.filter(app_label="accounts").exists()
    assert triggers.missing_all(connection) == []
    ContentType.objects.create(app_label="left_behind", model="row")
