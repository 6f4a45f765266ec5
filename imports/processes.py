"""Processes of this machine: a name for one that no later process can share, and is it there?

A process number alone is used again by the system; with the moment of the start it is not.
"""

import os
import platform
from pathlib import Path

MOST_OF_HOST = 60
STATE, START = 0, 19  # places behind the name of the program, proc_pid_stat(5)
GONE = "ZX"  # ended, and nobody has asked how


def name_of(pid: int | None = None) -> str:
    """“host:pid:start” of a process, this one without `pid`; the start is "" if nobody knows."""
    pid = os.getpid() if pid is None else pid
    found = _stat(pid)
    return f"{_host()}:{pid}:{found[START] if found else ''}"


def is_there(name: str) -> bool | None:
    """Whether the process of that name still runs; None if it cannot be told from here."""
    host, _colon, rest = name.rpartition(":")[0].rpartition(":")
    start = name.rpartition(":")[2]
    if host != _host() or not (rest.isascii() and rest.isdigit() and start):
        return None
    found = _stat(int(rest))
    return found is not None and found[START] == start and found[STATE] not in GONE


def _host() -> str:
    return platform.node().replace(":", "-")[:MOST_OF_HOST]


def _stat(pid: int) -> list[str] | None:
    """What Linux tells of a process; None when it is gone, or where there is no /proc."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
