"""Servers on loopback that stand for PagerDuty, Slack, webhooks and a mail relay."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Posted:
    """A request that came in."""

    path: str
    authorization: str
    body: Any


@attrs.define
class Received:
    """What has come in so far, and where to send more."""

    posts: list[Posted] = attrs.field(factory=list)
    mails: list[str] = attrs.field(factory=list)
    http_port: int = 0
    smtp_port: int = 0

    def to(self, path: str) -> list[Posted]:
        """Return the requests to *path*."""
        return [post for post in self.posts if post.path == path]


@contextmanager
def sinks() -> Iterator[Received]:
    """Serve while the block runs."""
    received = Received()
    servers = (
        ThreadingHTTPServer(("127.0.0.1", 0), _http(received)),
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), _smtp(received)),
    )
    received.http_port, received.smtp_port = (server.server_address[1] for server in servers)
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield received
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _http(received: Received) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append(
                Posted(
                    path=self.path,
                    authorization=self.headers.get("Authorization", ""),
                    body=json.loads(body),
                )
            )
            answer = b"ok" if self.path != "/pagerduty" else b'{"status": "success"}'
            self.send_response(202 if self.path == "/pagerduty" else 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _smtp(received: Received) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        """Just enough of https://www.rfc-editor.org/rfc/rfc5321 for one client."""

        def handle(self) -> None:
            self._say("220 sink")
            for line in iter(self.rfile.readline, b""):
                word = line.strip().upper()
                if word.startswith(b"EHLO"):
                    self._say("250-sink", "250 AUTH PLAIN")
                elif word.startswith(b"AUTH"):
                    self._say("235 welcome")
                elif word == b"DATA":
                    self._say("354 go on")
                    received.mails.append(self._data())
                    self._say("250 taken")
                elif word == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 fine")

        def _data(self) -> str:
            lines = list(iter(self.rfile.readline, b".\r\n"))
            return b"".join(lines).decode()

        def _say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    return Handler
