"""Asking a page cache as gunicorn does."""

import gzip
import time
from dataclasses import dataclass
from functools import cached_property

import brotli

from portal.page_cache.addresses import Address, environ_of
from portal.page_cache.routes import question_of

HOST = "kartu.example"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@dataclass
class Asked:
    status: int
    headers: dict
    sent: bytes

    @cached_property
    def content(self):
        return UNPACK[self.headers.get("Content-Encoding")](self.sent)

    @property
    def text(self):
        return self.content.decode()


def ask(application, address, method="GET", host=HOST, scheme="http", **environ):
    """Ask ``address`` (path and query); ``environ`` holds headers as WSGI names them."""
    path, _mark, query = address.partition("?")
    told = []

    def start_response(status, headers, exc_info=None):
        told[:] = status, headers

    request = environ_of(Address(scheme, host, path, query)) | {"REQUEST_METHOD": method, **environ}
    body = application({name: value for name, value in request.items() if value is not None}, start_response)
    try:
        sent = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    status, headers = told
    names = [name for name, value in headers if name != "Set-Cookie"]
    assert len(set(names)) == len(names), "a header came twice"
    return Asked(int(status[:3]), dict(headers), sent)


def fresh(cache, address):
    """What Django answers now, asked in the one way in which the cache asks."""
    path, _mark, query = address.partition("?")
    return ask(cache.application.application, f"{path}?{question_of(path, query)}")


class Counting:
    """Django behind a cache, with what it was asked."""

    def __init__(self, application):
        self.application, self.asked, self.before = application, [], lambda path: None

    def __call__(self, environ, start_response):
        address = "?".join(filter(None, [environ["PATH_INFO"], environ["QUERY_STRING"]]))
        self.asked.append(address)
        self.before(address)
        return self.application(environ, start_response)


def wait_for(holds, seconds=10):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.005)
