from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string


class MinorsConfig(AppConfig):
    name = "minors"
    verbose_name = "未成年人"

    def ready(self) -> None:
        register(import_string("minors.checks.keys_fit"))
