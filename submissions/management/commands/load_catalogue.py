from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from submissions.actions import catalogue


class Command(BaseCommand):
    help = "Load the published awards of past seasons; loading them again adds only what is new."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{catalogue.load()} innovations of the past are new")
