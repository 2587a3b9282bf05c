from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from kipp.web import drawing, font
from kipp.web.tones import TONES
from tests.web import gallery

TEMPLATES = sorted(Path("templates").rglob("*.html"))
OURS = ("kipp.", "submissions", "judging", "scaling")


def states_of_all_models() -> set[tuple[str, str]]:
    return {
        (model._meta.label, str(value))
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for field in model._meta.get_fields()
        if getattr(field, "name", "") in ("state", "status", "verdict")
        and getattr(field, "choices", None)
        for value, _ in field.flatchoices
    }


def test_every_state_of_every_model_has_a_tone():
    assert {
        (model, state) for model, state in states_of_all_models() if state.upper() not in TONES
    } == set()


@pytest.mark.parametrize("state", TONES)
def test_a_state_is_word_and_shape_and_colour(state):
    html = render_to_string("components/state.html", {"state": state, "label": "Kata & rupa"})
    assert "Kata &amp; rupa" in html
    assert f"state-{TONES[state]}" in html
    assert re.search(r"<(path|circle) ", html)


def test_no_two_tones_share_a_shape():
    shapes = {
        tone: "".join(
            re.findall(
                r"<(?:path|circle)[^>]*>",
                render_to_string("components/state.html", {"state": state, "label": ""}),
            )
        )
        for state, tone in TONES.items()
    }
    assert len(set(shapes.values())) == len(shapes) == 7


def test_the_error_summary_leads_to_every_field():
    form = gallery.filled()
    html = render_to_string("components/error_summary.html", {"form": form})
    page = gallery.html("gallery/form.html", form=gallery.filled())
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) == len(form.errors)
    assert all(page.count(f'id="{link}"') == 1 for link in links)
    assert "id_kind_0" in links


def test_a_title_says_that_there_are_errors():
    assert "<title>Galat: Uraian inovasi · Portal KIPP</title>" in gallery.html(
        "gallery/form.html", form=gallery.filled()
    )
    assert "<title>Uraian inovasi · Portal KIPP</title>" in gallery.html(
        "gallery/form.html", form=gallery.ProposalForm()
    )


def test_a_page_of_the_list_keeps_the_filters():
    html = gallery.html("gallery/list.html", form=gallery.FilterForm())
    assert 'href="?kategori=8&amp;q=stunting&amp;halaman=5"' in html
    assert 'href="?kategori=8"' in html  # the chip of the search takes itself away, and the page
    assert "76–100 dari 305 proposal" in html


def test_a_head_turns_its_sort_round():
    html = gallery.html("gallery/list.html", form=gallery.FilterForm())
    assert re.search(
        r'aria-sort="descending"><a href="\?kategori=8&amp;q=stunting&amp;urut=total"', html
    )
    assert 'href="?kategori=8&amp;q=stunting&amp;urut=title"' in html


def test_the_frame_works_without_a_request():
    html = render_to_string("500.html")
    assert "Portal sedang terganggu" in html
    assert "<nav" not in html


def test_drawings_keep_their_proportions():
    rows = [{"label": "a", "value": 200}, {"label": "b", "value": 50}, {"label": "c", "value": 0}]
    assert [bar.width for bar in drawing.funnel(rows).bars] == [640, 160, 0]
    bins = [{"low": 80, "high": 90, "value": 2}, {"low": 90, "high": 100, "value": 4}]
    chart = drawing.histogram(bins, cut=85)
    assert [bar.height for bar in chart.bars] == [80, 160]
    assert chart.mark == 160
    assert drawing.histogram(bins, cut=10).mark is None
    places = [
        SimpleNamespace(column=n, row=0, value=value) for n, value in enumerate([0, 1, 8, 16])
    ]
    assert [box.step for box in drawing.tiles(places)["boxes"]] == [0, 1, 3, 5]


def test_empty_drawings_draw_nothing():
    assert drawing.funnel([]).bars == drawing.histogram([]).bars == drawing.tiles([])["boxes"] == []


def test_the_font_carries_indonesian_and_stays_small(tmp_path):
    target = font.build(tmp_path)
    letters = TTFont(target).getBestCmap()
    assert {ord(c) for c in "AZaz09é–—“”‘’…·×≥"} <= letters.keys()
    assert target.stat().st_size < 26 * 1024


def test_styles_and_scripts_weigh_little():
    names = ["css/bootstrap.min.css", *(f"css/{p.name}" for p in Path("static/css").glob("*.css"))]
    names += [f"js/{p.name}" for p in Path("static/js").glob("*.js")]
    weight = sum(len(brotli.compress(Path(finders.find(name)).read_bytes())) for name in names)
    assert weight < 60 * 1024


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_keeps_the_rules(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=[\"\']|<style|<script(?![^>]* src=)", text), (
        "strict CSP"
    )
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "nothing from other sites"
    if re.search(r"{% crispy |\|crispy", text):
        assert "components/error_summary.html" in text, "crispy itself tells no errors of the form"
