"""Invented people: names, functions and addresses in a domain that belongs to nobody we know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .words import vocabulary

if TYPE_CHECKING:
    from random import Random

MAIL_DOMAIN = "contoh.id"
OFFICIALS = {
    "KEMENTERIAN": "central_officials",
    "LEMBAGA": "central_officials",
    "BUMN": "company_officials",
    "BUMD": "company_officials",
    "PERGURUAN_TINGGI": "academics",
}


def person_name(rng: Random) -> str:
    words = vocabulary("people")
    given = rng.choice(rng.choice([words["women"], words["men"]]))
    return f"{given} {rng.choice(words['family'])}"


def civil_servant(rng: Random) -> str:
    """A name with the degree that signs letters: "Laras Tarigan, S.Sos."."""
    degree = rng.choice(vocabulary("people")["degrees"])
    name = person_name(rng)
    return f"{name}, {degree}" if degree else name


def academic(rng: Random) -> str:
    title = rng.choice(["Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dr. Ir."])
    return f"{title} {person_name(rng)}, {rng.choice(vocabulary('people')['masters'])}"


def official_title(rng: Random, kind: str) -> str:
    return str(rng.choice(vocabulary("people")[OFFICIALS.get(kind, "officials")]))


def address(name: str, organisation: str, taken: set[str] | None = None) -> str:
    """`address("Laras Tarigan, S.Sos.", "Pemkab Kebumen")`: laras.tarigan@pemkab-kebumen.contoh.id.

    A number is added while the address is in `taken`, which then knows it.
    """
    taken = set() if taken is None else taken
    plain = re.sub(r"\b(Prof|Dr|Ir)\.", "", name.split(",")[0])
    local, domain = slug(plain, "."), f"{slug(organisation, '-')}.{MAIL_DOMAIN}"
    found, number = f"{local}@{domain}", 2
    while found in taken:
        found, number = f"{local}{number}@{domain}", number + 1
    taken.add(found)
    return found


def slug(text: str, joint: str) -> str:
    return re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)


def letter_number(rng: Random, year: int) -> str:
    """Such as 000.8.6.3/412/Org/2025."""
    bureau = rng.choice(["Org", "Orpeg", "Setda", "BPSDM", "Ortala", "Inov"])
    return f"000.{rng.randint(2, 9)}.{rng.randint(1, 6)}.{rng.randint(1, 4)}/{rng.randint(14, 986)}/{bureau}/{year}"
