"""What a visitor says of a charset changes no page, and raises nowhere."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.signals import request_started
from django.db import close_old_connections

from directory import state
from tests.directory.listing_rows import listed
from umkm_registry.wsgi import application

CHARSETS = ["hex", "base64", "cp037", "utf-7", "utf-16", "undefined", "nonsense", ""]


def ask(path: str, query: str = "", **headers: str) -> tuple[str, bytes]:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        "REMOTE_ADDR": "127.0.0.1",
        **headers,
    }
    told = []
    response = application(environ, lambda status, headers: told.append(status))
    return told[0], b"".join(response)


@pytest.fixture
def one_weaver(register):
    request_started.disconnect(close_old_connections)  # it would end the transaction of the test
    yield from _weaver()
    request_started.connect(close_old_connections)


def _weaver() -> Iterator[None]:
    listed(0, name="Warung")
    listed(3, name="Tenun Ina")
    state.note_all()
    yield


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_address_is_read_as_utf_8(one_weaver, charset):
    told = {"CONTENT_TYPE": f"text/plain; Charset={charset}"}
    for _time in range(2):  # the second one from what was kept
        status, page = ask("/usaha/", "kategori=tenun", **told)
        assert status == "200 OK"
        assert b"Tenun Ina" in page
        assert b"Warung</a>" not in page
    assert ask("/healthz", "a=b", **told)[0] == "200 OK"


def test_no_header_moves_the_site(one_weaver):
    _status, page = ask("/usaha/", "q=zz", SCRIPT_NAME="/elsewhere")
    assert b"/elsewhere" not in page
