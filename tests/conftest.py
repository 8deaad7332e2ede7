"""What every test stands on."""

from tests.database import django_db_setup  # noqa: F401  replaces pytest-django's fixture of that name
