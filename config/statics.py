"""Which static files are collected, and how they are named."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside our ES modules too, so that a phone on a poor line never asks for them again."""

    support_js_module_import_aggregation = True


class CollectedStaticFilesConfig(StaticFilesConfig):
    """Leaves out htmx's extensions: unused here, and they name modules that only their sources have."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
