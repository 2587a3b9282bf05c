from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kipp.jobs import running
from kipp.jobs.forms import JobFilter
from kipp.jobs.models import Job
from kipp.journal.moves import Refused
from kipp.web import listing, tables
from kipp.web.access import may_enter

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


COLUMNS = (
    tables.Column("Pekerjaan", lambda job: job.title, width=60),
    tables.Column("Diminta oleh", lambda job: str(job.by or "Portal KIPP"), width=30),
    tables.Column("Diminta", lambda job: job.created_at),
    tables.Column("Selesai", lambda job: job.finished_at),
    tables.Column("Status", lambda job: job.get_state_display()),
    tables.Column("Kemajuan", lambda job: job.words, width=40),
)


@require_safe
def job_list(request: SignedInRequest) -> HttpResponse:
    rows = Job.objects.viewable_by(request.user).for_table()
    form = JobFilter(request.GET)
    context = listing.context(request, form, rows, form.narrow(rows), noun="pekerjaan")
    return TemplateResponse(request, "jobs/job_list.html", context)


@require_safe
def job_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """Exactly the rows of the list, all of its pages."""
    rows = JobFilter(request.GET).narrow(Job.objects.viewable_by(request.user).for_table())
    return tables.response("pekerjaan-latar", kind, COLUMNS, rows.iterator())


@require_safe
def job_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.viewable_by(request.user).for_table(), pk=pk)
    context = {
        "job": job,
        "url": job.url if may_enter(request.user, job.url) else "",
        "offers_cancel": Job.objects.cancellable_by(request.user).filter(pk=job.pk).exists(),
        "offers_retry": Job.objects.retryable_by(request.user).filter(pk=job.pk).exists(),
    }
    return TemplateResponse(request, "jobs/job_detail.html", context)


@never_cache
@require_safe
def job_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.viewable_by(request.user), pk=pk)
    answer = {"done": job.done, "total": job.total, "words": job.words, "finished": job.is_over}
    return JsonResponse(answer)


@require_POST
def job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.viewable_by(request.user), pk=pk)
    try:
        running.cancel(job, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Pekerjaan diminta berhenti.")
    return redirect("jobs:job-detail", pk=pk)


@require_POST
def job_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.viewable_by(request.user), pk=pk)
    try:
        running.retry(job, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Pekerjaan dicoba lagi paling lambat satu menit dari sekarang.")
    return redirect("jobs:job-detail", pk=pk)
