from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Q
from django.urls import reverse

from kipp.accounts.models import Unit, User
from kipp.web.days import DayField
from submissions import videos
from submissions.actions import continuations
from submissions.actions.entries import OF_INNOVATION
from submissions.models import Category, Edition, Entry, EntryState, Group, Innovation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kipp.accounts.models import RoleHolding as Holding

SOURCE_FIELDS = ("source", "source_note")


def _public_video(address: str) -> None:
    if fault := videos.fault_of(address):
        raise forms.ValidationError(fault)


class IdentityForm(forms.Form):
    """What an innovation is; the questions of a replication only where the group asks them."""

    title = forms.CharField(
        label="Judul inovasi",
        max_length=200,
        help_text="Paling banyak {} kata. Sebutkan hasilnya, bukan nama aplikasinya.",
        error_messages={"required": "Isi judul inovasi."},
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label="Kategori",
        empty_label="Pilih satu kategori",
        error_messages={"required": "Pilih satu kategori."},
    )
    started_on = DayField(
        label="Tanggal inovasi mulai diterapkan",
        help_text="Hari pertama layanan berjalan, bukan hari gagasannya. Contoh: 3 1 2023.",
    )
    location = forms.CharField(
        label="Lokasi penerapan",
        max_length=160,
        help_text="Wilayah atau unit yang merasakan inovasi ini.",
        error_messages={"required": "Isi lokasi penerapan."},
    )
    source = forms.ModelChoiceField(
        Innovation.objects.none(),
        label="Inovasi asal",
        empty_label="Tidak ada di daftar",
        required=False,
        help_text="Inovasi terbit milik instansi lain yang Anda replikasi.",
    )
    source_note = forms.CharField(
        label="Inovasi asal di luar daftar",
        max_length=200,
        required=False,
        help_text="Judul, pemilik, dan tahun penghargaannya.",
    )
    video_url = forms.URLField(
        label="Tautan video",
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[_public_video],
        error_messages={
            "invalid": "Tulis tautan yang lengkap, misalnya https://www.youtube.com/watch?v=...",
        },
    )

    def __init__(
        self,
        *args: Any,
        group: Group,
        edition: Edition,
        institution_id: int | None,
        proposal: int | None = None,
        settled: bool = False,
        video_help: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["video_url"].help_text = video_help
        title = self.fields["title"]
        title.help_text = title.help_text.format(edition.title_words)
        title.widget.attrs |= _near_attributes(proposal)
        for name in OF_INNOVATION if settled else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = "Sudah diajukan pada proposal lain: tidak dapat diubah."
        categories = Category.objects.filter(edition_id=group.edition_id).order_by("number")
        category = self.fields["category"]
        category.queryset = categories  # type: ignore[attr-defined]
        category.label_from_instance = _category_label  # type: ignore[attr-defined]
        if group.requires_source:
            source = self.fields["source"]
            source.queryset = Innovation.objects.sources_for(institution_id)  # type: ignore[attr-defined]
            source.label_from_instance = _source_label  # type: ignore[attr-defined]
        else:
            for name in SOURCE_FIELDS:
                del self.fields[name]


class StartForm(IdentityForm):
    """The first page of a draft: a new innovation, or an earlier one of the team."""

    earlier = forms.ModelChoiceField(
        Entry.objects.none(),
        label="Mulai dari",
        empty_label="Halaman kosong, untuk inovasi baru",
        required=False,
        help_text="Proposal musim lalu membawa identitas dan isiannya; tulis apa yang berubah.",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", empty_label="Pilih unit Anda")
    # Asked unless an earlier innovation is chosen: not optional to who reads the page.
    unmarked = ("title", "started_on", "location")
    field_order = ("earlier", "title", "category", "started_on", "location", "unit")

    def __init__(self, *args: Any, user: User, group: Group, **kwargs: Any) -> None:
        holding = user.acting
        institution_id = holding.institution_id if holding else None
        given: dict[str, Any] = {"edition": group.edition, "institution_id": institution_id}
        super().__init__(*args, group=group, **given, **kwargs)
        del self.fields["video_url"]
        self._offer("earlier", continuations.offered(user, group.edition).for_table())
        self._offer("unit", _units_to_choose(holding))
        if "earlier" in self.fields:
            self.fields["earlier"].label_from_instance = _earlier_label  # type: ignore[attr-defined]
            for name in self.unmarked:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("earlier"):
            for name in self.unmarked:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return given

    def _offer(self, name: str, rows: QuerySet[Any] | None) -> None:
        """A choice without anything to choose from is not asked."""
        if rows is None or not rows.exists():
            del self.fields[name]
        else:
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class DeclarationForm(forms.Form):
    true = forms.BooleanField(
        label="Saya menyatakan bahwa isi proposal dan bukti dukungnya benar.",
        error_messages={"required": "Centang pernyataan ini sebelum mengirim."},
    )

    def __init__(self, *args: Any, declaration: str, **kwargs: Any) -> None:
        """`declaration` is the wording of the season, where it has one."""
        super().__init__(*args, **kwargs)
        if declaration:
            self.fields["true"].label = declaration


class EntryFilter(django_filters.FilterSet):
    """The filters of every list of entries; `queryset` is what the reader may see at all."""

    cari = django_filters.CharFilter(method="search", label="Cari judul atau nomor")
    tahun = django_filters.ChoiceFilter(
        field_name="edition__year", label="Tahun", empty_label="Semua", choices=lambda: _years()
    )
    kelompok = django_filters.ChoiceFilter(
        field_name="group__code", label="Kelompok", empty_label="Semua", choices=lambda: _groups()
    )
    kategori = django_filters.ChoiceFilter(
        field_name="category__short_name",
        label="Kategori",
        empty_label="Semua",
        choices=lambda: _categories(),
    )
    status = django_filters.ChoiceFilter(
        field_name="state", label="Status", empty_label="Semua", choices=EntryState.choices
    )

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        words = " ".join(value.split())
        return rows.filter(
            Q(innovation__title__icontains=words)
            | Q(code__iexact=words)
            | Q(innovation__institution__name__icontains=words)
            | Q(innovation__unit__name__icontains=words)
        )


def _near_attributes(proposal: int | None) -> dict[str, str]:
    """htmx asks for the titles near to this one, in a pause of typing."""
    url = reverse("submissions:title-near")
    return {
        "hx-get": f"{url}?proposal={proposal}" if proposal else url,
        "hx-trigger": "input changed delay:600ms",
        "hx-target": "#judul-mirip",
        "hx-sync": "this:replace",
    }


def _years() -> list[tuple[int, str]]:
    years = Edition.objects.published().newest_first().values_list("year", flat=True)
    return [(year, str(year)) for year in years]


def _groups() -> list[tuple[str, str]]:
    rows = Group.objects.order_by("-edition__year", "position", "pk").values_list("code", "name")
    return list(dict(rows).items())


def _categories() -> list[tuple[str, str]]:
    rows = Category.objects.order_by("-edition__year", "number", "pk")
    names = dict.fromkeys(rows.values_list("short_name", flat=True))
    return [(name, name) for name in names]


def _units_to_choose(holding: Holding | None) -> QuerySet[Unit] | None:
    """Only an innovator whose role names no unit is asked for one."""
    if holding is None or holding.unit_id or holding.institution is None:
        return None
    return holding.institution.units.order_by("name", "pk")


def _category_label(category: Category) -> str:
    return f"{category.number}. {category.name[:1].upper()}{category.name[1:]}"


def _earlier_label(entry: Entry) -> str:
    return f"{entry.edition}: {entry.innovation.title} ({entry.get_state_display()})"


def _source_label(innovation: Innovation) -> str:
    return f"{innovation.title} ({innovation.institution})"
