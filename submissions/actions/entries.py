"""Writing a proposal: from the blank draft to the moment it is sent to the Admin Lokal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kipp.accounts.models import Institution, Role
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions import mail
from submissions.actions import identity, writing
from submissions.models import Answer, Entry, EntryState, Group, Innovation, TeamMember

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from kipp.accounts.models import Unit, User
    from submissions.models import Category, Section

# Which record a field of the identity lies in; the innovation outlives the entry.
OF_INNOVATION = ("title", "started_on", "location")
OF_ENTRY = ("category", "source", "source_note", "video_url")


@transaction.atomic
def start(
    *,
    by: User,
    group: Group,
    category: Category,
    title: str = "",
    started_on: date | None = None,
    location: str = "",
    innovation: Innovation | None = None,
    unit: Unit | None = None,
    source: Innovation | None = None,
    source_note: str = "",
    video_url: str = "",
    at: datetime | None = None,
) -> Entry:
    """A draft of a new innovation, or of an earlier one of his own given as `innovation`."""
    institution, unit = _place_of(by, unit)
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    # A form that is being published waits for this row, or this for it: no draft is left behind.
    Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    at = moment(at)
    _check_group(group, category, at)
    if innovation is None:
        innovation = _new_innovation(institution, unit, title, started_on, location, by, at)
    elif not Innovation.objects.owned_by(by).filter(pk=innovation.pk).exists():
        raise Refused("Inovasi ini bukan milik tim Anda.")
    _check_only_entry(innovation, group)
    _check_source(innovation, source)
    entry = Entry.objects.create(
        edition=group.edition,
        group=group,
        category=category,
        form=group.forms.exclude(published_at=None).latest("number"),
        innovation=innovation,
        source=source,
        source_note=source_note.strip(),
        video_url=video_url,
        created_at=at,
        created_by=by,
    )
    TeamMember.objects.create(entry=entry, user=by, is_pic=True)
    record("entry.start", entry, by=by, at=at, innovation=innovation.pk)
    return entry


@transaction.atomic
def revise(
    entry: Entry, changes: Mapping[str, Any], *, by: User, at: datetime | None = None
) -> Entry:
    """Change the identity: fields of the innovation and of the entry, by name. Those of an innovation
    that was lodged before, under another entry, stay as they were judged and published."""
    # Lodging stands in line at this row too: what is frozen there is what is written here.
    Institution.objects.select_for_update(no_key=True).get(pk=entry.innovation.institution_id)
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at)
    changed = {name: value for name, value in _clean(changes).items() if _of(entry, name) != value}
    if changed.keys() & set(OF_INNOVATION):
        identity.refuse_settled(entry)
    _check_identity(entry, changed, at)
    for record_, names in ((entry.innovation, OF_INNOVATION), (entry, OF_ENTRY)):
        fields = [name for name in names if name in changed]
        for name in fields:
            setattr(record_, name, changed[name])
        if fields:
            record_.save(update_fields=fields)
    if changed:
        record("entry.revise", entry, by=by, at=at, fields=sorted(changed))
    return entry


@transaction.atomic
def answer(
    entry: Entry,
    section: Section,
    text: str,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Answer:
    """Keep the text of a section, however long: what is too long is shown, never cut.

    `version` is the one the writer had before his eyes (0: nothing yet). If somebody has saved
    another since, nothing is overwritten: the page shows both texts and he decides.
    """
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at, section=section)
    text = text.replace("\r\n", "\n").strip()
    stored = Answer.objects.select_for_update().filter(entry=entry, section=section).first()
    kept = stored or Answer(entry=entry, section=section, version=0)
    if kept.text == text:
        return kept
    if version is not None and version != kept.version:
        raise writing.Stale(kept)
    kept.say(text, by=by, at=at)
    kept.save(update_fields=Answer.SAID if stored else None)
    return kept


@transaction.atomic
def send(entry: Entry, *, by: User, at: datetime | None = None) -> Entry:
    """Hand the draft to the Admin Lokal. An unfinished one too: he coaches, and may give it back."""
    entry = writing.locked(entry)
    if entry.state == EntryState.DRAFT:
        at = writing.check(entry, by=by, at=at)
    at = moment(at)
    moves.move(entry, "entry.send", by=by, at=at, changes={"sent_at": at})
    mail.sent(entry, at=at)
    return entry


@transaction.atomic
def enter_judging(entries: Sequence[Entry], *, at: datetime) -> None:
    """A round has opened with these, or admitted them: from now on none is withdrawn. The line is
    the caller's; an entry that is being judged already keeps its first moment."""
    keys = [entry.pk for entry in entries]
    waiting = Entry.objects.filter(pk__in=keys, judging_since=None)
    rows = list(waiting.select_for_update(no_key=True).order_by("pk"))
    gone = [str(row) for row in rows if row.state != EntryState.ACCEPTED]
    if gone:
        raise Refused(f"Tidak (lagi) lolos seleksi administrasi: {', '.join(gone)}.")
    Entry.objects.filter(pk__in=[row.pk for row in rows]).update(judging_since=at)
    for entry in entries:
        entry.judging_since = entry.judging_since or at


