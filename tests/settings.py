"""The settings of the tests: few lines over those of the portal."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("SCAN", "off")

from kipp.settings import *
from kipp.settings import CACHES, MIDDLEWARE, REDIS_URL

TESTING = True
MIDDLEWARE = ["kipp.bench.meter.MeterMiddleware", *MIDDLEWARE]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Unit tests run tasks at once; tests of the worker itself switch this off and start a real one.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": f"{WORKER}:"}
_database = 1 + int(WORKER[2:]) % 14 if WORKER.startswith("gw") else 15
CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0]}/{_database}"
