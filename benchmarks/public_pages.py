#!/usr/bin/env python3
"""Public pages per second, as a share of a bare Django view in the same run.

    DATABASE_URL=… python -m benchmarks.public_pages --seconds 4 --rounds 3

Serves the directory of that data base and `benchmarks.bare_view` with gunicorn, two workers each,
and asks both in turn with `wrk` (Debian: `apt-get install wrk`). Every address is asked once only,
so no page is kept, but for the lines that say so. With nginx installed, the same page as a file is
the outer limit. Prints requests per second, those of the bare view, and the share; and the same by
processor time, of the workers and of PostgreSQL, which other work on the machine disturbs less.
"""

import argparse
import http.client
import itertools
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import django_ready  # noqa: F401  sets Django up
from businesses.models import Kelurahan
from directory.models import Listing
from directory.pagination import PER_PAGE

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
local paths, tags, n = {{}}, {{}}, {start}
for line in io.lines("{file}") do
  local path, tag = line:match("^(%S+) ?(.*)$")
  paths[#paths + 1], tags[#tags + 1] = path, tag
end
request = function()
  n = n + 1
  local i = n % #paths + 1
  local path = paths[i]
  if {is_fresh} then
    path = path .. (path:find("?", 1, true) and "&" or "?") .. "x=" .. n
  end
  local headers = {{}}
  if tags[i] ~= "" then headers["If-None-Match"] = tags[i] end
  return wrk.format("GET", path, headers)
end
"""
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 2;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            sys.exit(f"{process.args} ended")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("no server")


class Server(NamedTuple):
    port: int
    pid: int

    def seconds(self) -> float:
        """Processor seconds so far, of its workers and of the data base beside it."""
        ours = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        base = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True).stdout  # noqa: S607, PLW1510
        return sum(_seconds(pid) for pid in [*ours, *base.split()])


def _seconds(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # a process that has just ended
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # with its children that ended


class Rate(NamedTuple):
    """Requests per second, and milliseconds of processor time for one."""

    requests: float
    cost: float


@contextmanager
def running(arguments: list[str], port: int) -> Iterator[Server]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment)  # noqa: S603
    try:
        wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def gunicorn(application: str) -> tuple[list[str], int]:
    port = free_port()
    options = "--workers 2 --worker-class gthread --threads 4 --no-control-socket".split()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    return [*command, *options, "--log-level", "error"], port


def fetch(port: int, path: str) -> tuple[int, str, bytes]:
    """Status, ETag and body of one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    found = response.status, response.headers.get("ETag", ""), response.read()
    connection.close()
    return found


class Wrk:
    """Asks one server for a set of addresses, and counts what came back in a second."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.folder, self.seconds, self.started = folder, seconds, itertools.count(1)

    def rate(self, server: Server, paths: list[str], *, is_fresh: bool) -> Rate:
        file, script = self.folder / "paths", self.folder / "script.lua"
        file.write_text("\n".join(paths))
        start = next(self.started) * 10_000_000
        text = SCRIPT.format(file=file, start=start, is_fresh=str(is_fresh).lower())
        script.write_text(text)
        command = ["wrk", "-t1", "-c4", f"-d{self.seconds}s", "-s", str(script)]
        command.append(f"http://127.0.0.1:{server.port}")
        before = server.seconds()
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        if "Non-2xx" in out and not any(" " in path for path in paths):
            sys.exit(out)
        used, number = server.seconds() - before, int(re.search(r"(\d+) requests in", out)[1])
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
        return Rate(rate, used * 1000 / max(1, number))


def filtered(count: int) -> list[str]:
    """Lists with three filters each, so many that their counts are made anew."""
    places = list(Kelurahan.objects.values_list("code", flat=True))
    sectors = Listing.objects.order_by().values_list("sector", flat=True).distinct()
    lines = sorted(filter(None, sectors))
    every = [
        f"/usaha/?kategori={line}&kelurahan={place}&nib={nib}&harga={band}"
        for line, place, nib, band in itertools.product(
            lines, places, ("ya", "belum"), ("1", "2", "3")
        )
    ]
    random.Random(1).shuffle(every)
    return every[:count]


def deep_page(number: int) -> str:
    """The page of this number as the page before it links to it."""
    skipped = (number - 1) * PER_PAGE
    total = Listing.objects.count()
    codes = Listing.objects.order_by("search_name", "business_id").values_list("code", flat=True)
    code = codes[min(skipped, total - PER_PAGE) - 1]
    return f"/usaha/?hal={number}&sesudah={code}"


def cases(port: int) -> dict[str, tuple[list[str], bool]]:
    """What is asked: name → (addresses, whether each is asked once only)."""
    some = list(Listing.objects.order_by("code").values_list("code", "slug")[:2000])
    home = f"/ {fetch(port, '/')[1]}"
    return {
        "list": (["/usaha/"], True),
        "list, kecamatan and NIB": (["/usaha/?kecamatan=53.71.04&nib=ya"], True),
        "list, filters counted anew": (filtered(2000), True),
        "list, page 1,000": ([deep_page(1000)], True),
        "search, a common word": (["/usaha/?q=warung"], True),
        "detail": ([f"/usaha/{code}/{slug}/" for code, slug in some], True),
        "home": (["/"], True),
        "list, kept page": (["/usaha/?nib=ya"], False),
        "home, 304": ([home], False),
    }


@contextmanager
def files(folder: Path, page: bytes) -> Iterator[Server | None]:
    if shutil.which("nginx") is None:
        yield None
        return
    (folder / "index.html").write_bytes(page)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with running(["nginx", "-c", str(folder / "nginx.conf")], port) as server:
        yield server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours, bare = gunicorn("umkm_registry.wsgi:application"), gunicorn("benchmarks.bare_view")
    with (
        tempfile.TemporaryDirectory() as name,
        running(*ours) as our_server,
        running(*bare) as bare_server,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        wrk = Wrk(folder, options.seconds)
        for _worker in range(8):  # both workers read the directory
            page = fetch(our_server.port, "/usaha/")[2]
        found: dict[str, list[tuple[Rate, Rate]]] = {}
        with files(folder, page) as file_server:
            asked = {name: (our_server, *what) for name, what in cases(our_server.port).items()}
            if file_server is not None:
                asked["the list as a file, nginx"] = (file_server, ["/index.html"], False)
            for _round in range(options.rounds):
                for name, (server, paths, is_fresh) in asked.items():
                    yardstick = wrk.rate(bare_server, ["/"], is_fresh=False)
                    rate = wrk.rate(server, paths, is_fresh=is_fresh)
                    found.setdefault(name, []).append((rate, yardstick))
        print(f"{Listing.objects.count()} listings; median of {options.rounds} rounds")
        print(f"{'':32}{'requests per second':^27}{'processor ms each':^27}")
        print(f"{'page':32}{'ours':>9}{'bare':>9}{'share':>8} {'ours':>9}{'bare':>9}{'share':>8}")
        for name, pairs in found.items():
            mine, theirs = zip(*pairs, strict=True)
            rate, bare_rate = (median(one.requests for one in side) for side in (mine, theirs))
            cost, bare_cost = (median(one.cost for one in side) for side in (mine, theirs))
            share = median(our.requests / other.requests for our, other in pairs)
            less = median(other.cost / our.cost for our, other in pairs)
            line = f"{name:32}{rate:9.0f}{bare_rate:9.0f}{share:8.1%}"
            print(f"{line} {cost:9.2f}{bare_cost:9.2f}{less:8.1%}")


if __name__ == "__main__":
    main()
