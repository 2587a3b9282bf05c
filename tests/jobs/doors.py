"""The job is the owner's own: only he, the secretariat and the set-up know of it."""

from __future__ import annotations

from kipp.jobs import running
from kipp.jobs.models import Job

THEIRS = {"*": 404, "anonymous": 302, "owner": 200, "secretariat": 200, "superuser": 200}

DOORS = {
    "jobs:job-list": {"*": 200, "anonymous": 302},
    "jobs:job-export": {"*": 200, "anonymous": 302},
    "jobs:job-detail": THEIRS,
    "jobs:job-progress": THEIRS,
    "jobs:job-cancel": {"*": 405, "anonymous": 302},
    "jobs:job-retry": {"*": 405, "anonymous": 302},
}


def kwargs_for(name, world):
    if name == "jobs:job-list":
        return {}
    if name == "jobs:job-export":
        return {"kind": "csv"}
    owner = world.people["owner"]
    job = Job.objects.filter(by=owner).first() or running.ask("export", "Ekspor", by=owner)
    return {"pk": job.pk}
