"""What is near to a proposal, who is told of it, and the prints it is found by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.bench import copies
from submissions import duplicates, tasks
from submissions.actions import prints
from submissions.models import Answer, Edition, Entry, TextBand, TextPrint
from tests import make
from tests.doors import sign_in
from tests.make.entries import admin_of, now
from tests.submissions.doors_desk import with_a_frozen_version

pytestmark = pytest.mark.django_db
URL = "/proposal/mirip/"
CASE = copies.cases(1)[0]
LATER = timedelta(minutes=10)


def written(text: str, *, made=make.draft, **given) -> Entry:
    entry = made(**given)
    first, *rest = entry.answers.order_by("section__position")
    Answer.objects.filter(pk=first.pk).update(text=text)
    Answer.objects.filter(pk__in=[one.pk for one in rest]).update(text="")
    prints.renew(entry.pk)
    return entry


def seen(entry: Entry, user) -> list[duplicates.Near]:
    return duplicates.of_entry(Entry.objects.for_table().get(pk=entry.pk), user)


def office():
    return make.person(Role.SECRETARIAT)


def test_a_copy_under_another_title_is_found_by_its_words_over_all_seasons():
    earlier = written(CASE.original.text, made=make.lodged_entry, title=CASE.original.title)
    for other in CASE.others:
        written(other.text, made=make.lodged_entry, title=other.title)
    copy = written(CASE.copy.text, title=CASE.copy.title)
    assert copy.edition_id != earlier.edition_id
    (near,) = [one for one in seen(copy, make.owner_of(copy)) if one.text_percent]
    assert near.title == CASE.original.title
    assert near.institution == earlier.innovation.institution.name
    assert near.season == earlier.edition.name
    assert near.text_percent >= Edition._meta.get_field("near_text_percent").default


def test_the_words_as_they_stand_count_for_the_one_that_is_looked_at():
    """The print of others may be a few minutes old, one's own text never is."""
    written(CASE.original.text, made=make.lodged_entry)
    copy = make.draft(title="Judul Lain Sama Sekali")
    assert seen(copy, office()) == []
    Answer.objects.filter(pk=copy.answers.order_by("pk")[0].pk).update(text=CASE.copy.text)
    assert [one.text_percent is not None for one in seen(copy, office())] == [True]


def test_the_innovation_itself_in_another_season_is_not_its_own_duplicate():
    earlier = written(CASE.original.text, made=make.lodged_entry)
    again = make.draft(owner=make.owner_of(earlier), innovation=earlier.innovation)
    Answer.objects.filter(entry=again).update(text=CASE.original.text)
    assert seen(again, office()) == []


def test_the_season_says_from_where_it_is_shown():
    written(CASE.original.text, made=make.lodged_entry)
    copy = written(CASE.copy.text, title="Judul Lain Sama Sekali")
    assert seen(copy, office())
    Edition.objects.update(near_text_percent=99)
    assert seen(copy, office()) == []


@pytest.mark.parametrize(
    ("state", "who", "told"),
    [
        ("DRAFT", "stranger", False),
        ("WITH_AGENCY", "stranger", False),
        ("LODGED", "stranger", True),
        ("ACCEPTED", "stranger", True),
        ("REJECTED", "stranger", True),
        ("WITHDRAWN", "stranger", False),
        ("DRAFT", "owner", True),
        ("DRAFT", "colleague", False),
        ("DRAFT", "admin", True),
        ("DRAFT", "other_admin", False),
        ("DRAFT", "secretariat", True),
        ("DRAFT", "nobody", False),
    ],
)
def test_who_is_told_of_another_proposal(state, who, told):
    entry = make.entry(state, title="Puskesmas Terapung Antarpulau")
    stranger = make.draft()
    user = {
        "stranger": lambda: make.owner_of(stranger),
        "owner": lambda: make.owner_of(entry),
        "colleague": lambda: make.person(Role.INNOVATOR, unit=entry.innovation.unit),
        "admin": lambda: admin_of(entry),
        "other_admin": lambda: admin_of(stranger),
        "secretariat": office,
        "nobody": lambda: make.person(Role.INNOVATOR, unit=make.unit()).act_as(None),
    }[who]()
    found = duplicates.of_title("Puskesmas Terapung Antar Pulau", user, entry.edition)
    assert [one.title for one in found] == ["Puskesmas Terapung Antarpulau"] * told


