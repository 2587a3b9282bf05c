"""What the pages of proposals need besides the proposals."""

from __future__ import annotations

from typing import Any

from submissions.actions import continuations, threads
from tests import make


def furnish(world: Any) -> dict[str, Any]:
    owner, group = world.people["owner"], world.entry.group
    section = world.entry.form.sections.get(code="1")
    written = threads.write(world.entry, section, "Angka ini benar?", by=owner)
    earlier = make.draft(owner=owner, of=make.edition(year=2050).groups.get())
    given = {"group": group, "category": group.edition.categories.get()}
    return {"remark": written, "continued": continuations.start(earlier, by=owner, **given)}
