#!/usr/bin/env python3
"""Runs a command beside a temporary PostgreSQL cluster, and removes the cluster afterwards.

    tools/postgres.py -- pytest -q        DATABASE_URL is set for the command
    tools/postgres.py --find              prints the folder of the server programs

PostgreSQL refuses to run as root; then the cluster belongs to the account `postgres` (or
`nobody`). It listens on a free port of 127.0.0.1 only. Needs no package.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def server_programs() -> Path | None:
    """The folder that holds initdb and pg_ctl: on the PATH, or where Debian keeps them."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    complete = (p for p in candidates if (p / "pg_ctl").exists() and (p / "initdb").exists())
    return next(complete, None)


def account() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("Error: neither the account postgres nor nobody exists to run PostgreSQL as.")


def run_as(user: pwd.struct_passwd | None, command: list[str], cwd: Path) -> None:
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.DEVNULL, **identity)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> int:
    programs = server_programs()
    if programs is None:
        print("PostgreSQL's server programs are not on this machine.", file=sys.stderr)
        return 1
    if sys.argv[1:] == ["--find"]:
        print(programs)
        return 0
    command = sys.argv[sys.argv.index("--") + 1 :]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    user = account()
    folder = Path(tempfile.mkdtemp(prefix="umkm-pg-"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, ctl = str(folder / "data"), str(programs / "pg_ctl")
    try:
        run_as(
            user,
            [str(programs / "initdb"), "-D", data, "-U", "umkm", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            folder,
        )  # fmt: skip
        port = free_port()
        options = f"{OPTIONS} -h 127.0.0.1 -p {port} -k '{folder}'"
        log = str(folder / "log")
        run_as(user, [ctl, "-D", data, "-w", "-l", log, "-o", options, "start"], folder)
        url = f"postgres://umkm@127.0.0.1:{port}/postgres"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
    except subprocess.CalledProcessError as error:
        log = folder / "log"
        print(f"Error: PostgreSQL did not start: {error}", file=sys.stderr)
        print(log.read_text() if log.exists() else "", file=sys.stderr)
        return 1
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run_as(user, [ctl, "-D", data, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
