"""How static files are named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside our ES modules too, so that a phone on a poor line never asks for them again."""

    support_js_module_import_aggregation = True
