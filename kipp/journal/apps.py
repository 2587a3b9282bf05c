from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kipp.journal"
    verbose_name = "Riwayat"
