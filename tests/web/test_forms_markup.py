"""What our templates of the crispy pack promise: order, true references, no id twice."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from tests.web.gallery import ProposalForm, filled


class Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.labels: list[str] = []
        self.invalid: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.references += (found.get("aria-describedby") or "").split()
        if tag == "label":
            self.labels.append(found.get("for", ""))
        if found.get("aria-invalid") == "true":
            self.invalid.add(found["name"])


@pytest.fixture(params=["blank", "wrong"])
def html(request):
    return render_crispy_form(ProposalForm() if request.param == "blank" else filled())


def test_no_id_is_given_twice(html):
    ids = Outline(html).ids
    assert sorted(ids) == sorted(set(ids))


def test_every_reference_and_label_points_at_something(html):
    outline = Outline(html)
    assert set(outline.references) | set(outline.labels) <= set(outline.ids)
    assert outline.references


def test_every_error_and_hint_is_described():
    html = render_crispy_form(filled())
    outline = Outline(html)
    told = {one for one in outline.ids if one.endswith(("_error", "_helptext"))}
    assert told == set(outline.references)
    assert {"title", "category", "video", "people", "evidence", "true"} <= outline.invalid


@pytest.mark.parametrize(
    "name", ["title", "kind", "category", "video", "evidence", "people", "true"]
)
def test_label_hint_error_control_in_this_order(name):
    form = filled()
    html = render_crispy_form(form)
    block = html[html.index(f'id="div_id_{name}"') :]
    error = block.index(f'id="id_{name}_error"')
    control = re.search(rf'name="{name}"', block)
    assert control is not None
    assert error < control.start()
    if form[name].help_text:
        assert block.index(f'id="id_{name}_helptext"') < error


def test_choices_are_a_group_with_a_name():
    html = render_crispy_form(filled())
    group = re.search(r"<fieldset([^>]*)>\s*<legend[^>]*>Jenis instansi", html)
    assert group is not None
    assert 'aria-describedby="id_kind_helptext id_kind_error"' in group[1]


def test_what_may_be_left_out_says_so_and_the_rest_needs_no_mark():
    html = render_crispy_form(ProposalForm())
    assert html.count("(opsional)") == 2
    assert "*</span>" not in html


def test_a_file_that_is_there_is_shown_before_the_control():
    class Stored:
        url = "/berkas/1/"
        name = "surat.pdf"

        def __str__(self):
            return self.name

    class FileForm(forms.Form):
        evidence = forms.FileField(label="Surat", required=False)

    html = render_crispy_form(FileForm(initial={"evidence": Stored()}))
    assert html.index('href="/berkas/1/"') < html.index('type="file"')
    outline = Outline(html)
    assert sorted(outline.ids) == sorted(set(outline.ids))


def test_words_of_users_are_escaped():
    class HostileForm(forms.Form):
        title = forms.CharField(label="<b>Judul</b>", max_length=3)

    html = render_crispy_form(HostileForm({"title": "<script>x</script>"}))
    assert "<script>" not in html
    assert "<b>" not in html
