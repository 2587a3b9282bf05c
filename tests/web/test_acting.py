"""The role a session acts under: chosen, remembered, gone when it ends; and the zone it reads in."""

from __future__ import annotations

import pytest

from kipp.accounts.models import InstitutionKind, Role
from kipp.accounts.models.institution import zone_of
from kipp.web.acting import SESSION_KEY
from tests import make

pytestmark = pytest.mark.django_db


def acting_after(client, user, chosen=None):
    client.force_login(user)
    if chosen is not None:
        session = client.session
        session[SESSION_KEY] = chosen
        session.save()
    return client.get("/akun/profil/").wsgi_request.user.acting


def test_the_first_role_is_acted_under_until_another_is_chosen(client):
    user = make.person(Role.LEADERSHIP)
    second = make.holding(user, Role.SCALING_OFFICER)

    assert acting_after(client, user) == user.holdings.order_by("pk").first()
    assert acting_after(client, user, second.pk) == second


@pytest.mark.parametrize("chosen", ["somebody else's", "a role that waits", 0, "x"])
def test_a_session_never_acts_under_what_its_person_does_not_hold(client, chosen):
    user = make.person(Role.LEADERSHIP)
    others = {
        "somebody else's": make.person(Role.SECRETARIAT).acting.pk,
        "a role that waits": make.holding(user, Role.AUDITOR, confirmed_by=None).pk,
    }

    assert acting_after(client, user, others.get(chosen, chosen)).role == Role.LEADERSHIP


def test_nobody_acts_for_somebody_else():
    user = make.person(Role.LEADERSHIP)

    with pytest.raises(ValueError, match="somebody else"):
        user.act_as(make.person(Role.SECRETARIAT).acting)


@pytest.mark.parametrize(
    ("timezone", "name"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
)
def test_times_are_shown_in_the_zone_of_ones_region(client, timezone, name):
    place = make.institution(region=make.region(timezone=timezone))
    client.force_login(make.person(Role.INSTITUTION_ADMIN, institution=place))

    assert f"dalam zona {name}." in client.get("/beranda/").content.decode()


def test_the_centre_reads_in_jakarta():
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)

    assert zone_of(ministry).key == "Asia/Jakarta"
    assert zone_of(None).key == "Asia/Jakarta"


def test_the_menu_marks_the_page_one_is_on(client):
    client.force_login(make.person(Role.SECRETARIAT))

    for path, label in (("/beranda/", "Beranda"), ("/orang/undang/", "Orang")):
        links = client.get(path).context["navigation"]
        assert [link.label for link in links if link.current] == [label]