def test_a_stranger_is_not_led_to_the_text():
    lodged = make.lodged_entry(title="Puskesmas Terapung Antarpulau")
    title, season = "Puskesmas Terapung", lodged.edition
    (near,) = duplicates.of_title(title, make.owner_of(make.draft()), season)
    assert near.url == ""
    (near,) = duplicates.of_title(title, make.owner_of(lodged), season)
    assert near.url == reverse("submissions:entry-read", args=[lodged.pk])


def test_looking_asks_twice_whatever_is_found(django_assert_num_queries):
    copy = written(CASE.copy.text, title=CASE.copy.title)
    (entry,) = Entry.objects.for_table().filter(pk=copy.pk).prefetch_related("answers")
    user = office()
    for _ in range(2):
        for _ in range(2):
            written(CASE.original.text, made=make.lodged_entry, title=CASE.original.title)
        with django_assert_num_queries(2):
            assert duplicates.of_entry(entry, user)


def test_each_innovation_is_shown_once_and_the_nearest_first():
    first = make.lodged_entry(title="Puskesmas Terapung Antarpulau")
    make.lodged_entry(owner=make.owner_of(first), innovation=first.innovation)
    make.lodged_entry(title="Puskesmas Terapung")
    found = duplicates.of_title("Puskesmas Terapung", office(), first.edition)
    assert [one.title for one in found] == ["Puskesmas Terapung", first.innovation.title]
    assert found[0].title_percent == 100


def test_the_hint_asks_little_and_names_what_is_near(client, django_assert_max_num_queries):
    make.lodged_entry(title="Puskesmas Terapung <b>Antarpulau</b>")
    entry = make.draft(title="Puskesmas Terapung Antarpulau")
    sign_in(client, make.owner_of(entry))
    where = {"title": "Puskesmas Terapung Antarpulau", "proposal": entry.pk}
    client.get(URL, where)
    with django_assert_max_num_queries(4):
        html = client.get(URL, where).content.decode()
    assert "Puskesmas Terapung &lt;b&gt;Antarpulau&lt;/b&gt;" in html
    assert "<html" not in html
    assert html.count("<li>") == 1


@pytest.mark.parametrize("given", [{}, {"title": "ab"}, {"title": "Lain Sekali \x00"}])
def test_the_hint_is_empty_where_there_is_nothing_to_say(client, given):
    make.lodged_entry(title="Puskesmas Terapung Antarpulau")
    sign_in(client, make.owner_of(make.draft()))
    assert client.get(URL, given).content.decode().strip() == ""


def test_the_hint_does_not_speak_for_the_proposal_of_others(client):
    other = make.draft()
    sign_in(client, make.owner_of(make.draft()))
    assert client.get(URL, {"title": "Puskesmas", "proposal": other.pk}).status_code == 404


