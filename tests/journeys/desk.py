"""A desk at which somebody writes a section: what lies at the server, what on the device, and the line."""

from __future__ import annotations

from playwright.sync_api import expect

from kipp.accounts.models import Role
from submissions.actions import entries
from submissions.models import Answer
from tests import make
from tests.journeys.visitor import PASSWORD

PATIENCE = 8000
DRAFTS = """async () => {
  const base = await new Promise(done => { const r = indexedDB.open('kipp'); r.onsuccess = () => done(r.result) });
  if (!base.objectStoreNames.contains('drafts')) return [];
  const all = base.transaction('drafts').objectStore('drafts').getAll();
  await new Promise(done => { all.onsuccess = done });
  base.close();
  return all.result.map(one => [one.user, one.values.text]);
}"""


def member(of=None):
    unit = of.acting.unit if of else make.unit()
    person = make.person(Role.INNOVATOR, unit=unit, institution=unit.institution)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def writer(screen):
    """The author of a draft at its first section."""
    person = member()
    entry = make.draft(owner=person)
    writer = screen(person.email).log_in().open(place(entry))
    writer.entry, writer.person = entry, person
    return writer


def place(entry, code: str = "1") -> str:
    return f"/proposal/{entry.pk}/bagian/{code}/"


def area(page):
    return page.get_by_label("Isian Anda")


def state(page):
    return page.locator("[data-part=state]")


def leaving(page):
    return page.get_by_role("dialog", name="Masih ada yang belum terkirim")


def log_out(page):
    page.locator(".user-menu summary").first.click()
    page.locator(".user-menu").get_by_role("button", name="Keluar").click()


def stored(entry, code: str = "1") -> str:
    return Answer.objects.get(entry=entry, section__code=code).text


def save_elsewhere(writer, text: str) -> None:
    section = writer.entry.form.sections.get(code="1")
    entries.answer(writer.entry, section, text, by=writer.person)


def kept_here(page, *texts: str) -> None:
    """The words lie on this device, and no others."""
    for _ in range(40):
        found = sorted(text for _, text in page.evaluate(DRAFTS))
        if found == sorted(texts):
            return
        page.wait_for_timeout(100)
    assert found == sorted(texts)


def arrives(writer, text: str) -> None:
    """At the server, and nothing of it is left to send."""
    for _ in range(80):
        if stored(writer.entry) == text:
            break
        writer.page.wait_for_timeout(100)
    assert stored(writer.entry) == text
    expect(state(writer.page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    kept_here(writer.page)


def without_a_line(writer) -> None:
    writer.context.set_offline(True)
    writer.complaints.clear()


def with_a_line(writer) -> None:
    writer.context.set_offline(False)
    writer.complaints.clear()  # the browser itself says that the line was dead
