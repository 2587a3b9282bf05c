"""The shell and the ground floor of Portal KIPP."""

from kipp.celery import app as celery_app

__all__ = ["celery_app"]
