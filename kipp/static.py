"""Which static files the portal serves: without the parts of packages that no page asks for."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
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
    ]
