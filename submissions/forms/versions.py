from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Sequence


class CompareForm(forms.Form):
    """Which two versions; the choices are those of the page, in groups or not."""

    lama = forms.ChoiceField(label="Bandingkan versi")
    baru = forms.ChoiceField(label="Dengan versi")

    def __init__(self, data: Any, *, choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        for name in ("lama", "baru"):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def label_of(self, key: str) -> str:
        for value, label in self.fields["lama"].choices:  # type: ignore[attr-defined]
            inner = label if isinstance(label, (list, tuple)) else [(value, label)]
            for one, words in inner:
                if one == key:
                    return str(words)
        return key


class RestoreForm(forms.Form):
    """`key` names a text as the page of versions does: v12 a kept one, l1 a lodged one."""

    key = forms.RegexField(r"^[vl]\d{1,6}$")
    version = forms.IntegerField(min_value=0)
