"""What is scraped: an HTTP server, in a process of its own, whose counters grow with the clock."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

from fleet import CounterSeries
from servers import LOOPBACK


@contextmanager
def exporting(counters: Sequence[CounterSeries], gauges: Sequence[str] = ()) -> Iterator[int]:
    """Show *counters* and the lines *gauges* until the block ends; yield the port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(
        target=_serve, args=(theirs, list(counters), list(gauges)), daemon=True
    )
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join(10)


def _serve(told: Connection, counters: list[CounterSeries], gauges: list[str]) -> None:
    fixed = "".join(f"{line}\n" for line in gauges)

    class Metrics(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            now = time.time()
            lines = [f"{one.name} {one.at(now)}\n" for one in counters]
            body = ("".join(lines) + fixed).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Metrics)
    told.send(server.server_address[1])
    server.serve_forever()
