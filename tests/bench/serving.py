"""Timing the search page as a browser gets it, over a socket."""

import http.client
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from urllib.parse import quote

from archive.store import Archive
from index.search import SearchIndex
from warraq.serving import listen
from web import create_app


@contextmanager
def served(archive: Archive, index: SearchIndex) -> Iterator[int]:
    """Serve an archive as `warraq serve` does, and yield the port."""
    server = listen(create_app(archive, index, searches_a_minute=0), "127.0.0.1", 0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def first_bytes(port: int, queries: Sequence[str]) -> tuple[list[float], list[int]]:
    """Return the milliseconds to the first byte of each query's page, and the pages' bytes."""
    times, sizes = [], []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for query in queries:
        started = time.perf_counter()
        connection.request("GET", f"/?q={quote(query)}", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        times.append(1000 * (time.perf_counter() - started))
        assert response.status == 200
        sizes.append(len(response.read()))
    connection.close()
    return times, sizes
