"""The measuring of pages, small: a visitor on a real server, the cost in the header, the figures."""

from __future__ import annotations

import json

import pytest

from kipp.accounts.models import Role
from kipp.bench import figures, pages, visitor
from kipp.bench.figures import Figure
from kipp.bench.site import Site
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def measured(live_server, settings):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server


def test_a_visitor_walks_every_page_and_post_that_a_role_is_offered(measured):
    person = make.person(Role.INNOVATOR, unit=make.unit(), email="ukur@kota.contoh.id")
    person.set_password("rahasia-sekali")
    person.save()
    make.draft(owner=person)
    guest = visitor.Visitor(measured.url)
    guest.log_in(person.email, "rahasia-sekali")

    found = list(pages._walk(guest, Site(measured.url, "test"), "innovator"))

    values = {figure.name: figure.value for figure in found}
    assert values["pages.test.innovator.get.submissions:entry-list.sql"] > 3
    assert values["pages.test.innovator.get.submissions:section-edit.cpu"] > 0
    assert "pages.test.innovator.post.submissions:section-edit.sql" in values
    assert not [name for name in values if "logout" in name]


def test_a_stranger_does_not_get_in(measured):
    with pytest.raises(RuntimeError, match="cannot log in"):
        visitor.Visitor(measured.url).log_in("siapa@kota.contoh.id", "salah")


def test_a_form_is_sent_as_the_page_offers_it():
    html = """<form method="post" action="/x/"><input type="hidden" name="a" value="1">
        <input type="checkbox" name="b" value="2"><input type="radio" name="c" value="3" checked>
        <textarea name="d">kata &amp; kata</textarea>
        <select name="e"><option value="4">x</option><option value="5" selected>y</option></select>
        <input type="file" name="f"><button>Kirim</button></form>"""

    (form,) = visitor.Page.of(visitor.Answer("/", 200, html, 0, 0)).forms

    assert (form.action, form.method) == ("/x/", "post")
    assert form.fields == [("a", "1"), ("c", "3"), ("d", "kata & kata"), ("e", "5")]


def test_figures_say_whether_the_goal_is_met(tmp_path):
    found = [
        Figure("a", 12, "statements", 12),
        Figure("b", 13, "statements", 12),
        Figure("c", 1, "s"),
    ]

    figures.write(found, tmp_path / "f.json")

    assert [row["met"] for row in json.loads((tmp_path / "f.json").read_text())] == [
        True,
        False,
        None,
    ]
    assert "NO" in figures.table(found).splitlines()[2]
