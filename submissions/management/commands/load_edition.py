from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from submissions import season_file
from submissions.actions import editions

if TYPE_CHECKING:
    from argparse import ArgumentParser

SHIPPED = "submissions/data/kipp-2025.json"


class Command(BaseCommand):
    help = "Load a season from its data file; loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=settings.BASE_DIR / SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise CommandError(f"{options['file']}: {fault}") from fault
        try:
            edition = editions.load(data)
        except season_file.Misshapen as fault:
            raise CommandError(f"{options['file']}: {fault}") from fault
        self.stdout.write(f"{edition}: {edition.groups.count()} groups")
