"""Build the typeface before `collectstatic`: the stylesheet names it, so it must be there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kipp.web import font


class Command(BaseCommand):
    help = "Membuat berkas huruf yang dipakai halaman portal."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        target = font.build(settings.LOCAL / "build")
        self.stdout.write(f"{target} ({target.stat().st_size / 1024:.1f} KB)")
