from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kipp.jobs"
    verbose_name = "Pekerjaan latar"
