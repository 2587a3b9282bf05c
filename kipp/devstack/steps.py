"""Several management commands in one process, since starting Django costs more than most of them.

    python -m kipp.devstack.steps '["migrate", "--noinput"]' '["demo_logins"]'

What the last one says is the answer and goes to stdout; the others speak on stderr.
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
    *before, last = steps
    for step in before:
        call_command(*step, stdout=sys.stderr)
    call_command(*last, stdout=sys.stdout)


if __name__ == "__main__":
    run([json.loads(step) for step in sys.argv[1:]])
