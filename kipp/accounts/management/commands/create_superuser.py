from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from kipp.accounts.actions import people
from kipp.accounts.models import Role
from kipp.journal.moves import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Invites a person to set the portal up and prints the link. Name two: roles of the "
        "secretariat, of auditors and of further superusers need a second person's word."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="Pengelola sistem")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invitation = people.invite(
                by=None, email=options["email"], name=options["name"], role=Role.SUPERUSER
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        path = reverse("accounts:invitation-accept", kwargs={"token": invitation.token})
        self.stdout.write(f"{settings.SITE_URL}{path}")
        self.stdout.write(f"valid once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC")
