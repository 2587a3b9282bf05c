from __future__ import annotations

from django import forms

from submissions.models import Profile


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ("summary", "problem", "solution", "impact", "contact")
        help_texts = {
            "summary": "Dua sampai empat kalimat: apa inovasinya, untuk siapa, apa hasilnya.",
            "problem": "Keadaan sebelum ada inovasi.",
            "solution": "Cara kerjanya, dengan bahasa sehari-hari.",
            "impact": "Perubahan yang terukur, dengan angka bila ada.",
            "contact": "Kontak kantor, bukan nomor atau surel pribadi.",
        }
        error_messages = {"summary": {"required": "Tulis ringkasan inovasi."}}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "problem": forms.Textarea(attrs={"rows": 4}),
            "solution": forms.Textarea(attrs={"rows": 6}),
            "impact": forms.Textarea(attrs={"rows": 6}),
        }


class ReleaseForm(forms.Form):
    """Carries which writing was read, so that nothing else is released."""

    read_at = forms.DateTimeField(
        widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]
    )