def test_who_asks_too_often_waits(client, monkeypatch):
    monkeypatch.setattr("submissions.views.duplicates.MOST", 2)
    sign_in(client, make.owner_of(make.draft()))
    answers = [client.get(URL, {"title": "Puskesmas"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_the_title_field_asks_for_the_hint_and_the_page_loads_what_it_needs(client):
    entry = make.draft()
    sign_in(client, make.owner_of(entry))
    for where in (f"/proposal/{entry.pk}/identitas/", f"/proposal/baru/{entry.group_id}/"):
        html = client.get(where).content.decode()
        assert f'hx-get="{URL}' in html
        assert "htmx-2.min" in html
        assert '"allowEval":false' in html
    assert "htmx" not in client.get(f"/proposal/{entry.pk}/").content.decode()


def test_what_is_near_stands_on_the_page_of_the_check_and_of_the_screening(client):
    written(CASE.original.text, made=make.lodged_entry, title=CASE.original.title)
    copy = written(CASE.copy.text, title=CASE.copy.title)
    sign_in(client, make.owner_of(copy))
    assert CASE.original.title in client.get(f"/proposal/{copy.pk}/periksa/").content.decode()
    sign_in(client, office())
    part = client.get(f"/proposal/{copy.pk}/mirip/").content.decode()
    assert CASE.original.title in part
    assert "<html" not in part
    lodged = with_a_frozen_version(make.lodged_entry())
    html = client.get(f"/proposal/seleksi/{lodged.pk}/").content.decode()
    assert f'hx-get="/proposal/{lodged.pk}/mirip/"' in html
    assert f'href="/proposal/{lodged.pk}/periksa/#mirip"' in html


def behind() -> list[int]:
    return prints.behind(at=now() + LATER)


def test_a_text_is_behind_until_its_print_is_taken_and_again_when_it_changes():
    entry = make.draft()
    assert behind() == [entry.pk]
    prints.renew(entry.pk)
    assert behind() == []
    entry.answers.filter(section__code="1").update(text="Lain.", updated_at=now())
    assert behind() == [entry.pk]


def test_a_text_at_which_somebody_writes_is_left_alone():
    make.draft()
    assert prints.behind() == []


def test_renewing_twice_ends_the_same(django_assert_num_queries):
    entry = written(CASE.original.text)
    before = list(TextBand.objects.order_by("pk").values_list("pk", "number"))
    assert len(before) == 51
    again = prints.renew(entry.pk)
    assert list(TextBand.objects.order_by("pk").values_list("pk", "number")) == before
    assert TextPrint.objects.get().signature == again.signature


def test_a_changed_text_leaves_no_old_band():
    entry = written(CASE.original.text)
    before = set(TextBand.objects.values_list("number", flat=True))
    Answer.objects.filter(entry=entry).update(text=CASE.others[0].text)
    prints.renew(entry.pk)
    after = set(TextBand.objects.values_list("number", flat=True))
    assert len(after) == 51
    assert len(before & after) < 10


@pytest.mark.parametrize("text", ["", "Hanya beberapa kata saja di sini."])
def test_too_few_words_are_near_to_nothing(text):
    written(text)
    assert not TextBand.objects.exists()
    assert behind() == []


def test_an_entry_that_is_gone_or_empty_needs_nothing():
    assert prints.renew(0) is None
    entry = make.draft()
    entry.answers.all().delete()
    assert prints.renew(entry.pk) is None
    assert behind() == []


def test_killed_in_the_middle_nothing_is_half_and_the_next_pass_takes_the_rest(monkeypatch):
    first, second = make.draft(), make.draft()
    Answer.objects.update(text=CASE.original.text, updated_at=now() - LATER)
    write, calls = prints._write_bands, []

    def killed(made, numbers):
        calls.append(made.entry_id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(made, numbers)

    monkeypatch.setattr(prints, "_write_bands", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.renew_prints()
    assert list(TextPrint.objects.values_list("entry", flat=True)) == [first.pk]
    monkeypatch.undo()
    tasks.renew_prints()
    tasks.renew_prints()
    assert set(TextPrint.objects.values_list("entry", flat=True)) == {first.pk, second.pk}
    assert TextBand.objects.count() == 102


def test_the_search_by_bands_uses_the_index():
    """With as many prints as make a walk through all of them dear, and figures about them."""
    made = TextPrint.objects.bulk_create(
        TextPrint(entry=make.draft(), words=60, signature=b"1", read_to=now()) for _ in range(30)
    )
    TextBand.objects.bulk_create(
        TextBand(text=one, number=1000 * place + number)
        for place, one in enumerate(made, start=1)
        for number in range(200)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE submissions_textband, submissions_textprint, submissions_entry")
    rows = duplicates.candidates([1001, 2002], Entry.objects.all())
    assert "text_by_band" in rows.explain()
    assert list(rows.values_list("text", flat=True)) == [made[1].pk, made[0].pk]
