from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kipp.settings")
    django.setup()
    from kipp.bench import figures, pages  # noqa: PLC0415 - the benches need Django set up

    benches = {"pages": pages.run}
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("name", nargs="?", choices=sorted(benches))
    parser.add_argument("--scale", action="append", help="instead of the sizes of the bench")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.name is None:
        print("\n".join(sorted(benches)))
        return 0
    found = list(benches[options.name](*([options.scale] if options.scale else [])))
    print(figures.table(found))
    if options.json:
        figures.write(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
