"""Seasons that were loaded before keep the rules that were written into the program."""

from __future__ import annotations

from django.db import migrations

FILLER = ["lorem", "ipsum", "asdf*", "qwerty*", "xxx*", "tes", "test", "contoh judul"]


def keep(apps, schema_editor):
    apps.get_model("submissions", "Edition").objects.update(title_filler=FILLER)
    groups = apps.get_model("submissions", "Group").objects
    groups.filter(requires_source=True).update(earlier_awards={})
    kinds = apps.get_model("submissions", "DocumentKind").objects
    kinds.filter(required=True, of_section=False).update(signed=True)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0009_rules_of_the_precheck")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
