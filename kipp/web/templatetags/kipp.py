"""What templates may ask for: Indonesian wording, tones of states, links of the same list."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from kipp.web import drawing, indonesian, tones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.core.paginator import Paginator
    from django.forms import BoundField
    from django.template import RequestContext

register = template.Library()

TIME = '<time datetime="{}" title="{}">{}</time>'
LINE = '<span class="nowrap">{}</span>'

for _filter in (
    indonesian.day,
    indonesian.moment,
    indonesian.clock_time,
    indonesian.number,
    indonesian.score,
    indonesian.percent,
    indonesian.file_size,
    indonesian.time_left,
    tones.tone,
):
    register.filter(_filter.__name__, _filter)

for _drawing in (drawing.funnel, drawing.histogram, drawing.tiles):
    register.simple_tag(_drawing, name=f"draw_{_drawing.__name__}")


@register.simple_tag
@lru_cache(maxsize=256)
def state_mark(state: str, label: str) -> str:
    """components/state.html, drawn once for all the rows of a long table."""
    return render_to_string("components/state.html", {"state": state, "label": str(label)})


@register.filter
def day_cell(value: date | datetime | None) -> str:
    """A day on one line of a table, the whole of it on pointing."""
    if not value:
        return indonesian.NOTHING
    told = indonesian.moment(value) if isinstance(value, datetime) else indonesian.day(value)
    short = indonesian.short_day(value)
    return format_html(TIME, value.isoformat(), told, format_html(LINE, short))


@register.filter
def moment_cell(value: datetime | None) -> str:
    """A moment on two short lines of a table, or on one where there is room."""
    if not value:
        return indonesian.NOTHING
    parts = (f"{indonesian.short_day(value)},", indonesian.clock_time(value))
    short = format_html_join(" ", LINE, ((part,) for part in parts))
    return format_html(TIME, value.isoformat(), indonesian.moment(value), short)


@register.filter
def first_control(field: BoundField) -> str:
    """The id a link of the error summary must point to: of several controls, the first."""
    if not field.use_fieldset:
        return str(field.id_for_label)
    first = field.subwidgets[0]
    parts = first.data.get("subwidgets")
    return str(parts[0]["attrs"]["id"] if parts else first.id_for_label)


@register.filter
def subject(field: BoundField) -> str:
    """What a sentence about this field begins with: its label without a full stop of its own."""
    return str(field.label).rstrip(".:?")


@register.filter
def pages(paginator: Paginator, current: int) -> Iterator[int | str]:
    """Page numbers to offer: the ends, the current one and its neighbours."""
    return paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, key: str, value: object, drop: str = "") -> str:
    """This page's query string with `key` set to `value`; `drop` names one more to leave out."""
    params = context.request.GET.copy()
    for name in (key, drop):
        params.pop(name, None)
    if value not in (None, ""):
        params[key] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag
def next_sort(key: str, sort: str) -> str:
    """Pressing the head of the column that sorts already turns it round."""
    return f"-{key}" if sort == key else key
