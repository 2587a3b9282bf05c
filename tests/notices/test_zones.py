"""A letter gives times as the pages of its recipient do, whoever caused it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from kipp.accounts import mail as accounts_mail
from kipp.accounts.models import Invitation, Role
from kipp.notices import outbox
from kipp.notices.events import EVENTS
from kipp.notices.models import Channel, Notice
from submissions.actions import entries
from submissions.addressees import desk_of, team_of
from tests import make

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 3, 5, tzinfo=UTC)
ZONES = {
    "Asia/Jakarta": "2 Maret 2026 pukul 10.05 WIB",
    "Asia/Makassar": "2 Maret 2026 pukul 11.05 WITA",
    "Asia/Jayapura": "2 Maret 2026 pukul 12.05 WIT",
}


def place(zone: str):
    return make.institution(region=make.region(timezone=zone))


def someone(zone: str):
    return make.person(Role.INSTITUTION_ADMIN, institution=place(zone))


def tell(*people, key: str = "k") -> None:
    figures = {"digest": "0" * 64, "sealed": 1, "unsealed": 0, "moment_of": AT}
    outbox.send(EVENTS["journal.head"], to=people, key=key, at=AT, **figures)


def body_for(person) -> str:
    return Notice.objects.get(recipient=person, channel=Channel.MAIL).body


@pytest.mark.parametrize("around", sorted(ZONES))
def test_each_recipient_reads_his_own_time_whatever_zone_it_is_sent_from(around):
    people = {zone: someone(zone) for zone in ZONES}

    with timezone.override(ZoneInfo(around)):
        tell(*people.values())

        assert timezone.get_current_timezone_name() == around
    for zone, words in ZONES.items():
        assert words in body_for(people[zone])


def test_the_bell_says_the_same_as_the_letter():
    person = someone("Asia/Jayapura")
    tell(person)

    assert Notice.objects.get(recipient=person, channel=Channel.PORTAL).body == body_for(person)


def test_who_is_not_looked_up_is_taken_at_his_first_role_as_his_pages_do(client):
    person = someone("Asia/Makassar")
    make.holding(person, Role.ADOPTER, institution=place("Asia/Jayapura"))
    person.acting = None

    tell(person)

    assert ZONES["Asia/Makassar"] in body_for(person)


def test_a_role_that_has_ended_does_not_set_the_clock():
    person = make.person(None)
    make.holding(
        person, Role.ADOPTER, institution=place("Asia/Jayapura"), ends_on=AT.date().replace(2025)
    )
    make.holding(person, Role.ADOPTER, institution=place("Asia/Makassar"))

    tell(person)

    assert ZONES["Asia/Makassar"] in body_for(person)


def test_without_a_role_or_for_the_centre_it_is_wib():
    for person in (make.person(None), make.person(Role.SECRETARIAT)):
        with timezone.override(ZoneInfo("Asia/Jayapura")):
            tell(person)
        assert ZONES["Asia/Jakarta"] in body_for(person)


def test_an_invitation_is_written_in_the_zone_of_its_institution():
    invitation = Invitation.objects.create(
        email="baru@kota.contoh.id",
        name="Siti",
        role=Role.INSTITUTION_ADMIN,
        institution=place("Asia/Jayapura"),
        token_digest="0" * 64,
        created_at=AT,
        expires_at=AT,
    )
    invitation.token = "x"

    accounts_mail.invited(invitation, at=AT)

    assert ZONES["Asia/Jayapura"] in Notice.objects.get().body


def test_the_subject_of_a_sent_proposal_and_its_text_name_the_zone_of_the_desk():
    home = place("Asia/Jayapura")
    entry = make.draft(owner=make.person(Role.INNOVATOR, unit=make.unit(home), institution=home))
    admin = make.person(Role.INSTITUTION_ADMIN, institution=home)

    with timezone.override(ZoneInfo("Asia/Jakarta")):
        entries.send(entry, by=entry.created_by)

    letter = Notice.objects.get(recipient=admin, channel=Channel.MAIL)
    assert re.search(r"pukul \d\d\.\d\d WIT\b", letter.title + letter.body)
    assert "WIB" not in letter.title + letter.body


def test_teams_and_desks_come_with_their_place_so_that_letters_need_no_query_for_it(
    django_assert_num_queries,
):
    """The INSERT is all they cost."""
    home = place("Asia/Makassar")
    entry = make.draft(owner=make.person(Role.INNOVATOR, unit=make.unit(home), institution=home))
    make.person(Role.INSTITUTION_ADMIN, institution=home)
    people = [*team_of([entry])[entry.pk], *desk_of([entry])[entry.pk]]
    assert [person.acting.institution for person in people] == [home, home]

    with django_assert_num_queries(1):
        tell(*people)


def test_every_time_in_a_letter_names_its_zone():
    """`moment` and `clock_time` do; Django's own date filters do not, so letters do without them."""
    templates = (settings.BASE_DIR / "templates/notices").glob("*.txt")
    assert [one.name for one in templates if re.search(r"\|(date|time)\b", one.read_text())] == []
