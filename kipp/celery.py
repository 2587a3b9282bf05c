"""The worker app and what runs by the clock, in one list."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kipp.settings")

app = Celery("kipp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0
HOUR = 60 * MINUTE

app.conf.beat_schedule = {
    "health.heartbeat": {"task": "kipp.health.tasks.heartbeat", "schedule": 10.0},
    "journal.seal": {"task": "kipp.journal.tasks.seal", "schedule": 10.0},
    "journal.seal_everything": {
        "task": "kipp.journal.tasks.seal",
        "schedule": crontab(hour="2", minute="30"),
        "kwargs": {"everything": True},
    },
    "journal.send_head": {
        "task": "kipp.journal.tasks.send_head",
        "schedule": crontab(hour="6", minute="0"),
    },
    "jobs.sweep": {"task": "kipp.jobs.tasks.sweep", "schedule": 5 * MINUTE},
    "notices.sweep": {"task": "kipp.notices.tasks.sweep", "schedule": MINUTE},
    "notices.expire": {"task": "kipp.notices.tasks.expire", "schedule": HOUR},
    "operations.sweep_uploads": {
        "task": "kipp.operations.tasks.sweep_uploads",
        "schedule": crontab(hour="3", minute="15"),
    },
    "operations.sweep_sessions": {
        "task": "kipp.operations.tasks.sweep_sessions",
        "schedule": crontab(hour="3", minute="45"),
    },
    "submissions.lapse_closed": {"task": "submissions.tasks.lapse_closed", "schedule": MINUTE},
    "submissions.relodge_overdue": {
        "task": "submissions.tasks.relodge_overdue",
        "schedule": MINUTE,
    },
    "submissions.expire_uploads": {
        "task": "submissions.tasks.expire_uploads",
        "schedule": HOUR,
    },
    "submissions.read_signatures": {
        "task": "submissions.tasks.read_signatures",
        "schedule": MINUTE,
    },
    "submissions.renew_prints": {"task": "submissions.tasks.renew_prints", "schedule": MINUTE},
    "submissions.scan_waiting": {
        "task": "submissions.tasks.scan_waiting",
        "schedule": 5 * MINUTE,
    },
    "submissions.send_late_circulars": {
        "task": "submissions.tasks.send_late_circulars",
        "schedule": MINUTE,
    },
    "judging.score_stale": {"task": "judging.tasks.score_stale", "schedule": MINUTE},
    "judging.remind": {"task": "judging.tasks.remind", "schedule": 10 * MINUTE},
    "judging.send_late_results": {"task": "judging.tasks.send_late_results", "schedule": MINUTE},
    "scaling.open_cases": {"task": "scaling.tasks.open_cases", "schedule": MINUTE},
    "scaling.propose_replications": {
        "task": "scaling.tasks.propose_replications",
        "schedule": 10 * MINUTE,
    },
    "scaling.remind": {"task": "scaling.tasks.remind", "schedule": HOUR},
    "submissions.tell_of_forms": {"task": "submissions.tasks.tell_of_forms", "schedule": MINUTE},
    "submissions.remind": {"task": "submissions.tasks.remind", "schedule": 10 * MINUTE},
}
