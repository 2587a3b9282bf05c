import sys
from pathlib import Path

from kipp.devstack import checks

FINE, WRONG = [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit(3)"]


def test_all_checks_run_and_the_wrong_ones_are_listed_at_the_end(monkeypatch, capfd):
    monkeypatch.setattr(checks, "_checks", lambda: {"one": WRONG, "two": FINE, "three": WRONG})
    assert checks.check() == 1
    told = capfd.readouterr()
    assert [line.split()[:2] for line in told.out.splitlines()] == [
        *(["wrong", "one"], ["fine", "two"], ["wrong", "three"]),
    ]
    assert told.err.strip().splitlines()[-1] == "Not in order: one, three"


def test_nothing_wrong_is_success(monkeypatch):
    monkeypatch.setattr(checks, "_checks", lambda: {"one": FINE})
    assert checks.check() == 0


def test_the_checks_do_not_touch_what_the_environment_points_to(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/kipp")
    monkeypatch.setenv("DEMO", "1")
    look = (
        "import os; assert os.environ['DATABASE_URL'].endswith('/nothing');"
        "assert 'DEMO' not in os.environ"
    )
    assert checks._run([sys.executable, "-c", look]) == 0


def test_every_tool_is_installed():
    assert all(Path(command[0]).exists() for command in checks._checks().values())
