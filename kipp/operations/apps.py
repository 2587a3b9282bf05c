from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from kipp.operations import grants


class OperationsConfig(AppConfig):
    name = "kipp.operations"
    verbose_name = "Pengoperasian"

    def ready(self) -> None:
        # Sent for apps with models only, so for the one whose triggers matter most.
        journal = apps.get_app_config("journal")
        post_migrate.connect(grants.keep_the_fence_shut, sender=journal)
