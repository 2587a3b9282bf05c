from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from submissions.models.helpdesk import HelpThreadQuerySet


class MessageForm(forms.Form):
    text = forms.CharField(
        label="Pesan",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tulis pesannya lebih dahulu."},
    )


class AnswerForm(MessageForm):
    # The last message its writer has read.
    seen = forms.IntegerField(widget=forms.HiddenInput)


class FaqForm(forms.Form):
    question = forms.CharField(
        label="Pertanyaan",
        max_length=200,
        help_text="Seperti orang menanyakannya, tanpa nama orang atau instansi.",
        error_messages={"required": "Isi pertanyaannya."},
    )
    answer = forms.CharField(
        label="Jawaban",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dibaca siapa pun. Jangan memuat nama orang, instansi, atau isi proposal.",
        error_messages={"required": "Isi jawabannya."},
    )


class ThreadFilter(forms.Form):
    cari = forms.CharField(label="Cari instansi", required=False, max_length=100)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), ("waiting", "Menunggu jawaban")]
    )

    def narrow(self, rows: HelpThreadQuerySet) -> HelpThreadQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("cari"):
            rows = rows.filter(institution__name__icontains=asked["cari"])
        return rows.waiting() if asked.get("status") else rows
