"""The measuring of pages, small: a visitor on a real server, the cost in the header, the figures."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest

from kipp.accounts.models import Role
from kipp.bench import figures, pages, visitor
from kipp.bench import site as sites
from kipp.bench.figures import Figure
from kipp.bench.page import POINTS, WORDS, Page
from kipp.bench.walk import Cost, Walk
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
    entered = guest.log_in(person.email, "rahasia-sekali")

    found = Walk(guest, start="/beranda/", entered=entered)
    found.look()
    found.send()

    costs = dict(found.costs())
    assert costs["get.submissions:entry-list"].sql > 3
    assert costs["get.submissions:section-edit"].cpu_ms > 0
    assert costs["post.submissions:section-edit"].sql > 3
    assert costs["post.account_login"].sql > 3
    assert not [name for name in costs if "logout" in name]
    assert not found.dead


class Canned:
    """Answers by path: status, HTML, statements, milliseconds; remembers what was posted."""

    PAGES = {
        "/akun/masuk/": (302, "", 9, 200.0),
        "/beranda/": (200, '<a href="/proposal/1/">a</a><a href="/proposal/2/#b">b</a>', 5, 9.0),
        "/proposal/1/": (
            200,
            '<a href="/proposal/1/tim/">x</a><form method="post" action="#lembar">'
            '<input name="isi" value="1"><button name="lanjut" value="ya"></button><button name="b">',
            3,
            2.0,
        ),
        "/proposal/2/": (200, '<form method="post" action="/akun/keluar/"></form>', 7, 1.0),
        "/proposal/1/tim/": (404, "", 1, 1.0),
    }

    def __init__(self):
        self.posted = []

    def get(self, path):
        return visitor.Answer(path, *self.PAGES[path])

    def post(self, path, fields):
        self.posted.append((path, fields))
        return visitor.Answer(path, 200, "", 4, 6.0)


def test_of_the_pages_of_one_name_the_costliest_counts_and_dead_links_are_named():
    guest = Canned()
    found = Walk(guest, start="/beranda/", entered=guest.get("/akun/masuk/"))

    found.look()
    found.send()

    assert dict(found.costs()) == {
        "get.home": Cost(5, 9.0),
        "get.submissions:entry-detail": Cost(7, 2.0),
        "post.account_login": Cost(9, 200.0),
        "post.submissions:entry-detail": Cost(4, 6.0),
    }
    assert list(found.dead) == ["/proposal/1/ offers /proposal/1/tim/: 404"]
    assert guest.posted == [("/proposal/1/", [("isi", "1"), ("lanjut", "ya")])]


def test_a_page_that_breaks_ends_the_measuring(monkeypatch):
    guest = Canned()
    monkeypatch.setitem(guest.PAGES, "/beranda/", (500, "", 1, 1.0))
    found = Walk(guest, start="/beranda/", entered=guest.get("/akun/masuk/"))
    with pytest.raises(RuntimeError, match="/beranda/ answered 500"):
        found.look()


def test_checking_a_password_has_a_goal_of_its_own():
    guest = Canned()
    walk = Walk(guest, start="/beranda/", entered=guest.get("/akun/masuk/"))
    goals = {one.name: one.goal for one in pages._figures("x", walk)}
    assert goals["x.post.account_login.cpu"] == pages.HASHING_CPU_MS
    assert goals["x.dead_links"] == 0


def test_a_stranger_does_not_get_in(measured):
    with pytest.raises(RuntimeError, match="cannot log in"):
        visitor.Visitor(measured.url).log_in("siapa@kota.contoh.id", "salah")


def test_a_form_is_sent_as_the_page_offers_it():
    html = """<form method="post" action="/x/"><input type="hidden" name="a" value="1">
        <input type="checkbox" name="b" value="2"><input type="radio" name="c" value="3" checked>
        <textarea name="d">kata &amp; kata</textarea>
        <select name="e"><option value="4">x</option><option value="5" selected>y</option></select>
        <input type="file" name="f"><button>Kirim</button></form>"""

    (form,) = Page(html).forms

    assert (form.action, form.method) == ("/x/", "post")
    given = [("a", "1"), ("b", "2"), ("c", "3"), ("d", "kata & kata"), ("e", "5")]
    assert form.filled() == given


def test_what_is_empty_is_filled_in_and_any_button_pressed():
    today = time.strftime("%Y-%m-%d")
    html = """<form id="f"><input name="a"><input name="b" required>
        <input type="radio" name="c" value="1"><input type="radio" name="c" value="2">
        <input name="d" inputmode="decimal"><input type="date" name="e" required>
        <select name="g"><option value="">-</option><option value="1">x</option></select>
        <select name="h" required><option value="">-</option><option value="1">x</option></select>
        <textarea name="i" required>
</textarea></form><button form="f">Simpan</button><button form="f" name="j" value="1">Lanjut</button>"""

    (form,) = Page(html).forms

    fields = [("a", ""), ("b", WORDS), ("c", "1"), ("d", POINTS), ("e", today), ("g", "")]
    fields += [("h", "1"), ("i", WORDS)]
    assert form.filled() == fields
    assert form.filled(1) == form.filled(2) == [*fields, ("j", "1")]


def test_a_measured_site_keeps_its_files_apart_and_leaves_none(monkeypatch, settings):
    started = []

    def run(command, *, env, **_):
        started.append(Path(env["MEDIA_ROOT"]))
        (started[-1] / "berkas.pdf").write_bytes(b"%PDF")

    monkeypatch.setattr(sites.subprocess, "run", run)
    monkeypatch.setattr(sites, "_database", lambda name: name)
    monkeypatch.setattr(sites, "serving", lambda env, url: contextlib.nullcontext())
    with sites.site("tiny", 1):
        assert len(set(started)) == 1
        assert started[0].is_dir()
        assert settings.LOCAL not in started[0].parents
    assert not started[0].exists()


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
