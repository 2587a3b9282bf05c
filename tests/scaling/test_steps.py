"""After every step the page says where the case or replication stands and whose turn it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from scaling import steps
from scaling.models import CaseState, ReplicationState
from scaling.models.case import CONFIRMS, FILLS, PATH
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db
_C, _R = CaseState, ReplicationState
TURNS = {
    _C.IDENTIFIED: "narahubung K/L mengisi bukti “Diminati K/L”",
    _C.INTERESTED: "pendamping perluasan mengisi bukti “Kajian skalabilitas”",
    _C.ASSESSED: "narahubung K/L mengisi bukti “Rencana”",
    _C.PLANNED: "pemilik inovasi atau narahubung K/L mengisi bukti “Komitmen”",
    _C.COMMITTED: "narahubung K/L atau instansi replikator mengisi bukti “Uji terap”",
    _C.PILOTED: "narahubung K/L mengisi bukti “Adopsi kebijakan nasional”",
    _C.ADOPTED: "pemilik inovasi atau instansi replikator mengisi bukti “Pemantauan”",
    _C.MONITORED: "sampai di tahap terakhir, “Pemantauan”",
    _C.PAUSED: "pendamping perluasan melanjutkannya",
    _C.STOPPED: "Tidak ada langkah lagi.",
}


@pytest.mark.parametrize(("state", "words"), TURNS.items())
def test_each_stage_names_the_next_and_who_acts(state, words):
    case = make.scaling_case(state, due_on=date(2026, 3, 2))
    assert words in steps.after(case)
    if state in PATH[:-1]:
        case.due_on = date(2026, 3, 2)
        assert steps.after(case).endswith("paling lambat 2 Maret 2026.")
        make.gate(case, case.next_state)
        confirming = steps.who_confirms(case.next_state)
        assert f"{confirming} mengonfirmasi bukti" in steps.after(case)


def test_every_side_of_every_gate_has_a_name():
    for stage in PATH[1:]:
        for sides, named in ((FILLS, steps.who_fills), (CONFIRMS, steps.who_confirms)):
            assert named(stage), (stage, sides[stage])


def test_the_pages_of_a_case_say_it(client):
    case = make.scaling_case()
    gate = make.gate(case, _C.INTERESTED)
    sign_in(client, make.person(Role.SCALING_OFFICER))
    waiting = client.get(case.get_absolute_url()).content.decode()
    assert "menunggu konfirmasi Anda" in waiting

    confirm = reverse("scaling:case-advance", args=[case.pk])
    said = client.post(confirm, {"seen": gate.version}, follow=True)

    body = said.content.decode()
    assert "Tahap dikonfirmasi. Perluasan berada di tahap “Diminati K/L”." in body
    assert "Berikutnya: pendamping perluasan mengisi bukti “Kajian skalabilitas”" in body
    paused = client.post(
        reverse("scaling:case-pause", args=[case.pk]), {"reason": "Anggaran."}, follow=True
    )
    assert "Perluasan ditunda. Berikutnya: pendamping perluasan" in paused.content.decode()
    sign_in(client, make.person(Role.KL_CONTACT, institution=case.institution))
    other = make.scaling_case(_C.INTERESTED, institution=case.institution)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "Bukti ini diisi pendamping perluasan." in page
    assert "Setelah itu narahubung K/L mengonfirmasinya." in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (_R.INTEREST, "{owner}, pemilik inovasi, mencatat surat kesepakatan"),
        (_R.AGREED, "KemenPANRB memeriksa kesepakatan"),
        (_R.APPROVED, "{adopter} mulai melaksanakan"),
        (_R.RUNNING, "{adopter} mengirim pembaruan setiap semester"),
        (_R.DONE, "Tidak ada langkah lagi"),
    ],
)
def test_each_state_of_a_replication_names_who_acts(state, words):
    made = make.replication(state)
    told = words.format(owner=made.source.institution, adopter=made.adopter)
    assert told in steps.after_replication(made)


def test_the_pages_of_a_replication_say_it(client):
    made = make.replication(_R.AGREED)
    sign_in(client, make.person(Role.SCALING_OFFICER))
    said = client.post(reverse("scaling:replication-approve", args=[made.pk]), follow=True)
    assert f"disetujui. Berikutnya: {made.adopter} mulai melaksanakan." in said.content.decode()

    running = make.replication(_R.RUNNING)
    sign_in(client, make.person(Role.ADOPTER, institution=running.adopter))
    report = reverse("scaling:replication-report", args=[running.pk])
    said = client.post(report, {"status": "SMOOTH"}, follow=True).content.decode()
    assert "Pembaruan terkirim. Berikutnya diminta mulai 1 Ja" in said or "1 Juli" in said
