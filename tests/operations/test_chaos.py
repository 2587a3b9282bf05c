from __future__ import annotations

import os
import subprocess
import sys


def test_no_letter_is_lost_when_a_worker_is_killed_in_the_middle():
    """`./dev chaos`, small: real servers of its own, a real worker killed, every letter counted."""
    own = {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    command = [sys.executable, "-m", "kipp.devstack", "chaos", "--letters=40", "--kills=1"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0" in done.stdout
