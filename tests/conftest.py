"""What every test stands on."""

import os

import pytest
from django.conf import settings

from common.crypto import create_key_file
from tests.database import django_db_setup  # noqa: F401  replaces pytest-django's fixture of that name
from tests.platform.stack import full_stack  # noqa: F401

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True, scope="session")
def key_file() -> None:
    """Keys of this run; the demo's are never touched."""
    if not settings.KEY_FILE.exists():
        create_key_file(settings.KEY_FILE)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With QINGHU_NO_SKIP, as in CI, a skipped test fails the run: what is missing there must be seen."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("QINGHU_NO_SKIP") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        reporter.write_line("Skipped tests are failures here (QINGHU_NO_SKIP).", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
