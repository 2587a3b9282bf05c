"""Which static files the portal serves, and by which names."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Modules name one another by hash, too: after an update no browser mixes old ones with new ones."""

    support_js_module_import_aggregation = True


class StaticFiles(StaticFilesConfig):
    """Without the parts of packages that no page asks for."""

    # Each file left out is one less to compress. `bootstrap.min.css.map` stays: the stylesheet
    # names it, and the manifest refuses a name it does not know.
    ignore_patterns: list[str] = [
        "CVS",
        ".*",
        "*~",
        "bootstrap.css*",
        "bootstrap.rtl*",
        "bootstrap-*",
        "bootstrap*.js*",
        "htm*-4*",
        "htmx-2.js",
        "hx-*",
        "htmx-2-compat*",
    ]
