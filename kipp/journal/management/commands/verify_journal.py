from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from kipp.journal import seals

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Checks the hash chain of the journal and names the first forged line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="head digest of an earlier day")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = seals.verify(options["head"])
        if verdict.forged is not None:
            raise CommandError(f"Rantai putus: baris riwayat #{verdict.forged} telah diubah.")
        if verdict.tail_cut:
            raise CommandError(
                "Ekor riwayat terpotong: segel dengan sidik itu tidak ditemukan lagi."
            )
        self.stdout.write(
            f"Utuh: {verdict.lines} baris bersegel, {verdict.unsealed} menunggu segel."
        )
        self.stdout.write(f"Kepala: {verdict.head}")
