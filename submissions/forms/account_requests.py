from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kipp.accounts.forms import EIGHTEEN_DIGITS, LongSelect
from kipp.accounts.models import Institution
from submissions.actions.account_requests import Asked
from submissions.forms.papers import PaperField
from submissions.overview import WITH_A_DESK


class AccountRequestForm(forms.Form):
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label="Instansi",
        empty_label="Pilih instansi",
        widget=LongSelect,
        help_text="BUMD mengikuti meja pemerintah daerahnya.",
        error_messages={"required": "Pilih instansi Anda."},
    )
    name = forms.CharField(
        label="Nama lengkap",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Isi nama lengkap Anda."},
    )
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=18,
        validators=[EIGHTEEN_DIGITS],
        help_text="18 angka. Kosongkan bila Anda bukan ASN.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    position = forms.CharField(
        label="Jabatan dan unit kerja",
        max_length=120,
        help_text="Misalnya Analis Kebijakan, Bagian Organisasi.",
        error_messages={"required": "Isi jabatan dan unit kerja Anda."},
    )
    email = forms.EmailField(
        label="Surel dinas",
        max_length=254,
        help_text="Undangan dan jawaban dikirim ke alamat ini.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Isi alamat surel Anda.",
            "invalid": "Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id.",
        },
    )
    phone = forms.CharField(
        label="Telepon kantor",
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^[\d +()-]*$", "Tulis angka saja, misalnya 021 7398381.")],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    file = PaperField(
        label="Surat penunjukan Admin Lokal",
        help_text="PDF, paling besar 5 MB, ditandatangani pimpinan unit organisasi.",
        error_messages={"required": "Unggah surat penunjukannya."},
    )
    replaces = forms.BooleanField(
        label="Admin Lokal yang lama sudah tidak bertugas",
        required=False,
        help_text="Centang hanya bila instansi Anda sudah pernah mempunyai Admin Lokal.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Institution.objects.current().filter(kind__in=WITH_A_DESK).for_choice()
        self.fields["institution"].queryset = places  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class DeclineRequestForm(forms.Form):
    answer = forms.CharField(
        label="Alasan penolakan",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dikirim ke surel peminta, beserta tautan untuk meminta lagi.",
        error_messages={"required": "Tulis alasan penolakan. Peminta membacanya dalam surat."},
    )
