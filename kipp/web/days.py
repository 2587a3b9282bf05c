"""A day typed as three numbers: the browser's own date box speaks the browser's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.template.loader import render_to_string

PARTS = ("Tanggal", "Bulan", "Tahun")


class DayInput(forms.MultiWidget):
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts = [forms.NumberInput({"inputmode": "numeric", "min": 1, **part}) for part in _LIMITS]
        super().__init__(parts, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> Any:
        subwidgets = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        boxes = [
            self._render(sub["template_name"], {"widget": sub}, renderer)  # type: ignore[attr-defined]
            for sub in subwidgets
        ]
        ids = [sub["attrs"].get("id", "") for sub in subwidgets]
        parts = list(zip(PARTS, ids, boxes, strict=True))
        return render_to_string("components/day_parts.html", {"parts": parts})


class DayField(forms.MultiValueField):
    widget = DayInput
    default_error_messages = {
        "required": "Isi tanggal, bulan, dan tahun.",
        "incomplete": "Isi tanggal, bulan, dan tahun.",
    }

    def __init__(self, **kwargs: Any) -> None:
        bounds = ((1, 31), (1, 12), (1900, 9999))
        parts = [
            forms.IntegerField(
                min_value=low,
                max_value=high,
                error_messages={
                    "invalid": f"{part}: isi dengan angka.",
                    "min_value": f"{part}: paling kecil {low}.",
                    "max_value": f"{part}: paling besar {high}.",
                },
            )
            for part, (low, high) in zip(PARTS, bounds, strict=True)
        ]
        super().__init__(parts, **kwargs)

    def compress(self, data_list: list[int]) -> date | None:
        if not data_list:
            return None
        if None in data_list:  # one that may be left empty is left empty as a whole
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, month, year = data_list
        try:
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError("Tanggal ini tidak ada di kalender.") from None


_LIMITS: tuple[dict[str, Any], ...] = ({"max": 31}, {"max": 12}, {"max": 9999, "class": "day-year"})
