"""A demo in miniature: both real servers and one program, under the supervisor of the demo."""

import json
import sys
from pathlib import Path

from kipp.devstack import process
from kipp.devstack.servers import addresses, missing
from kipp.devstack.supervisor import Program, Supervisor, supervise


def bring_up(supervisor: Supervisor, folder: Path) -> None:
    servers = missing(folder)
    for server in servers:
        supervisor.serve(server)
    port = str(process.free_port())
    mailbox = [sys.executable, "-m", "kipp.devstack.mailbox", "--port", port]
    supervisor.start(Program("mail", [*mailbox, "--folder", str(folder / "mail")]))
    # One that starts another and forgets about it.
    supervisor.start(Program("parent", ["sh", "-c", "sleep 600 & exec sleep 600"]))
    pids = {server.name: server.child.pid for server in servers}
    pids |= {name: child.pid for name, child in supervisor.children.items()}
    print(json.dumps({"pids": pids, "mail_port": int(port), **addresses(servers)}), flush=True)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    sys.exit(supervise(place, lambda supervisor: bring_up(supervisor, place)))
