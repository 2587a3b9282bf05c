from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from kipp.demo.calibrate import Rehearsal
from kipp.demo.seasons.scales import SCALES

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Prints finalists and awards of the finished season for each luck, on the demo's database "
        "of that scale, changing nothing. What fits goes into kipp/demo/seasons/scales.py."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=list(SCALES), default="tenth")
        parser.add_argument("--tries", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        rehearsal = Rehearsal(options["scale"])
        for luck in range(options["tries"]):
            outcome = rehearsal.play(luck)
            numbers = f"{len(outcome.finalists)} -> {len(outcome.awarded)}"
            self.stdout.write(f"luck {luck:4}: {numbers}")
