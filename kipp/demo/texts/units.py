"""Names of invented service units, fitting the kind of institution and the field of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import vocabulary

if TYPE_CHECKING:
    from random import Random

CENTRAL = ("KEMENTERIAN", "LEMBAGA")
LOCAL_ONLY = ("Puskesmas", "UPTD Puskesmas", "Kecamatan", "Kelurahan", "Balai Penyuluhan")


def place_name(rng: Random) -> str:
    names = vocabulary("units")["names"]
    return f"{rng.choice(names['first'])} {rng.choice(names['second'])}"


def unit_name(rng: Random, *, kind: str, field: str) -> str:
    form = rng.choice(_forms(kind, field))
    topic = vocabulary("units")["central"][field]
    return form.format(name=place_name(rng), topic=topic)


def _forms(kind: str, field: str) -> list[str]:
    words = vocabulary("units")
    if kind in CENTRAL:
        return list(words["central_forms"])
    if kind == "PERGURUAN_TINGGI":
        return list(words["university"])
    if kind in {"BUMN", "BUMD"}:
        return list(words[kind.lower()])
    forms = words["regional"][field]
    if kind == "PROVINSI":
        return [form for form in forms if not form.startswith(LOCAL_ONLY)]
    return list(forms)
