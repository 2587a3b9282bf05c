from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from kipp.operations import grants

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Gives the role that the portal works as its rights, and takes all others from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: object, role: str, **options: object) -> None:
        try:
            granted = grants.grant(role)
        except grants.CannotGrant as reason:
            raise CommandError(str(reason)) from reason
        if int(str(options["verbosity"])) > 0:
            self.stdout.write(
                f"{role}: {granted.tables} tables, {len(granted.written_once)} of them written once"
            )
