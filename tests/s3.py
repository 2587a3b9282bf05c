"""A real S3 server for the tests (SeaweedFS), in memory of this run only."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kipp.devstack import process

if TYPE_CHECKING:
    from collections.abc import Iterator

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET, BUCKET = "kunci", "rahasia-uji", "kipp"
PATIENCE = 60.0
IDENTITIES = {
    "identities": [
        {
            "name": "kipp",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
    ]
}


@pytest.fixture(scope="session")
def s3(tmp_path_factory) -> Iterator[str]:
    """Its address as `STORAGE_URL` takes it, with an empty bucket."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "s3.json").write_text(json.dumps(IDENTITIES))
    ports = {name: process.free_port() for name in ("master", "volume", "filer", "s3")}
    with (folder / "out.log").open("wb+") as log:
        child = process.spawn(
            _command(folder, ports), cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _make_bucket(ports["s3"], child, log)
            yield f"s3://{KEY}:{SECRET}@127.0.0.1:{ports['s3']}/{BUCKET}?tls=0"
        finally:
            process.stop(child)


# Doors on fixed ports, which two servers at once would both want.
_UNUSED = ("-s3.port.iceberg=0", "-s3.port.lance=0")


def _command(folder: Path, ports: dict[str, int]) -> list[str]:
    here = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={folder}/s3.json"]
    doors = [f"-{name}.port={port}" for name, port in ports.items()]
    grpc = [f"-{name}.port.grpc={process.free_port()}" for name in ports]
    size = ["-volume.max=8", "-master.volumeSizeLimitMB=64", *_UNUSED, f"-dir={folder}"]
    return [str(WEED), "server", *here, *doors, *grpc, *size]


def _make_bucket(port: int, child: process.Child, log) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        try:
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="awal", Body=b"siap")
        except (BotoCoreError, ClientError):
            time.sleep(0.3)
        else:
            return client.close()
    raise RuntimeError(f"no S3 server: {process.tail(log)}")
