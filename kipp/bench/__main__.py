from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

# Each is a module with `arguments(parser)` and `run(...)`, which takes what they parse and yields figures.
BENCHES = {
    "deadline": "kipp.bench.deadline.run",
    "desk": "kipp.bench.desk",
    "duplicates": "kipp.bench.duplicates",
    "pages": "kipp.bench.pages",
    "writing": "kipp.bench.writing",
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kipp.settings")
    with tempfile.TemporaryDirectory(prefix="kipp-bench-") as media:
        os.environ["MEDIA_ROOT"] = media  # the files of the demo beside it are left alone
        django.setup()
        return _run(sys.argv[1:])


def _run(arguments: list[str]) -> int:
    from kipp.bench import figures  # noqa: PLC0415 - the benches need Django set up

    parser = argparse.ArgumentParser(prog="./dev bench")
    names = parser.add_subparsers(dest="name", metavar="|".join(BENCHES))
    modules = {name: import_module(path) for name, path in BENCHES.items()}
    for name, module in modules.items():
        own = names.add_parser(name, help=(module.__doc__ or "").strip().partition("\n")[0])
        own.add_argument("--json", type=Path, metavar="FILE")
        module.arguments(own)
    options = vars(parser.parse_args(arguments))
    name, file = options.pop("name"), options.pop("json", None)
    if name is None:
        print("\n".join(sorted(BENCHES)))
        return 0
    found = list(modules[name].run(**options))
    print(figures.table(found))
    if file:
        figures.write(found, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
