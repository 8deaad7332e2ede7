from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "minors"
    verbose_name = "未成年人"
