"""A season as data: loading it, its numbers, and forms that stay as they were published."""

from __future__ import annotations

import copy
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from kipp.journal.models import JournalLine
from submissions.actions import editions
from submissions.models import (
    Category,
    ChecklistItem,
    DocumentKind,
    Edition,
    FormVersion,
    Group,
    Quota,
    Section,
)
from tests import make

pytestmark = pytest.mark.django_db

KIPP = json.loads((settings.BASE_DIR / "submissions/data/kipp-2025.json").read_text("utf-8"))
EVERYTHING = (Edition, Group, Quota, Category, FormVersion, Section, DocumentKind, ChecklistItem)


def rows() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in EVERYTHING}


def test_the_shipped_season_has_its_groups_categories_forms_and_documents():
    call_command("load_edition", verbosity=0)

    edition = Edition.objects.get(year=2025)
    assert (edition.name, edition.published_at is not None) == ("KIPP 2025", True)
    umum, replikasi = edition.groups.order_by("position")
    assert (umum.minimum_age_months, replikasi.requires_source) == (24, True)
    assert edition.categories.count() == 9
    assert edition.categories.get(number=4).name == "penyediaan pelayanan kesehatan"
    sections = umum.forms.get().sections.order_by("position")
    assert [one.code for one in sections] == ["1", "2", "3", "4", "5", "6a", "6b", "7", "8"]
    assert [one.word_limit for one in sections] == [200, 300, 200, 200, 600, 100, 200, 200, 500]
    assert sum(one.weight for one in sections) == 100
    assert umum.document_kinds.filter(required=True).count() == 2
    assert replikasi.document_kinds.filter(required=True).count() == 3
    evidence = umum.document_kinds.get(of_section=True)
    assert evidence.extensions == ["pdf", "jpg", "jpeg", "png", "xlsx"]
    assert umum.quotas.get(institution_kind="KOTA").places == 10
    assert umum.checklist.exists()


def test_loading_twice_changes_nothing():
    editions.load(KIPP)
    before, lines = rows(), JournalLine.objects.count()

    editions.load(KIPP)

    assert (rows(), JournalLine.objects.count()) == (before, lines)


def test_loading_writes_a_line_of_the_portal_itself():
    edition = editions.load(KIPP)

    line = JournalLine.objects.get(verb="edition.loaded")
    assert (line.subject, line.role, line.by) == (
        f"submissions.Edition:{edition.pk}",
        "SYSTEM",
        None,
    )


def test_a_changed_file_corrects_texts_and_leaves_dates_that_were_extended():
    edition = editions.load(KIPP)
    umum = edition.groups.get(code="umum")
    extended = umum.closes_at + timedelta(days=3)
    Group.objects.filter(pk=umum.pk).update(closes_at=extended)
    data = copy.deepcopy(KIPP)
    data["groups"][0]["quota"]["KOTA"] = 12
    data["documents"][0]["name"] = "Surat pernyataan"

    editions.load(data)

    umum.refresh_from_db()
    assert umum.closes_at == extended
    assert umum.quotas.get(institution_kind="KOTA").places == 12
    assert umum.document_kinds.get(code="identity_statement").name == "Surat pernyataan"
    assert umum.forms.count() == 1


def test_changed_questions_are_a_new_version_and_the_old_one_stays():
    edition = editions.load(KIPP)
    umum = edition.groups.get(code="umum")
    old = list(umum.forms.get().sections.order_by("pk").values())
    data = copy.deepcopy(KIPP)
    data["forms"]["umum"]["sections"][0]["word_limit"] = 250

    editions.load(data)

    first, second = umum.forms.order_by("number")
    assert list(first.sections.order_by("pk").values()) == old
    assert second.sections.get(code="1").word_limit == 250
    assert second.published_at is not None


