from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kipp.demo.people import LOGINS


class Command(BaseCommand):
    help = "Prints the log-ins of the demo: role, email, password."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [("role", "email", "password")]
        rows += [(str(role), login.email, login.password) for role, login in LOGINS.items()]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
