from __future__ import annotations

from typing import Any

from django.db import migrations


def keep(apps: Any, schema_editor: Any) -> None:
    """Who could only read before there was a right to comment goes on only reading."""
    apps.get_model("submissions", "TeamMember").objects.filter(can_edit=False).update(
        can_comment=False
    )


class Migration(migrations.Migration):
    dependencies = [("submissions", "0011_rights_in_a_team")]  # noqa: RUF012

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]  # noqa: RUF012