def _check_group(group: Group, category: Category, at: datetime) -> None:
    if group.edition.published_at is None:
        raise Refused("Musim ini belum diterbitkan.")
    writing.check_window(group, at)
    if category.edition_id != group.edition_id:
        raise Refused("Kategori ini bukan kategori dari musim yang Anda pilih.")


def _place_of(by: User, unit: Unit | None) -> tuple[Institution, Unit]:
    holding = by.acting
    if holding is None or holding.role != Role.INNOVATOR or holding.institution is None:
        raise Refused("Hanya inovator yang dapat membuat draf proposal.")
    unit = holding.unit or unit
    if unit is None or unit.institution_id != holding.institution_id:
        raise Refused("Pilih unit dari instansi Anda yang menjalankan inovasi ini.")
    return holding.institution, unit


def _new_innovation(
    institution: Institution,
    unit: Unit,
    title: str,
    started_on: date | None,
    location: str,
    by: User,
    at: datetime,
) -> Innovation:
    given = _clean({"title": title, "started_on": started_on, "location": location})
    if not all(given.values()):
        raise Refused("Isi judul, tanggal mulai, dan lokasi penerapan inovasi.")
    _check_started(given["started_on"], at)
    return Innovation.objects.create(
        institution=institution, unit=unit, created_by=by, created_at=at, **given
    )


def _check_only_entry(innovation: Innovation, group: Group) -> None:
    taken = _of_the_same_title(innovation, innovation.title, group.edition_id)
    if innovation.pk in taken:
        raise Refused(f"Inovasi ini sudah didaftarkan pada {group.edition}.")
    _refuse_namesakes(innovation.title, taken)


def _of_the_same_title(innovation: Innovation, title: str, edition_id: int) -> set[int]:
    """Innovations of the institution that live in this edition under this title; this one under
    any title."""
    namesake = Q(
        innovation__institution_id=innovation.institution_id, innovation__title__iexact=title
    )
    living = Entry.objects.filter(namesake | Q(innovation=innovation), edition=edition_id)
    living = living.exclude(state__in=[EntryState.WITHDRAWN, EntryState.LAPSED])
    return set(living.order_by().values_list("innovation", flat=True))


def _refuse_namesakes(title: str, innovations: set[int]) -> None:
    if innovations:
        raise Refused(
            f"Instansi Anda sudah mempunyai proposal berjudul “{title}” pada musim ini. "
            "Buka proposal itu, atau beri judul yang membedakan keduanya."
        )


def _check_source(innovation: Innovation, source: Innovation | None) -> None:
    if source is not None and source.institution_id == innovation.institution_id:
        raise Refused("Inovasi asal tidak boleh milik instansi Anda sendiri.")


def _check_identity(entry: Entry, changed: Mapping[str, Any], at: datetime) -> None:
    if any(not changed.get(name, True) for name in OF_INNOVATION):
        raise Refused("Isi judul, tanggal mulai, dan lokasi penerapan inovasi.")
    if "started_on" in changed:
        _check_started(changed["started_on"], at)
    if "title" in changed:
        title = changed["title"]
        taken = _of_the_same_title(entry.innovation, title, entry.edition_id)
        _refuse_namesakes(title, taken - {entry.innovation_id})
    if "category" in changed and changed["category"].edition_id != entry.edition_id:
        raise Refused("Kategori ini bukan kategori dari musim proposal Anda.")
    _check_source(entry.innovation, changed.get("source"))


def _check_started(started_on: date, at: datetime) -> None:
    if started_on > timezone.localtime(at).date():
        raise Refused(
            f"Tanggal mulai {indonesian.day(started_on)} belum lewat. "
            "Isi tanggal inovasi mulai diterapkan."
        )


def _of(entry: Entry, name: str) -> Any:
    return getattr(entry.innovation if name in OF_INNOVATION else entry, name)


def _clean(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Texts without stray spaces, so that the same title is found to be the same."""
    return {
        name: " ".join(value.split()) if isinstance(value, str) else value
        for name, value in changes.items()
    }
