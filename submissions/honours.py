"""What an innovation has won before: by the catalogue of the past, and by the awards of this portal.

The lists are not whole (docs/data.md), so nothing found is no proof that nothing was won.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, Concat, Trim

from submissions.models import PastAward
from submissions.models.catalogue import of_line, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.expressions import BaseExpression

# The words of a season's limits (Group.earlier_awards), by the code a list uses.
LEVELS = {"OPSI": "OPSI", "TERPUJI": "Terpuji", "TOP99": "Top 99", "FINALIST": "Finalis"}
KNOWN = "penghargaan"  # that there was one is known, not which
_WORDS = ArrayField(CharField())
_tellers: list[Callable[[str], ArraySubquery]] = []


def tells(teller: Callable[[str], ArraySubquery]) -> Callable[[str], ArraySubquery]:
    """For `<app>/entry_stages.py` of the app that knows the portal's awards: an array of words
    ("Terpuji 2021") for each entry of a query, about the innovation that the field names."""
    _tellers.append(teller)
    return teller


@cache
def won_before(field: str = "innovation") -> BaseExpression:
    """To annotate entries with all that their innovation, or their source, is known to have won: in
    lists from before this portal, and in it. Built once, as it never differs; no query of its own
    for an entry."""
    here = _tellers[0](field) if _tellers else Value([], output_field=_WORDS)
    both = (Cast(_of_the_catalogue(field), _WORDS), Cast(here, _WORDS))
    return Func(*both, function="array_cat", output_field=_WORDS)


def _of_the_catalogue(field: str) -> ArraySubquery:
    """What the lists say of this title of this institution, or of one that became it, oldest first."""
    owner = OuterRef(f"{field}__institution")
    rows = PastAward.objects.filter(
        of_line(owner, "innovation__institution"),
        innovation__title_key=plain(OuterRef(f"{field}__title")),
    )
    year = Coalesce(Cast(F("year"), CharField()), Value(""))
    words = Trim(Concat(F("level"), Value(" "), year, output_field=CharField()))
    return ArraySubquery(rows.order_by("year", "pk").values_list(words))
