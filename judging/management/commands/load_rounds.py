from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from judging.actions import rounds
from submissions.models import Edition
from submissions.season_file import Misshapen

if TYPE_CHECKING:
    from argparse import ArgumentParser

ROUNDS = "judging/data/kipp-2025.json"
SEASON = "submissions/data/kipp-2025.json"


class Command(BaseCommand):
    help = "Load the rounds of a season from its data files; rounds that are open stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rounds", nargs="?", type=Path, default=settings.BASE_DIR / ROUNDS)
        parser.add_argument("season", nargs="?", type=Path, default=settings.BASE_DIR / SEASON)

    def handle(self, *args: Any, **options: Any) -> None:
        data, season = _read(options["rounds"]), _read(options["season"])
        edition = Edition.objects.filter(year=season["year"]).first()
        if edition is None:
            raise CommandError(f"load the season {season['year']} first")
        try:
            loaded = rounds.load(data, edition, season=season)
        except Misshapen as fault:
            raise CommandError(f"{options['rounds']}: {fault}") from fault
        for round in loaded:
            self.stdout.write(f"{round}: {round.criteria.count()} criteria, {round.state}")


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"{path}: {fault}") from fault
    return content
