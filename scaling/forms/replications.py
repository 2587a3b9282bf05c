from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from kipp.web.days import DayField
from scaling.forms.cases import not_ahead
from scaling.models import Status
from submissions.forms.papers import PaperField


class ProposalForm(forms.Form):
    reason = forms.CharField(
        label="Mengapa instansi Anda berminat?",
        help_text="Masalah apa di daerah Anda yang dijawab inovasi ini?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Tulis masalah yang dijawab inovasi ini."},
    )
    helper = FormHelper()
    helper.add_input(Submit("save", "Nyatakan minat"))


class AgreementForm(forms.Form):
    number = forms.CharField(
        label="Nomor surat kesepakatan",
        max_length=120,
        error_messages={"required": "Isi nomor surat kesepakatan."},
    )
    signed_on = DayField(
        label="Tanggal kesepakatan",
        validators=[not_ahead],
        error_messages={"required": "Isi tanggal surat kesepakatan."},
    )
    ends_on = DayField(label="Berlaku sampai", required=False)
    file = PaperField(
        label="Surat kesepakatan (PDF)", help_text="Paling besar 5 MB.", required=False
    )
    helper = FormHelper()
    helper.add_input(Submit("save", "Sepakati replikasi"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        signed_on, ends_on = given.get("signed_on"), given.get("ends_on")
        if signed_on and ends_on and ends_on < signed_on:
            self.add_error("ends_on", "Kesepakatan berakhir sebelum ditandatangani. Periksa lagi.")
        return given


class ReportForm(forms.Form):
    """The half-yearly update: a status, a number if one likes, and a sentence where it is needed."""

    unmarked = ("note",)  # its hint says when it is needed

    status = forms.ChoiceField(
        label="Bagaimana keadaannya sekarang?",
        choices=[row for row in Status.choices if row[0] != Status.UNCONFIRMED],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu keadaan."},
    )
    reached = forms.IntegerField(
        label="Orang terlayani dalam enam bulan ini",
        min_value=0,
        max_value=300_000_000,
        required=False,
    )
    note = forms.CharField(
        label="Keterangan singkat",
        help_text="Wajib bila keadaannya “Berhenti” atau “Berlanjut, berkendala”: tulis sebabnya. "
        "Untuk keadaan lain boleh dikosongkan.",
        max_length=500,
        required=False,
    )
    helper = FormHelper()
    helper.add_input(Submit("save", "Kirim pembaruan"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        troubled = given.get("status") in (Status.STOPPED, Status.STRUGGLING)
        if troubled and not given.get("note"):
            self.add_error("note", "Tuliskan sebabnya dalam satu kalimat.")
        return given
