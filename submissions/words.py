"""What a word is. static/js/words.js counts by the same rule, over the same table of cases.

A word is what stands between spaces and holds a letter or a number: “anak-anak”, “2019–2025”,
“dan/atau” and an address are one each; a bullet, a lone dash or “&” is none. An em dash parts words,
with spaces around it or without. Invisible characters neither make a word nor hide one.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\u2014"
_BETWEEN = re.compile(f"[{_SPACES}]+")
_SAYS = re.compile(r"[^\W_]")


# A desk asks the same of eight hundred answers on every visit, several times of each.
@lru_cache(maxsize=4096)
def count(text: str) -> int:
    return sum(1 for part in _BETWEEN.split(text) if _SAYS.search(part))
