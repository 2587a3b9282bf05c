"""Several management commands in one process, since starting Django costs more than most of them.

python -m kipp.devstack.steps '["migrate", "--noinput"]' '["grant_roles", "kipp_app"]'
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.core.management import call_command


def run(steps: list[list[str]]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kipp.settings")
    django.setup()
    for step in steps:
        call_command(*step)


if __name__ == "__main__":
    run([json.loads(step) for step in sys.argv[1:]])
