"""The sweep of stored files: what nobody names goes after a day, and nothing else ever."""

from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from judging.models import Decree
from kipp.accounts.models import Role
from kipp.operations import uploads
from kipp.operations.tasks import sweep_uploads
from submissions.actions import attachments
from submissions.models import Attachment
from tests import make
from tests.make.entries import now
from tests.submissions import contents

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def root(settings, tmp_path) -> Path:
    """Files really on a disk, in a folder of this test."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return folder


def age(path: Path, by: timedelta) -> Path:
    then = time.time() - by.total_seconds()
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def orphan(root: Path, place: str = "evidence/7", *, old: timedelta = 2 * DAY) -> Path:
    path = root / place / secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4")
    return age(path, old)


def attached(*, removed: bool = False) -> Path:
    entry = make.draft()
    kind = entry.group.document_kinds.get()
    data = contents.pdf(secrets.token_hex(8))
    upload = ContentFile(data, name="laporan.pdf")
    made = attachments.attach(entry, kind, entry.form.sections.first(), upload, by=entry.created_by)
    if removed:
        attachments.remove(made, by=entry.created_by)
    return age(Path(made.file.path), 9 * DAY)


def test_what_no_row_names_goes_after_a_day(root):
    gone = [orphan(root), orphan(root, "decrees"), orphan(root, "gates/3")]

    assert uploads.sweep() == 3

    assert [path for path in gone if path.exists()] == []


def test_what_a_failed_change_leaves_behind_is_what_goes(root, monkeypatch):
    entry = make.draft()
    upload = ContentFile(contents.PDF, name="laporan.pdf")

    def fail(*args, **kwargs):
        raise RuntimeError("the journal is away")

    monkeypatch.setattr(attachments, "record", fail)
    kind, section = entry.group.document_kinds.get(), entry.form.sections.first()
    with pytest.raises(RuntimeError):
        attachments.attach(entry, kind, section, upload, by=entry.created_by)
    (left,) = [path for path in root.rglob("*") if path.is_file()]
    assert not Attachment.objects.exists()

    assert uploads.sweep() == 0
    age(left, DAY + HOUR)
    assert uploads.sweep() == 1

    assert not left.exists()


@pytest.mark.parametrize("old", [timedelta(0), HOUR, DAY - HOUR])
def test_a_file_younger_than_a_day_stays(root, old):
    path = orphan(root, old=old)

    assert uploads.sweep() == 0

    assert path.exists()


def test_the_day_is_that_of_the_databases_clock(root):
    path = orphan(root, old=HOUR)

    assert uploads.sweep(at=datetime.now(UTC) + DAY) == 1

    assert not path.exists()


@pytest.mark.parametrize("removed", [False, True])
def test_what_a_row_names_stays_even_off_the_form(root, removed):
    kept = attached(removed=removed)
    orphan(root)

    assert uploads.sweep() == 1

    assert kept.exists()


def test_files_of_every_app_stay(root):
    by = make.person(Role.SECRETARIAT)
    decree = Decree.objects.create(
        edition=make.edition(), number="1/2026", signed_on=date(2026, 1, 1), title="Tetap",
        by=by, at=now(), file=ContentFile(b"%PDF-1.4", name="sk.pdf"), sha256="0" * 64,
    )  # fmt: skip
    kept = age(Path(decree.file.path), 9 * DAY)
    orphan(root)

    assert uploads.sweep() == 1

    assert kept.exists()


def test_every_field_of_a_file_is_known_and_names_its_files_in_our_way():
    fields = uploads.file_fields()

    assert {f"{model._meta.label}.{field.name}" for model, field in fields} >= {
        "submissions.Attachment.file",
        "judging.Decree.file",
        "scaling.Gate.file",
        "scaling.Replication.agreement_file",
    }
    for model, field in fields:
        name = field.generate_filename(model(), "laporan.pdf")
        assert uploads.OURS.fullmatch(Path(name).name), name


def test_what_an_operator_put_there_stays(root):
    paths = [age(_written(root / name), 9 * DAY) for name in ("LEMBAR.txt", "dump.sql", ".keep")]

    assert uploads.sweep() == 0

    assert all(path.exists() for path in paths)


def test_links_are_not_followed_and_not_deleted(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = orphan(outside, "evidence")
    (root / "evidence").mkdir()
    to_folder = root / "evidence" / "9"
    to_folder.symlink_to(secret.parent)
    to_file = root / "evidence" / secrets.token_hex(16)
    to_file.symlink_to(secret)
    age(to_file, 9 * DAY)

    assert uploads.sweep() == 0

    assert secret.exists()
    assert to_folder.is_symlink()
    assert to_file.is_symlink()


def test_a_root_that_is_itself_a_link_is_swept(root, settings, tmp_path):
    path = orphan(root)
    link = tmp_path / "link"
    link.symlink_to(root)
    settings.MEDIA_ROOT = link

    assert uploads.sweep() == 1

    assert not path.exists()


def test_a_folder_that_is_not_there_yet_is_no_fault(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "nothing"

    assert uploads.sweep() == 0


def test_the_task_run_twice_deletes_once(root):
    kept, path = attached(), orphan(root)

    sweep_uploads()
    sweep_uploads()

    assert (kept.exists(), path.exists()) == (True, False)


def test_killed_in_the_middle_the_next_run_ends_it(root, monkeypatch):
    kept, paths = attached(), [orphan(root, f"evidence/{n}") for n in range(3)]
    real, done = os.unlink, []

    def unlink(name, **given):
        if done:
            raise SystemExit
        done.append(name)
        real(name, **given)

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(SystemExit):
        uploads.sweep()
    assert sum(path.exists() for path in paths) == 2

    monkeypatch.undo()
    assert uploads.sweep() == 2

    assert not any(path.exists() for path in paths)
    assert kept.exists()


def test_two_runs_at_once_are_no_fault(root, monkeypatch):
    """What one finds gone, the other has deleted."""
    paths = [orphan(root) for _ in range(50)]
    orphans = {path.relative_to(root).as_posix() for path in paths}

    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(lambda _: len(list(uploads._deleted(root, orphans))), range(2))

    assert sum(runs) == 50
    assert not any(path.exists() for path in paths)


def test_a_run_deletes_no_more_than_its_share(root, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 2)
    paths = [orphan(root) for _ in range(5)]

    assert [uploads.sweep() for _ in range(4)] == [2, 2, 1, 0]

    assert not any(path.exists() for path in paths)


def test_more_orphans_than_files_look_like_the_wrong_database(root, monkeypatch, caplog):
    monkeypatch.setattr(uploads, "SUSPICIOUS", 2)
    paths = [orphan(root) for _ in range(3)]

    assert uploads.sweep() == 0

    assert all(path.exists() for path in paths)
    assert "none deleted" in caplog.text


def test_many_names_are_asked_for_in_few_queries(root, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(uploads, "BATCH", 4)
    for _ in range(8):
        orphan(root)

    with django_assert_num_queries(2 * len(uploads.file_fields()) + 1):
        assert uploads.sweep() == 8


def _written(path: Path) -> Path:
    path.write_text("milik operator")
    return path
