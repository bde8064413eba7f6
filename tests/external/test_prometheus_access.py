"""The client of the query API: let in by a real Prometheus, and clear about what goes wrong."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from observability.base.errors import ToolError
from observability.io.errors import AccessError
from observability.io.prometheus import Access, Prometheus
from tests.prometheus_server import blocks, needs_prometheus, serving

PASSWORD = "let-me-in"  # noqa: S105 - of a server that runs for a minute
HASHED = "$2b$04$L8NQm00B7PXtbhDF8A5KRO3.YRtkRfzApOGwb.PQwYgh0NEbgPVbm"  # bcrypt of it


def _failure(access: Access, query: str = "1") -> str:
    with pytest.raises((ToolError, AccessError)) as caught:
        Prometheus(access).ask(query)
    return str(caught.value)


# -- a real server -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve below a path, over TLS, to one user only."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder: Path = tmp_path_factory.mktemp("guarded")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*make, *names, *files], cwd=folder, check=True, capture_output=True)
    (folder / "web.yml").write_text(
        "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n"
        f"basic_auth_users: {{reader: '{HASHED}'}}\n"
    )
    (folder / "password").write_text(f"{PASSWORD}\n")
    now = int(time.time())
    blocks(folder, [f'up{{job="{job}"}} 1 {now}' for job in ("a", "b", "c")])
    options = (f"--web.config.file={folder / 'web.yml'}", "--web.route-prefix=/prometheus")
    with serving(folder, options=options, ready=_answers(folder)) as url:
        yield f"{url.replace('http:', 'https:')}/prometheus/", folder


def _answers(folder: Path) -> Any:
    def ready(url: str) -> None:
        Prometheus(_access(f"{url.replace('http:', 'https:')}/prometheus", folder)).ask("1")

    return ready


def _access(url: str, folder: Path, **changes: Any) -> Access:
    secrets = {"user": "reader", "password_file": str(folder / "password")}
    return Access(**({"url": url, "ca_file": str(folder / "cert.pem")} | secrets | changes))


@pytest.mark.tool
@needs_prometheus
class TestRealServer:
    """What a real Prometheus answers to."""

    def test_path_certificate_and_user(self, guarded: tuple[str, Path]) -> None:
        """With all three, queries are answered, short and long ones."""
        server = Prometheus(_access(*guarded))
        long = " or ".join(f'up{{job="{number}"}}' for number in range(300)) + " or up"

        assert 3 == server.count("up")
        assert 3 == len(server.ask(long).samples)

    def test_statistics(self, guarded: tuple[str, Path]) -> None:
        """The samples that were read are counted where that is asked for."""
        server = Prometheus(_access(*guarded))

        assert [None, 3] == [server.ask("up", stats=wanted).read for wanted in (False, True)]

    def test_scalar(self, guarded: tuple[str, Path]) -> None:
        """A number is one sample without labels."""
        (found,) = Prometheus(_access(*guarded)).ask("scalar(vector(7))").samples

        assert (7.0, {}) == (found.value, dict(found.labels))

    def test_secret_in_the_environment(
        self, guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The password may be in a variable instead of a file."""
        monkeypatch.setenv("READER", PASSWORD)
        access = _access(*guarded, password_file="", password_env="READER")

        assert 3 == Prometheus(access).count("up")

    def test_wrong_password(
        self, guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It says what is refused and how to be let in, and never the secret."""
        monkeypatch.setenv("READER", "wrong-secret")
        told = _failure(_access(*guarded, password_file="", password_env="READER"))

        assert ("status 401: Unauthorized" in told, "--password-file" in told) == (True, True)
        assert "wrong-secret" not in told

    def test_certificate_of_somebody_else(self, guarded: tuple[str, Path]) -> None:
        """Without the certificate at hand, nothing is sent."""
        told = _failure(_access(*guarded, ca_file=""))

        assert "its certificate is not trusted" in told

    def test_query_that_is_wrong(self, guarded: tuple[str, Path]) -> None:
        """Prometheus' own words are passed on."""
        assert "parse error" in _failure(_access(*guarded), "sum(")


# -- servers that are none -----------------------------------------------------------------------

GOOD = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
BODIES = {
    "/html": (200, b"<html>Grafana</html>"),
    "/list": (200, b"[1, 2]"),
    "/half": (200, b'{"status":"success","data":{"resultType":"vector","result":[{}]}}'),
    "/failed": (422, b'{"status":"error","errorType":"execution","error":"too many samples"}'),
    "/long": (500, b"x" * 5000),
    "/echo": (403, b"no such token: tell-nobody"),
    "/away": (302, b""),
    "/deep": (200, b"[" * 100_000),
    "/partial": (200, GOOD.replace(b'"data"', b'"warnings":["a store is away"],"data"')),
    "/vm": (200, GOOD.replace(b'"data"', b'"isPartial":true,"data"')),
    "/cut": (200, GOOD[:30]),
    "/good": (200, GOOD),
}


class _Pretender(BaseHTTPRequestHandler):
    """Answer as the first part of the path says."""

    seen: list[dict[str, str]] = []  # noqa: RUF012 - of the handler's class, which is the server's

    def do_GET(self) -> None:
        kind = self.path.partition("/api/")[0]
        self.seen.append({"path": self.path.partition("?")[0], **self.headers})
        if kind == "/slow":
            time.sleep(1)
            return
        if kind == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b" ")
                time.sleep(0.1)
            return
        status, body = BODIES.get(kind, (404, b"404 page not found"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://{self.headers['Host']}/good")
        self.send_header("Content-Length", str(len(body) * (2 if kind == "/cut" else 1)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def pretender() -> Iterator[str]:
    """Serve as what is no Prometheus."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pretender)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/html", "it answers no JSON but '<html>Grafana</html>'"),
        ("/list", "it answers, but not as Prometheus does"),
        ("/half", "it answers, but not as Prometheus does"),
        ("/failed", "status 422: too many samples"),
        ("/long", f"status 500: {'x' * 197}..."),
        ("/deep", "it answers no JSON but"),
        ("/cut", "it answers no JSON but"),
        ("/nothing", "status 404: 404 page not found"),
        ("/slow", "no answer within 0.3 s"),
        ("/drip", "no answer within 0.3 s"),
    ],
)
def test_what_is_no_prometheus_is_told(pretender: str, path: str, told: str) -> None:
    """One line says what came instead."""
    found = _failure(Access(url=pretender + path, timeout=0.3))

    assert found.startswith(f"{pretender}{path}: {told}")
    assert len(found) < 400


def test_secrets_that_come_back_are_hidden(pretender: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that repeats the token does not get it printed."""
    monkeypatch.setenv("TOKEN", "tell-nobody")
    found = _failure(Access(url=f"{pretender}/echo", token_env="TOKEN"))

    assert ("no such token: ***" in found, "tell-nobody" in found) == (True, False)


def test_redirects_are_not_followed(pretender: str) -> None:
    """The credentials stay with the server that they were given for."""
    found = _failure(Access(url=f"{pretender}/away"))

    assert f"it redirects to {pretender}/good, which is not followed" in found


@pytest.mark.parametrize("path", ["/partial", "/vm"])
def test_partial_answers_are_marked(pretender: str, path: str) -> None:
    """What Thanos and VictoriaMetrics say of missing parts is kept."""
    assert Prometheus(Access(url=pretender + path)).ask("up").warnings


def test_headers(pretender: str, tmp_path: Path) -> None:
    """Tenant, token and path arrive as the servers expect them."""
    (tmp_path / "token").write_text("abc\n")
    access = Access(url=f"{pretender}/good/", tenant="shop", token_file=str(tmp_path / "token"))
    Prometheus(access).ask("up")
    seen = {name.lower(): value for name, value in _Pretender.seen[-1].items()}

    assert ("/good/api/v1/query", "shop", "Bearer abc") == (
        seen["path"],
        seen["x-scope-orgid"],
        seen["authorization"],
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"url": "ftp://prometheus"}, "no URL of a Prometheus"),
        ({"url": "prometheus:9090"}, "no URL of a Prometheus"),
        ({"url": "http://"}, "no URL of a Prometheus"),
        ({"url": "http://host:70000"}, "is no URL"),
        ({"url": "http://host:0"}, "no URL of a Prometheus"),
        ({"url": "http://ho st"}, "no URL of a Prometheus"),
        ({"url": "http://host/?a=b"}, "has a query or a fragment"),
        ({"url": "http://me:hidden@host"}, "holds credentials"),
        ({"token_env": "NO_SUCH_VARIABLE"}, "the environment has no 'NO_SUCH_VARIABLE'"),
        ({"token_file": "/no/such/file"}, "/no/such/file can not be read"),
        ({"token_file": "/dev/null"}, "is empty"),
        ({"password_env": "PATH"}, "no --user"),
        ({"password_env": "PATH", "password_file": "x"}, "both --password-file and --password-env"),
        ({"token_env": "PATH", "user": "me"}, "both a token and a user"),
        ({"tenant": "a\nb"}, "characters that no header can have"),
        ({"ca_file": "/no/such/file"}, "/no/such/file"),
    ],
)
def test_what_can_not_be_asked_is_told(changes: dict[str, str], told: str) -> None:
    """Before anything is sent, and without saying a secret."""
    found = _failure(Access(**({"url": "http://127.0.0.1:1"} | changes)))

    assert (told in found, "hidden" in found) == (True, False)
