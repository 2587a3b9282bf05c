"""What `./dev` calls once the environment stands."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from kipp.devstack import checks, commands, demo
from kipp.devstack.account import CannotServe


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    if command == "manage":
        return commands.manage(rest)
    if command == "bench":
        return commands.in_throwaway("kipp.bench", rest)
    if command == "chaos":
        return commands.in_throwaway("kipp.operations.chaos", rest)
    if command == "demo":
        return demo.run(_wishes(rest))
    _nothing_more(command, rest)
    return {"check": checks.check, "fix": checks.fix}[command]()


def _wishes(arguments: list[str]) -> demo.Wishes:
    parser = argparse.ArgumentParser(prog="./dev demo")
    parser.add_argument(
        "--port", type=_port, help=f"bawaan {demo.PORT}, atau yang bebas sesudahnya"
    )
    scales = ("tiny", "tenth", "full")  # tiny is for the tests
    parser.add_argument("--scale", choices=scales, default="tenth", metavar="tenth|full")
    parser.add_argument("--fresh", action="store_true", help="mulai lagi dengan data baru")
    parser.add_argument("--today", type=_day, help="hari ini menurut data demo, TTTT-BB-HH")
    return demo.Wishes(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1024 <= port <= 65535:
        raise argparse.ArgumentTypeError("port 1024 sampai 65535")
    return port


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError("tanggal seperti 2026-11-23") from error


def _nothing_more(command: str, rest: list[str]) -> None:
    argparse.ArgumentParser(prog=f"./dev {command}").parse_args(rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotServe as reason:
        sys.exit(str(reason))