def test_a_group_may_have_dates_of_its_own():
    data = copy.deepcopy(KIPP)
    data["groups"][1]["closes_at"] = "2025-05-01T12:00:00+07:00"

    edition = editions.load(data)

    assert edition.groups.get(code="replikasi").closes_at.isoformat() == "2025-05-01T05:00:00+00:00"


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    broken = tmp_path / "musim.json"
    broken.write_text("{")

    with pytest.raises(CommandError, match=r"musim\.json"):
        call_command("load_edition", broken)
    assert not Edition.objects.exists()


def test_numbers_are_given_in_order_and_never_twice():
    edition = make.edition(year=2099)

    assert editions.take_numbers(edition, 2) == ["KIPP-2099-00001", "KIPP-2099-00002"]
    assert editions.take_numbers(edition, 1) == ["KIPP-2099-00003"]


@pytest.mark.parametrize(
    "change",
    [
        lambda form: form.sections.update(prompt="Lain."),
        lambda form: form.sections.all().delete(),
        lambda form: FormVersion.objects.filter(pk=form.pk).update(number=9),
        lambda form: FormVersion.objects.filter(pk=form.pk).delete(),
        lambda form: Section.objects.create(
            form=form, code="9", position=9, title="T", prompt="P", word_limit=9, weight=0
        ),
    ],
)
def test_a_published_form_is_immutable_in_the_database(change):
    form = make.edition().groups.get().forms.get()
    before = list(form.sections.values())

    with pytest.raises(Error), transaction.atomic():
        change(form)

    assert list(form.sections.values()) == before


@pytest.mark.parametrize("into", [True, False])
def test_no_section_moves_into_a_published_form_nor_out_of_it(into):
    published = make.edition().groups.get().forms.get()
    draft = FormVersion.objects.create(group=published.group, number=2)
    given = {"position": 9, "title": "T", "prompt": "P", "word_limit": 9, "weight": 0}
    if into:
        Section.objects.create(form=draft, code="9", **given)
    old, new = (draft, published) if into else (published, draft)
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE submissions_section SET form_id = %s WHERE form_id = %s", [new.pk, old.pk]
        )


@pytest.mark.parametrize(
    ("table", "values", "constraint"),
    [
        ("edition", "grace_seconds = 601", "edition_grace_is_short"),
        ("group", "opens_at = closes_at", "group_opens_before_it_closes"),
    ],
)
def test_the_database_keeps_what_may_never_be(table, values, constraint):
    make.edition()

    with pytest.raises(Error, match=constraint), connection.cursor() as cursor:
        cursor.execute(f"UPDATE submissions_{table} SET {values}")


@pytest.mark.parametrize(
    ("again", "constraint"),
    [
        (lambda of: make.group(of), "group_once_per_edition"),
        (lambda of: of.groups.get().forms.create(number=1), "form_version_once_per_group"),
        (lambda of: of.categories.create(number=1, short_name="x", name="x"), "category_once"),
        (
            lambda of: of.groups.get().quotas.create(institution_kind="KOTA", places=1),
            "quota_once_per_group_and_kind",
        ),
        (
            lambda of: of.groups.get().checklist.create(position=1, text="x"),
            "checklist_item_position_once_per_group",
        ),
    ],
)
def test_the_database_keeps_one_of_each(again, constraint):
    with pytest.raises(Error, match=constraint):
        again(make.edition())


@pytest.mark.parametrize(
    ("section", "constraint"),
    [
        ({"weight": 101}, "section_weight_is_a_percentage"),
        ({"word_limit": 0}, "section_has_a_word_limit"),
        ({"code": "1"}, "section_code_once_per_form"),
        ({"position": 1}, "section_position_once_per_form"),
    ],
)
def test_the_database_keeps_sections_sound(section, constraint):
    form = make.edition().groups.get().forms.create(number=2)
    usual = {"form": form, "title": "T", "prompt": "P", "word_limit": 9, "weight": 1}
    Section.objects.create(code="1", position=1, **usual)

    with pytest.raises(Error, match=constraint):
        Section.objects.create(**usual | {"code": "2", "position": 2} | section)
