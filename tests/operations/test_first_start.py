"""The first start as docs/operations.md tells it, command by command, on an empty database."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from judging.models import Criterion, Round
from kipp.accounts.models import Institution, Invitation, Region, Role
from submissions.models import Edition, FormVersion, Quota

pytestmark = pytest.mark.django_db

DOCUMENT = (settings.BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")


def documented() -> list[list[str]]:
    """Each command line that the chapter shows on a line of its own."""
    chapter = DOCUMENT.partition("## First start")[2].partition("\n## ")[0]
    named = iter(("satu@contoh.go.id", "dua@contoh.go.id"))
    lines = re.findall(r"^ +manage\.py (.+)$", chapter, flags=re.MULTILINE)
    return [re.sub(r"<[^>]+>", lambda _: next(named), line).split() for line in lines]


def test_the_documented_commands_set_an_empty_database_up(capsys):
    assert not Institution.objects.exists()
    assert not Edition.objects.exists()

    for name, *arguments in documented():
        call_command(name, *arguments)

    assert Region.objects.count() > 500
    assert Institution.objects.count() > 500
    edition = Edition.objects.get()
    assert FormVersion.objects.filter(group__edition=edition, published_at__isnull=False).exists()
    assert Quota.objects.filter(group__edition=edition).exists()
    assert {one.stage for one in Round.objects.filter(edition=edition)} == {"TE", "TPI"}
    assert not [one for one in Round.objects.all() if not Criterion.objects.filter(round=one)]
    assert Invitation.objects.filter(role=Role.SUPERUSER).count() == 2
    assert capsys.readouterr().out.count("http") >= 2


def test_every_command_that_loads_is_told():
    """A further one would be missing from the first start."""
    folders = settings.BASE_DIR.glob("**/management/commands/load_*.py")
    loading = {path.stem for path in folders if ".venv" not in path.parts}
    assert loading == {name for name, *_ in documented() if name.startswith("load_")}
