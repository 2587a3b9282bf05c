from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "kipp.operations"
    verbose_name = "Pengoperasian"
