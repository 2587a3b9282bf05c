from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kipp.web"
    verbose_name = "Kerangka situs"
