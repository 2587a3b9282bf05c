from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from judging.actions import readings, runs
from judging.forms.ranking import RankingFilter
from judging.models import Round
from judging.queries import ranking as table
from judging.queries import sheets
from kipp.accounts.models import Role
from kipp.web import listing, tables
from kipp.web.access import role_required
from kipp.web.indonesian import score
from submissions.models import Entry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from judging.models import Standing
    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

SIZE = 100
# Among those who may see a ranking, these also read names; to the others no judge has one.
NAMING = (Role.SECRETARIAT, Role.PLENARY_CHAIR)
# The auditor reads the sheets of an announced round too, their judges under pseudonyms.
SHEET_READERS = (*NAMING, Role.AUDITOR)
VIEWERS = (*NAMING, Role.LEADERSHIP, Role.AUDITOR, Role.SCALING_OFFICER, Role.KL_CONTACT)
COLUMNS = (
    tables.Column("Peringkat", lambda row: row.rank, 10),
    tables.Column("Nomor proposal", lambda row: row.entry.code, 20),
    tables.Column("Judul inovasi", lambda row: row.entry.innovation.title, 50),
    tables.Column("Instansi", lambda row: row.entry.innovation.institution.name, 36),
    tables.Column("Kelompok", lambda row: row.entry.group.name),
    tables.Column("Kategori", lambda row: row.entry.category.short_name, 28),
    tables.Column("Nilai", lambda row: row.official, 10),
    tables.Column("Selisih", lambda row: row.spread, 10),
    tables.Column("Penilai", lambda row: row.judges, 10),
    tables.Column("Tanda", lambda row: "; ".join(table.flag_words(row)), 40),
)
MISSING = tables.Column("Belum menandatangani", lambda row: ", ".join(row.missing), 40)


@require_safe
@role_required(*VIEWERS)
def ranking(request: SignedInRequest, pk: int) -> HttpResponse:
    round = _round(request.user, pk)
    facets = table.facets(round)
    form = RankingFilter(request.GET, facets=facets)
    sort = request.GET.get("urut", "")
    names = request.user.role in NAMING
    rows = table.sort(form.narrow(_rows(round, names=names)), sort)
    page = listing.page_of(request, rows, size=SIZE)
    for row in page:
        row.words = table.flag_words(row)
    line = table.line(round, form.group)
    if sort in ("", "peringkat"):
        table.mark_line(list(page), line)
    context: dict[str, Any] = {
        "round": round,
        "sheets": request.user.role in SHEET_READERS,
        "filter_form": form,
        "chips": [chip for chip in listing.chips(form) if chip.key != "kelompok"],
        "group": form.group,
        "groups": facets.groups,
        "total": facets.sizes.get(form.group, 0),
        **_lag(round),
        "line": line,
        "page": page,
        "sort": sort,
    }
    readings.ranking_viewed(round, by=request.user)
    return TemplateResponse(request, "judging/ranking_table.html", context)


@require_safe
@role_required(*VIEWERS)
def ranking_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Exactly the rows of the table, all of its pages."""
    round = _round(request.user, pk)
    form = RankingFilter(request.GET, facets=table.facets(round))
    names = request.user.role in NAMING
    rows = table.sort(form.narrow(_rows(round, names=names)), request.GET.get("urut", ""))
    columns = (*COLUMNS, MISSING) if names else COLUMNS
    answer = tables.response(f"peringkat-tahap-{round.pk}", kind, columns, rows)
    readings.ranking_exported(round, kind, by=request.user)
    return answer


@require_safe
@role_required(*SHEET_READERS)
def entry_sheets(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Every sheet of one entry, by judge, and the sentence that explains its score."""
    round = _round(request.user, pk)
    candidates = Entry.objects.filter(candidacies__round=round).for_table()
    subject = get_object_or_404(candidates, pk=entry)
    criteria = sheets.criteria_of(round, subject)
    named = request.user.role in NAMING
    rows = sheets.sheets_of(round, subject, criteria, named=named)
    standing = table.standings(round).filter(entry=subject).first()
    context = {
        "round": round,
        "entry": subject,
        "criteria": criteria,
        "rows": rows,
        "named": named,
        "standing": standing,
        **_lag(round),
        "flags": table.flag_words(standing) if standing else [],
        "sentence": _sentence(rows, standing, round),
    }
    readings.sheets_viewed(round, subject, by=request.user)
    return TemplateResponse(request, "judging/ranking_sheets.html", context)


def _round(user: User, pk: int) -> Round:
    rounds = Round.objects.ranking_viewable_by(user).select_related("edition", "current_run")
    return get_object_or_404(rounds, pk=pk)


def _lag(round: Round) -> dict[str, Any]:
    """Whether the numbers are behind the sheets, and why they stay so."""
    behind = table.is_behind(round)
    return {"behind": behind, "failure": runs.failure_of(round) if behind else None}


def _rows(round: Round, *, names: bool) -> QuerySet[Standing]:
    rows = table.standings(round)
    return rows.annotate(missing=sheets.missing(round)) if names else rows


def _sentence(rows: list[sheets.SheetRow], standing: Standing | None, round: Round) -> str:
    """Rata-rata 2 penilai: 82,00 dan 85,50 → 83,75."""
    totals = [score(row.total) for row in rows if row.total is not None]
    if not totals:
        return "Belum ada lembar yang ditandatangani."
    if standing is None or standing.official is None:
        lacking = max(0, round.minimum_judges - len(totals))
        return f"Belum bernilai: masih kurang {lacking} lembar yang ditandatangani."
    listed = " dan ".join(filter(None, [", ".join(totals[:-1]), totals[-1]]))
    return f"Rata-rata {len(totals)} penilai: {listed} → {score(standing.official)}."
