from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "kipp.health"
    verbose_name = "Kesehatan sistem"
