"""What is near to a proposal, in a real browser: while the title is typed, and beside the checklist."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kipp.accounts.models import Role
from kipp.bench import copies
from submissions.actions import prints
from submissions.models import Answer
from tests import make
from tests.journeys.visitor import PASSWORD
from tests.submissions.doors_desk import with_a_frozen_version

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]
CASE = copies.cases(1)[0]


@pytest.fixture
def earlier():
    entry = make.lodged_entry(title="Puskesmas Terapung Antarpulau")
    Answer.objects.filter(entry=entry).update(text=CASE.original.text)
    prints.renew(entry.pk)
    return entry


def signed_in(screen, user):
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return screen(user.email).log_in()


def test_titles_near_to_the_one_that_is_typed_are_told_below_it(screen, earlier):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    one = signed_in(screen, owner).open(f"/proposal/baru/{make.edition().groups.get().pk}/")
    page, asked = one.page, []
    page.on("request", lambda request: asked.append(request.url) if "/mirip/" in request.url else 0)
    told = page.get_by_role("status").filter(has_text="Judul yang mirip sudah ada")
    expect(told).to_have_count(0)

    page.get_by_label("Judul inovasi").press_sequentially("Puskesmas terapung antar pulau", delay=5)
    expect(told).to_contain_text("Puskesmas Terapung Antarpulau")
    expect(told).to_contain_text(earlier.innovation.institution.name)
    assert len(asked) == 1  # a pause of typing, not every letter
    expect(page.get_by_label("Judul inovasi")).to_be_focused()

    page.get_by_label("Judul inovasi").fill("Kartu Tani Digital")
    expect(told).to_have_count(0)


def test_what_is_near_comes_in_beside_the_checklist(screen, earlier):
    copy = with_a_frozen_version(make.lodged_entry(title=CASE.copy.title))
    Answer.objects.filter(entry=copy).update(text=CASE.copy.text)
    one = signed_in(screen, make.person(Role.SECRETARIAT)).open(f"/proposal/seleksi/{copy.pk}/")
    near = one.page.get_by_role("table").filter(has_text="Puskesmas Terapung Antarpulau")
    one.page.get_by_role("heading", name="Proposal yang mirip").scroll_into_view_if_needed()
    expect(near).to_contain_text("isi ")
    expect(near.get_by_role("link", name="Puskesmas Terapung Antarpulau")).to_be_visible()
