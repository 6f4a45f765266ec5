#!/usr/bin/env python3
"""Public pages per second, as a share of a bare Django view in the same run.

    DATABASE_URL=… python -m benchmarks.public_pages --seconds 4 --rounds 3

Serves the directory of that data base and `benchmarks.bare_view` with gunicorn, two workers each,
and asks both in turn with `wrk` (Debian: `apt-get install wrk`). Every address is asked once only,
so no page is kept, but for the lines that say so. With nginx installed, the same page as a file is
the outer limit. Prints requests per second, those of the bare view, and the share.
"""

import argparse
import http.client
import itertools
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def running(arguments: list[str], port: int) -> Iterator[int]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment)  # noqa: S603
    try:
        wait_for(port, process)
        yield port
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

    def rate(self, port: int, paths: list[str], *, is_fresh: bool) -> float:
        file, script = self.folder / "paths", self.folder / "script.lua"
        file.write_text("\n".join(paths))
        start = next(self.started) * 10_000_000
        text = SCRIPT.format(file=file, start=start, is_fresh=str(is_fresh).lower())
        script.write_text(text)
        command = ["wrk", "-t1", "-c4", f"-d{self.seconds}s", "-s", str(script)]
        command.append(f"http://127.0.0.1:{port}")
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        if "Non-2xx" in out and not any(" " in path for path in paths):
            sys.exit(out)
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


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
def files(folder: Path, page: bytes) -> Iterator[int | None]:
    if shutil.which("nginx") is None:
        yield None
        return
    (folder / "index.html").write_bytes(page)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with running(["nginx", "-c", str(folder / "nginx.conf")], port) as running_port:
        yield running_port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours, bare = gunicorn("umkm_registry.wsgi:application"), gunicorn("benchmarks.bare_view")
    with (
        tempfile.TemporaryDirectory() as name,
        running(*ours) as our_port,
        running(*bare) as bare_port,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        wrk = Wrk(folder, options.seconds)
        for _worker in range(8):  # both workers read the directory
            page = fetch(our_port, "/usaha/")[2]
        found: dict[str, list[tuple[float, float]]] = {}
        with files(folder, page) as file_port:
            asked = {name: (our_port, *what) for name, what in cases(our_port).items()}
            if file_port is not None:
                asked["the list as a file, nginx"] = (file_port, ["/index.html"], False)
            for _round in range(options.rounds):
                for name, (port, paths, is_fresh) in asked.items():
                    yardstick = wrk.rate(bare_port, ["/"], is_fresh=False)
                    rate = wrk.rate(port, paths, is_fresh=is_fresh)
                    found.setdefault(name, []).append((rate, yardstick))
        print(f"{Listing.objects.count()} listings; requests per second, median of each")
        print(f"{'page':32}{'ours':>9}{'bare view':>11}{'share':>8}")
        for name, pairs in found.items():
            rate, yardstick = (statistics.median(side) for side in zip(*pairs, strict=True))
            share = statistics.median(ours / bare for ours, bare in pairs)
            print(f"{name:32}{rate:9.0f}{yardstick:11.0f}{share:8.1%}")


if __name__ == "__main__":
    main()
