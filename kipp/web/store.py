"""The S3-compatible store, patient for seconds and not for minutes: people wait behind it."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

CONNECT, READ, TRIES = 5, 30, 2


class Store(S3Storage):
    def __init__(self, **options: Any) -> None:
        config = Config(
            s3={"addressing_style": options["addressing_style"]},
            signature_version=options["signature_version"],
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        super().__init__(client_config=config, **options)
