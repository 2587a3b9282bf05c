from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from judging.actions import runs
from judging.models import ScoreRun

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Counts one run again and compares every standing, byte by byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="ID", help="number of the run")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ScoreRun.objects.select_related("round").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"Perhitungan {options['run']} tidak ada.")
        again = runs.reproduce(run)
        if not again.same_input:
            raise CommandError("Lembar penilaian sudah berubah sejak perhitungan ini.")
        if not again.sound:
            raise CommandError(f"Berbeda: tersimpan {again.stored}, dihitung ulang {again.rows}.")
        self.stdout.write(f"Sama: {run} tahap {run.round_id}, SHA-256 {again.rows}")
