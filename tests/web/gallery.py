"""Every component on pages like the real ones, without a database: what the browser tests look at."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import RequestContext
from django.template.engine import Engine
from django.test import RequestFactory

from kipp.web.tones import TONES

MOMENT = datetime(2025, 6, 3, 14, 14, tzinfo=UTC)
KINDS = [
    ("k", "Kementerian"),
    ("l", "Lembaga"),
    ("p", "Pemerintah provinsi"),
    ("d", "Pemerintah kabupaten/kota"),
]
PROVINCES = "11,Aceh,0,0 12,Sumut,1,1 13,Sumbar,1,2 32,Jabar,5,6 33,Jateng,6,6 35,Jatim,7,6 31,Jakarta,5,5 51,Bali,8,6 94,Papua Tgh,15,3 95,Papua Peg,16,3"


class ProposalForm(forms.Form):
    title = forms.CharField(
        label="Judul inovasi",
        help_text="Paling banyak 15 kata. Sebutkan hasilnya, bukan nama aplikasinya.",
    )
    kind = forms.ChoiceField(
        label="Jenis instansi", choices=KINDS, widget=forms.RadioSelect, help_text="Pilih satu."
    )
    category = forms.ChoiceField(
        label="Kategori", choices=[("", "Pilih kategori"), ("8", "Kesehatan")]
    )
    summary = forms.CharField(
        label="Ringkasan",
        help_text="Apa masalahnya, siapa yang terdampak, dan apa hasilnya?",
        widget=forms.Textarea(attrs={"data-word-limit": 12, "rows": 5}),
    )
    goals = forms.MultipleChoiceField(
        label="Tujuan yang didukung",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    video = forms.URLField(label="Tautan video", required=False, assume_scheme="https")
    evidence = forms.FileField(label="Surat pernyataan", help_text="PDF, paling besar 10 MB.")
    people = forms.IntegerField(label="Warga yang terlayani")
    true = forms.BooleanField(
        label="Saya menyatakan isi proposal ini benar dan inovasinya telah berjalan."
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class FilterForm(forms.Form):
    q = forms.CharField(label="Cari judul atau kode", required=False)
    kategori = forms.ChoiceField(
        label="Kategori", required=False, choices=[("", "Semua"), ("8", "Kesehatan")]
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Semua"), ("ACCEPTED", "Lolos seleksi administrasi")],
    )


@dataclass
class Link:
    label: str
    url: str
    current: bool = False


@dataclass
class Holding:
    pk: int
    label: str


class Person:
    is_authenticated = True

    def __str__(self) -> str:
        return "Ratna Dewi Kusumawardani"


def filled(**changes: str) -> ProposalForm:
    data = QueryDict(mutable=True)
    data.update(
        {"title": "", "summary": "kata " * 15, "video": "bukan tautan", "people": "0.5"} | changes
    )
    return ProposalForm(data)


def context_of_frame() -> dict[str, object]:
    labels = [
        "Beranda",
        "Proposal",
        "Seleksi administrasi",
        "Tahap penilaian",
        "Perluasan",
        "Orang",
        "Surat keluar",
        "Pekerjaan latar",
    ]
    acting = Holding(1, "Tim Sekretariat, Kementerian PANRB")
    return {
        "user": Person(),
        "navigation": [Link(label, "#", label == "Proposal") for label in labels],
        "acting": acting,
        "holdings": [acting, Holding(2, "Admin Lokal, Pemerintah Kabupaten Jayawijaya")],
        "unread_notices": 3,
        "demo": True,
    }


def context_of_pages() -> dict[str, object]:
    titles = [
        "Kader berjalan menurunkan stunting di tujuh distrik",
        "Samsat masuk pasar",
        "Air bersih dari embun untuk enam dusun pegunungan",
    ]
    states = [
        ("ACCEPTED", "Lolos seleksi administrasi"),
        ("RETURNED", "Dikembalikan untuk dilengkapi"),
        ("LODGED", "Diajukan"),
    ]
    rows = [
        {
            "title": title,
            "code": f"KIPP-2026-{n:05}",
            "institution": "Pemerintah Kabupaten Jayawijaya",
            "category": "Kesehatan",
            "total": Decimal("92.5") - 7 * n,
            "state": states[n][0],
            "label": states[n][1],
        }
        for n, title in enumerate(titles)
    ]
    tiles = [line.split(",") for line in PROVINCES.replace("Papua ", "Papua_").split()]
    job = {
        "pk": 1,
        "title": "Menghitung ulang 2.116 proposal",
        "done": 740,
        "total": 2116,
        "words": "740 dari 2.116 (35%) · sekitar 2 menit lagi",
        "state": "RUNNING",
        "get_state_display": "Sedang berjalan",
        "is_over": False,
        "url": "#",
    }
    return {
        "moment": MOMENT,
        "deadline": datetime.fromtimestamp(time.time(), UTC)
        + timedelta(days=5, hours=3, minutes=1),
        "rows": rows,
        "page": Paginator(range(305), 25).page(4),
        "chips": [
            {"label": "Kategori", "value": "Kesehatan", "key": "kategori"},
            {"label": "Cari", "value": "stunting", "key": "q"},
        ],
        "funnel": [
            {"label": label, "value": n}
            for label, n in [
                ("Terdaftar", 3051),
                ("Lolos seleksi administrasi", 2116),
                ("Finalis", 273),
                ("Penghargaan", 28),
            ]
        ],
        "histogram": [
            {"low": low, "high": low + 5, "value": n}
            for low, n in zip(
                range(50, 100, 5), [4, 9, 21, 40, 77, 130, 160, 91, 44, 8], strict=True
            )
        ],
        "tasks": [
            {"title": "Identitas inovasi", "url": "#", "state": "COMPLETE", "label": "Lengkap"},
            {
                "title": "Uraian",
                "url": "#",
                "state": "PARTIAL",
                "label": "Sedang diisi",
                "current": True,
            },
            {
                "title": "Bukti dukung",
                "url": "#",
                "state": "EMPTY",
                "label": "Belum diisi",
                "hint": "2 berkas wajib",
            },
            {"title": "Pernyataan", "url": "#", "state": "EMPTY", "label": "Belum diisi"},
        ],
        "figures": [
            {"label": "instansi berminat", "value": 12},
            {"label": "sedang mereplikasi", "value": 7, "url": "#"},
            {"label": "warga terlayani", "value": 41250},
        ],
        "states": [(state, state.replace("_", " ").capitalize()) for state in TONES],
        "jobs": [
            job,
            job
            | {
                "pk": 2,
                "title": "Mengirim 339 surat",
                "state": "FAILED",
                "get_state_display": "Gagal",
                "is_over": True,
                "words": "212 dari 339 (63%) · Server surat menolak sambungan.",
            },
        ],
        "lines": [
            {
                "sentence": "Diajukan ke KemenPANRB dengan tanda terima",
                "by": "Yohanes Tabuni, Admin Lokal",
                "at": MOMENT,
            },
            {
                "sentence": "Dikembalikan ke unit dengan catatan",
                "by": "Yohanes Tabuni, Admin Lokal",
                "at": MOMENT - timedelta(days=2),
                "note": "Lampirkan data sebelum dan sesudah untuk tiap distrik.",
            },
            {
                "sentence": "Draf dibuat",
                "by": "Maria Wenda, inovator",
                "at": MOMENT - timedelta(days=30),
            },
        ],
        "effects": [
            "27 proposal menjadi finalis, 185 tidak.",
            "3 lembar penilaian yang belum ditandatangani dibatalkan, atas nama penilainya.",
            "Surat dikirim besok pukul 09.00 WIB.",
        ],
        "tiles": [
            SimpleNamespace(
                label=label.replace("_", " "),
                column=int(column),
                row=int(row),
                value=(7 * n) % 16,
                url="#",
            )
            for n, (_, label, column, row) in enumerate(tiles)
        ],
    }


def html(name: str, **extra: object) -> str:
    engine = Engine(
        dirs=[Path(__file__).parent / "templates", *Engine.get_default().dirs],
        app_dirs=True,
        libraries=Engine.get_default().libraries,
        builtins=["kipp.web.templatetags.kipp"],
    )
    request = RequestFactory().get("/proposal/", {"kategori": "8", "q": "stunting", "halaman": "4"})
    context = RequestContext(
        request, context_of_frame() | context_of_pages() | {"csrf_token": "x"} | extra
    )
    return engine.get_template(name).render(context)


PAGES = {
    "desk": lambda: html("gallery/desk.html"),
    "list": lambda: html("gallery/list.html", form=FilterForm()),
    "form": lambda: html("gallery/form.html", form=filled()),
    "blank": lambda: html("gallery/form.html", form=ProposalForm()),
    "case": lambda: html("gallery/case.html"),
    "sheet": lambda: html("gallery/sheet.html", names=["Kebaruan", "Manfaat", "Keberlanjutan"]),
    "missing": lambda: html("errors/404.html"),
}


def page(name: str) -> str:
    return PAGES[name]()
