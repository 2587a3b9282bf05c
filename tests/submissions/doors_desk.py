"""From the Admin Lokal to the decision: the agency's desk, the secretariat's screening, profiles."""

from __future__ import annotations

from django.core.files.base import ContentFile

from submissions.actions import versions
from submissions.models import Disqualification, Edition, Lodgement, Profile
from tests.make.entries import now

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}
OF_THE_INSTITUTION = {"*": 404, "anonymous": 302, "admin": 200}
EVERY_ADMIN = OF_THE_INSTITUTION | {"other_admin": 200}
NOTHING_CHOSEN = {"*": 404, "anonymous": 302}

DOORS = {
    "submissions:agency-desk": EVERY_ADMIN,
    "submissions:agency-export": EVERY_ADMIN,
    # Without a ticked row there is nothing to confirm: back to the desk.
    "submissions:agency-lodge": NOTHING_CHOSEN | {"admin": 302, "other_admin": 302},
    "submissions:agency-report": NOTHING_CHOSEN | {"admin": 302, "other_admin": 302},
    "submissions:agency-give-back": OF_THE_INSTITUTION,
    "submissions:agency-remark": OF_THE_INSTITUTION,
    "submissions:agency-relodge": OF_THE_INSTITUTION,
    "submissions:agency-withdraw": OF_THE_INSTITUTION,
    "submissions:receipt": OF_THE_INSTITUTION | {"owner": 200, "secretariat": 200},
    "submissions:screening-queue": SECRETARIAT,
    "submissions:screening-export": SECRETARIAT,
    "submissions:screening-accept": NOTHING_CHOSEN | {"secretariat": 302},
    "submissions:screening-entry": SECRETARIAT,
    "submissions:screening-reject": SECRETARIAT,
    "submissions:screening-return": SECRETARIAT,
    "submissions:screening-uphold": SECRETARIAT,
    "submissions:screening-disqualify": SECRETARIAT,
    "submissions:disqualification": SECRETARIAT,
    "submissions:disqualification-file": SECRETARIAT,
    "submissions:group-extend": SECRETARIAT,
    "submissions:grace-list": SECRETARIAT,
    "submissions:profile-fill": OF_THE_INSTITUTION | {"owner": 200},
    "submissions:profile-list": SECRETARIAT,
    "submissions:profile-release": SECRETARIAT,
}
STATES = {
    "agency-give-back": "WITH_AGENCY",
    "agency-remark": "WITH_AGENCY",
    "agency-relodge": "RETURNED",
    "agency-withdraw": "LODGED",
    "receipt": "LODGED",
    "screening-entry": "LODGED",
    "screening-reject": "LODGED",
    "screening-return": "LODGED",
    "screening-uphold": "REJECTED",
    "screening-disqualify": "ACCEPTED",
}


def kwargs_for(name: str, world) -> dict:
    name = name.removeprefix("submissions:")
    if name == "screening-uphold":
        Edition.objects.update(objections_can_be_upheld=True)
    if name in STATES:
        return {"pk": with_a_frozen_version(world.entries[STATES[name]]).pk}
    match name:
        case "agency-export" | "screening-export":
            return {"kind": "csv"}
        case "disqualification" | "disqualification-file":
            return {"pk": _disqualification_of(world.entries["ACCEPTED"]).pk}
        case "group-extend":
            return {"pk": world.entry.group_id}
        case "profile-fill":
            return {"pk": world.entry.innovation_id}
        case "profile-release":
            return {"pk": _profile_of(world.entry).pk}
    return {}


def with_a_frozen_version(entry):
    content = versions.content_of(entry)
    if entry.code:
        given = {"content": content, "sha256": "0" * 64, "at": now()}
        Lodgement.objects.get_or_create(entry=entry, number=1, defaults=given)
    return entry


def _disqualification_of(entry) -> Disqualification:
    given = {"reason": "Data palsu.", "proposed_by": entry.created_by, "proposed_at": now()}
    given["file"] = ContentFile(b"%PDF-1.4", name="bukti.pdf")
    return Disqualification.objects.get_or_create(entry=entry, defaults=given)[0]


def _profile_of(entry) -> Profile:
    given = {"summary": "Layanan lebih cepat.", "filled_by": entry.created_by, "filled_at": now()}
    return Profile.objects.get_or_create(innovation=entry.innovation, defaults=given)[0]
