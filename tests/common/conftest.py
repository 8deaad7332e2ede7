import pytest

from common import crypto
from tests.common.vault import tables


@pytest.fixture(scope="module")
def extra_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), tables():
        yield


@pytest.fixture
def key_path(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "keys.json"
    crypto.create_key_file(settings.KEY_FILE)
    return settings.KEY_FILE


@pytest.fixture
def data_key(key_path):
    return crypto.unwrap(*crypto.new_data_key())
