from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "kipp.notices"
    verbose_name = "Pemberitahuan"

    def ready(self) -> None:
        autodiscover_modules("mail")  # every app's events, so that the list is whole
