"""Two workers at one text: on connections of their own, released together."""

from __future__ import annotations

import pytest
from django.db import transaction

from kipp.bench import copies
from submissions import likeness
from submissions.actions import prints
from submissions.models import Answer, Entry, TextBand, TextPrint
from tests import make
from tests.submissions.test_lodging import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CASE = copies.cases(1)[0]


@pytest.mark.parametrize("before", [False, True])
def test_two_passes_at_once_leave_one_print_with_its_bands(before):
    entry = make.draft()
    if before:
        prints.renew(entry.pk)
    Answer.objects.filter(entry=entry).update(text=CASE.original.text)

    outcomes = at_once(*[lambda: prints.renew(entry.pk)] * 2)

    assert [type(one) for one in outcomes] == [TextPrint, TextPrint]
    kept = bytes(TextPrint.objects.get().signature)
    numbers = TextBand.objects.values_list("number", flat=True)
    assert sorted(numbers) == sorted(likeness.bands(kept))


def test_a_print_taken_while_somebody_writes_is_of_the_one_text_or_the_other():
    entry = make.draft()
    texts = [answer.text for answer in entry.answers.order_by("section__position")]

    def write():
        with transaction.atomic():
            Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
            Answer.objects.filter(entry=entry).update(text=CASE.original.text)

    at_once(write, lambda: prints.renew(entry.pk))

    either = [
        likeness.signature(likeness.words("\n".join(one)))
        for one in (texts, [CASE.original.text] * len(texts))
    ]
    assert bytes(TextPrint.objects.get().signature) in either
