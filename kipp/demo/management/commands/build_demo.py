from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from kipp.demo import build
from kipp.demo.seasons.scales import SCALES

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Builds two seasons of invented data, once: KIPP 2025 finished, KIPP 2026 running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            choices=list(SCALES),
            default="tenth",
            help="tenth (default) or full, after the numbers of 2025; tiny is for the tests.",
        )
        parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; default: today.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"[{time.monotonic() - began:5.1f} s] {text}")
            self.stdout.flush()

        try:
            made = build.build(options["scale"], today=options["today"], say=say)
        except build.TooEarly as early:
            raise CommandError(f"--today must be {build.EARLIEST} or later.") from early
        except build.Unfinished as unfinished:
            raise CommandError(
                "The demo data is incomplete: a build was interrupted or is still at work. "
                "Begin anew with: ./dev demo --fresh"
            ) from unfinished
        say("Data demo siap." if made else "Data demo sudah ada; tidak ada yang ditambahkan.")
