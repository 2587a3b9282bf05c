"""A list as a file, XLSX or CSV: the rows a page shows, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """`value` reads one cell from a row: text, number, day or moment, or None."""

    heading: str
    value: Callable[[Any], Any]
    width: int = 18


def response(name: str, kind: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """The file `name`.xlsx or .csv to keep; any other kind does not exist."""
    write = {"xlsx": (xlsx, XLSX), "csv": (csv_, "text/csv; charset=utf-8")}
    if kind not in write:
        raise Http404
    build, media_type = write[kind]
    answer = HttpResponse(build(columns, rows), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def xlsx(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    buffer = io.BytesIO()
    options = {"constant_memory": True, "remove_timezone": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        day, hour = "d mmm yyyy", "d mmm yyyy hh:mm"
        dated = {
            date: book.add_format({"num_format": day}),
            datetime: book.add_format({"num_format": hour}),
        }
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.heading, bold)
        for line, row in enumerate(rows, 1):
            for n, column in enumerate(columns):
                _write(sheet, line, n, column.value(row), dated)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def csv_(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(column.heading for column in columns)
    writer.writerows([_plain(column.value(row)) for column in columns] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _write(sheet: Any, line: int, n: int, value: Any, dated: dict[type[date], Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(line, n, _local(value), dated[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, n, datetime(value.year, value.month, value.day), dated[date])  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, n, value)
    elif value is not None:
        sheet.write_string(line, n, str(value))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
