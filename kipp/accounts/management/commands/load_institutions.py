from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kipp.accounts.actions import reference


class Command(BaseCommand):
    help = "Load regions and institutions from kipp/accounts/data; loading again updates by code."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference.load_institutions()
        self.stdout.write(f"{loaded.regions} regions, {loaded.institutions} institutions")
