"""What a title may be, which awards bar, what is signed, and the clause of each line: season data."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from submissions.actions import editions, precheck, readiness
from submissions.actions.precheck import Outcome
from submissions.models import (
    Attachment,
    ChecklistItem,
    DocumentKind,
    Edition,
    Entry,
    Group,
    Rule,
)
from tests import make
from tests.make.entries import now
from tests.submissions.test_precheck import failed, read

pytestmark = pytest.mark.django_db
KIPP = json.loads((settings.BASE_DIR / "submissions/data/kipp-2025.json").read_text("utf-8"))


def line(entry: Entry, code: str) -> precheck.Check:
    return next(one for one in readiness.checks(read(entry)) if one.code == code)


def test_every_line_has_its_clause_in_the_season_of_2025_for_both_groups():
    edition = editions.load(KIPP)
    for group in edition.groups.all():
        assert set(group.rules.values_list("code", flat=True)) == set(precheck.CODES)


def test_a_line_cites_the_clause_of_its_own_group():
    entry = make.draft()
    other = make.group(entry.edition, code="replikasi")
    Rule.objects.create(group=entry.group, code="age", decree="Pedoman 4/2025, umum")
    Rule.objects.create(group=other, code="age", decree="Pedoman 4/2025, replikasi")
    assert line(entry, "age").decree == "Pedoman 4/2025, umum"


def test_a_line_without_a_clause_of_its_own_cites_the_guideline_of_the_season():
    entry = make.draft()
    Edition.objects.update(decree="Pedoman Menteri PANRB Nomor 4 Tahun 2025")
    assert line(entry, "video").decree == "Pedoman Menteri PANRB Nomor 4 Tahun 2025"


def test_the_lines_are_those_that_a_season_may_name():
    assert [one.code for one in readiness.checks(read(make.draft()))] == list(precheck.CODES)


@pytest.mark.parametrize(
    ("changed", "title", "told"),
    [
        ({"title_words": 3}, "Satu Dua Tiga Empat", "judul 4 kata, paling banyak 3 kata"),
        ({"title_letters": 9}, "Delapan!", "judul terlalu pendek untuk dipahami"),
        ({"title_unfit": ["goblok"]}, "Layanan GOBLOK Cepat", "tidak pantas: “goblok”"),
        ({"title_filler": ["contoh judul"]}, "Ini Contoh  Judul", "pengisi: “contoh judul”"),
        ({"title_filler": ["asdf*"]}, "Layanan Asdfghjk", "pengisi: “asdfghjk”"),
    ],
)
def test_what_a_title_may_be_is_said_by_the_season(changed, title, told):
    entry = make.draft(title=title)
    Edition.objects.update(**changed)
    assert told in failed(entry)["title"]


@pytest.mark.parametrize("title", ["Tesis Warga Desa", "Gerakan Ontest Desa", "Kotak Testimoni"])
def test_a_word_of_a_list_is_found_whole_only(title):
    entry = make.draft(title=title)
    Edition.objects.update(title_filler=["tes", "test"], title_unfit=["kot"])
    assert "title" not in failed(entry)


def test_no_published_title_is_found_unfit():
    with (settings.BASE_DIR / "submissions/data/published-awards.csv").open() as file:
        titles = [row.split(",")[0] for row in file][1:]
    edition = editions.load(KIPP)
    assert len(titles) > 40
    for title in titles:
        assert "kata" not in precheck.fault_of_title(title, edition), title


def test_which_awards_bar_is_said_by_the_group():
    award = make.award(level="Top 99")
    again = make.draft(owner=make.owner_of(award.entry), innovation=award.innovation)
    assert line(again, "awarded").outcome == Outcome.PERSON
    Group.objects.filter(pk=again.group_id).update(earlier_awards={"Top 99": 0})
    found = line(again, "awarded")
    assert (found.outcome, found.rule) == (Outcome.FAIL, "Belum pernah Top 99")
    Group.objects.filter(pk=again.group_id).update(earlier_awards={"OPSI": 0, "Top 99": 2})
    found = line(again, "awarded")
    assert found.outcome == Outcome.PERSON
    assert found.rule == "Belum pernah OPSI; Top 99 paling banyak 2 kali"


def letter(entry: Entry, signatures: int | None, *, name: str = "Surat identitas") -> None:
    kind, _ = DocumentKind.objects.get_or_create(
        group=entry.group,
        code=name.lower().replace(" ", "-"),
        defaults={
            "name": name,
            "position": 2,
            "required": True,
            "signed": True,
            "extensions": ["pdf"],
            "max_bytes": 1000,
        },
    )
    Attachment.objects.create(
        entry=entry,
        kind=kind,
        name="surat.pdf",
        media_type="application/pdf",
        size=9,
        sha256=name,
        signatures=signatures,
        file="evidence/x",
        uploaded_by=entry.created_by,
        uploaded_at=now(),
    )


def test_a_letter_signed_by_certificate_passes_and_one_of_ink_is_for_people():
    entry = make.draft()
    letter(entry, 1)
    assert line(entry, "signatures").outcome == Outcome.PASS
    letter(entry, 0, name="Surat replikasi")
    found = line(entry, "signatures")
    assert found.outcome == Outcome.PERSON
    assert "Surat replikasi" in found.reason
    assert "Surat identitas" not in found.reason


@pytest.mark.parametrize("signatures", [None, 0])
def test_a_letter_not_looked_at_yet_is_no_pass(signatures):
    entry = make.draft()
    letter(entry, signatures)
    assert line(entry, "signatures").outcome == Outcome.PERSON


def test_what_the_portal_found_stands_beside_the_item_it_speaks_of():
    entry = make.draft(title="Contoh judul")
    item = entry.group.checklist.get()
    bare = ChecklistItem.objects.create(group=entry.group, position=2, text="Peserta")
    item.checks = ["title", "theme"]
    item.save(update_fields=["checks"])
    found = precheck.beside([item, bare], readiness.checks(read(entry)))
    assert [(one.code, one.outcome) for one in found[item.pk]] == [
        ("title", Outcome.FAIL),
        ("theme", Outcome.PERSON),
    ]
    assert found[bare.pk] == []


def test_every_line_stands_beside_an_item_of_the_season_of_2025_but_the_quota():
    edition = editions.load(KIPP)
    for group in edition.groups.all():
        asked = {code for item in group.checklist.all() for code in item.checks}
        never = {"quota"} | ({"awarded"} if group.code == "replikasi" else {"source"})
        assert asked == set(precheck.CODES) - never
