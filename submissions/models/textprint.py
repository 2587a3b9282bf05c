from __future__ import annotations

from django.db import models
from django.db.models import Q

from submissions.models.entry import Entry


class TextPrint(models.Model):
    """The signature of all that an entry answers (submissions.likeness), by which its like are found.

    Derived: `prints.renew` writes it again from the answers once they have come to rest.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="textprint")
    words = models.PositiveIntegerField("kata yang berbeda")
    signature = models.BinaryField()
    # When the newest answer that was read had been written.
    read_to = models.DateTimeField()

    class Meta:
        verbose_name = "sidik teks"
        constraints = [
            models.CheckConstraint(
                condition=Q(words=0) | ~Q(signature=b""), name="text_print_has_a_signature"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}"


class TextBand(models.Model):
    """A band of a signature: two texts that share one are looked at more closely."""

    text = models.ForeignKey(
        TextPrint, on_delete=models.CASCADE, related_name="bands", db_index=False
    )
    number = models.BigIntegerField()

    class Meta:
        verbose_name = "pita sidik teks"
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="text_band_once_per_text")
        ]
        indexes = [models.Index(fields=["number"], include=["text"], name="text_by_band")]

    def __str__(self) -> str:
        return f"{self.text}: {self.number}"
