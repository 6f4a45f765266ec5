#!/usr/bin/env python3
"""Is a killed confirmation of an uploaded list all or nothing, and does a second one end the same?

    python -m benchmarks.kill_confirm --moments 100 --rows 1000 --seed 1
    tools/postgres.py -- sh -c 'python -m benchmarks.kill_confirm --postgres "$DATABASE_URL"'

The confirmation runs in the process that the wizard starts for it (`manage.py import_job`), and
is killed with SIGKILL at moments that are spread over its whole time. Then everything of the list
must be in the register or nothing: every table is compared, but for moments and keys, with what it
held before and with what an undisturbed confirmation writes. The list must be back at its preview,
a second confirmation must give exactly what an undisturbed one gives, every public listing must
equal a fresh one, and no file may be left in the folders of temporary files, photos, documents,
of the data base or in the one in which the process runs.

On data bases that it makes and removes: a SQLite file and, with `--postgres`, one on that server.
Ends with 1 when anything was otherwise. Linux only: processes are watched in /proc.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from benchmarks import throwaway

ROOT = Path(__file__).resolve().parent.parent
KEYS = {
    "SECRET_KEY": "a key for a register that is thrown away, long enough to please the checks",
    "FIELD_ENCRYPTION_KEYS": "dGhyb3duLWF3YXkta2V5LWd1YXJkcy1ub3RoaW5nISE=",
    "FIELD_DIGEST_KEY": "a digest key for a register that is thrown away",
}
SHOWN = 20


def kill(*, moments: int, rows: int, seed: int, server: str = "") -> SimpleNamespace:
    """Kill confirmations on a data base of its own; gives the fields of `killed_jobs.Found`.

    Args:
        server: URL of a data base of a PostgreSQL server on which others may be made; SQLite
            without it.
    Raises:
        RuntimeError: the trials could not be made.
    """
    with tempfile.TemporaryDirectory(prefix="umkm-kill-") as name:
        folder = Path(name)
        for part in ("temporary", "media", "documents", "own"):
            (folder / part).mkdir()
        database = throwaway.database(folder, server)
        database.create()
        try:
            return _trials(folder, database.url, server, moments=moments, rows=rows, seed=seed)
        finally:
            database.drop()


def _trials(folder: Path, url: str, server: str, **numbers: int) -> SimpleNamespace:
    """The trials run apart, so that their data base is that of their settings."""
    environment = {
        **os.environ,
        **KEYS,
        "DJANGO_SETTINGS_MODULE": "umkm_registry.settings",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url,
        "TMPDIR": str(folder / "temporary"),
        "MEDIA_ROOT": str(folder / "media"),
        "DOCUMENTS_ROOT": str(folder / "documents"),
    }
    arguments = [str(folder), server, *(str(numbers[one]) for one in ("moments", "rows", "seed"))]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.killed_jobs", *arguments],
        env=environment,
        cwd=folder / "own",
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the trials ended with {done.returncode}")
    return SimpleNamespace(**json.loads(done.stdout.splitlines()[-1]))


def told(name: str, found: SimpleNamespace) -> str:
    return (
        f"{name:<10} {found.moments} moments in {found.usual:.2f} s, {found.inside} of them inside "
        f"the transaction: {found.none} wrote nothing, {found.all} all; "
        f"{found.exact} second confirmations exact; {found.orphans} files left; "
        f"{len(found.problems)} problems"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", default="", metavar="URL", help="a data base of the server")
    parser.add_argument("--only-postgres", action="store_true", help="leave SQLite out")
    said = parser.parse_args()
    servers = {"PostgreSQL": said.postgres} if said.postgres else {}
    is_good = True
    if not said.only_postgres:
        servers = {"SQLite": "", **servers}
    for name, server in servers.items():
        found = kill(moments=said.moments, rows=said.rows, seed=said.seed, server=server)
        print(told(name, found), flush=True)
        print("".join(f"  {problem}\n" for problem in found.problems[:SHOWN]), end="")
        is_good = is_good and not found.problems
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
