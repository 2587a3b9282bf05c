"""Questions to the secretariat: the page of an institution, the desk that answers, the public FAQ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing
from kipp.web.access import role_required
from submissions.actions import helpdesk
from submissions.forms.helpdesk import AnswerForm, FaqForm, MessageForm, ThreadFilter
from submissions.models import FaqItem, HelpMessage, HelpThread

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

SHOWN = 50  # messages of a talk on one page, the newest


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
def help_ask(request: SignedInRequest) -> HttpResponse:
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            helpdesk.ask(form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Pertanyaan terkirim. Jawabannya dikirim ke surel Anda.")
            return redirect("submissions:help-ask")
    thread = HelpThread.objects.viewable_by(request.user).first()
    context = {"thread": thread, "form": form, **_talk(request, thread)}
    return TemplateResponse(request, "submissions/help_ask.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def help_desk(request: SignedInRequest) -> HttpResponse:
    rows = HelpThread.objects.viewable_by(request.user).for_table()
    form = ThreadFilter(request.GET)
    context = listing.context(request, form, rows, form.narrow(rows), noun="percakapan")
    return TemplateResponse(request, "submissions/help_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def help_thread(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = HelpThread.objects.viewable_by(request.user).select_related("institution")
    thread = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            helpdesk.answer(thread, given["text"], seen=given["seen"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Jawaban dikirim kepada {thread}.")
            return redirect("submissions:help-desk")
    talk = _talk(request, thread)
    # What is on this page now has been read, also after a refusal for something unread.
    last = talk["talk"][-1].pk if talk["talk"] else 0
    context = {"thread": thread, "form": form, "seen": last, **talk}
    return TemplateResponse(request, "submissions/help_thread.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def faq_list(request: SignedInRequest) -> HttpResponse:
    rows = FaqItem.objects.managed_by(request.user).published().for_reading()
    context = {"page": listing.page_of(request, rows)}
    return TemplateResponse(request, "submissions/faq_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def faq_publish(request: SignedInRequest) -> HttpResponse:
    """`?pesan=` is the answer that it is made from."""
    source = _source(request)
    form = FaqForm(request.POST or None, initial={"answer": source.text} if source else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            helpdesk.publish(given["question"], given["answer"], by=request.user, source=source)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Tanya jawab terbit di halaman bantuan.")
            return redirect("submissions:faq-list")
    context = {"form": form, "source": source, "item": None}
    return TemplateResponse(request, "submissions/faq_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def faq_revise(request: SignedInRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(FaqItem.objects.managed_by(request.user).published(), pk=pk)
    form = FaqForm(request.POST or None, initial={"question": item.question, "answer": item.answer})
    if form.is_valid():
        given = form.cleaned_data
        try:
            helpdesk.revise(item, given["question"], given["answer"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Perubahan terbit di halaman bantuan.")
            return redirect("submissions:faq-list")
    context = {"form": form, "source": None, "item": item}
    return TemplateResponse(request, "submissions/faq_edit.html", context)


@require_POST
@role_required(Role.SECRETARIAT)
def faq_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(FaqItem.objects.managed_by(request.user), pk=pk)
    try:
        helpdesk.withdraw(item, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Tanya jawab ditarik dari halaman bantuan.")
    return redirect("submissions:faq-list")


def _talk(request: SignedInRequest, thread: HelpThread | None) -> dict[str, Any]:
    if thread is None:
        return {"talk": [], "older": False}
    rows = thread.messages.select_related("by").prefetch_related("published_as")
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    return {"talk": found[:SHOWN][::-1], "older": len(found) > SHOWN}


def _source(request: SignedInRequest) -> HelpMessage | None:
    asked = request.GET.get("pesan", "")
    if not asked:
        return None
    rows = HelpMessage.objects.filter(thread__in=HelpThread.objects.viewable_by(request.user))
    return get_object_or_404(rows, pk=asked if asked.isdecimal() else 0)
