"""Ask a Prometheus, or what speaks like one: Thanos, Mimir, VictoriaMetrics."""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import IO, Any

import attrs

from observability.base.errors import ToolError
from observability.base.labels import Labels
from observability.compile.answer import Answer, Sample
from observability.io.errors import AccessError

__all__ = ["Access", "Prometheus"]

TENANT_HEADER = "X-Scope-OrgID"  # https://grafana.com/docs/mimir/latest/references/http-api/
_MOST = 64 * 2**20  # bytes; an answer about ten thousand SLOs has three million
_LONGEST = 2000  # characters of a query that still goes into a URL
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@attrs.frozen(kw_only=True)
class Access:
    """Where the query API is, and how to be let in; secrets are named, never held.

    Args:
        url: The URL below which ``/api/v1/query`` is, such as ``https://mimir/prometheus``.
        timeout: Seconds until an answer must be there.
        tenant: The ``X-Scope-OrgID`` of Mimir and Cortex.
        token_file: A file with a bearer token.
        token_env: An environment variable with one.
        user: The name for basic authentication.
        password_file: A file with the password.
        password_env: An environment variable with it.
        ca_file: Certificates to trust instead of the system's.
    """

    url: str
    timeout: float = 10
    tenant: str = ""
    token_file: str = ""
    token_env: str = ""
    user: str = ""
    password_file: str = ""
    password_env: str = ""
    ca_file: str = ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: urllib would take the credentials along, whoever is at the other end."""

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Leave the answer as it is."""


class Prometheus:
    """A connection to a query API.

    Raises:
        AccessError: If the URL is none, or a secret is not where it is said to be.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._url = _sound(access.url)
        self._secret = ""
        self._headers = {"Accept": "application/json", "User-Agent": "o11y"} | self._credentials()
        self._opener = self._opened()

    def ask(self, query: str, *, stats: bool = False) -> Answer:
        """Return what *query* yields now.

        Raises:
            ToolError: If there is no answer, or one that is none of Prometheus'.
        """
        words = {"query": query} | ({"stats": "all"} if stats else {})
        body = self._send(urllib.parse.urlencode(words))
        return _answer(self._parsed(body), self._url)

    def count(self, selector: str) -> int:
        """Return how many series *selector* has now.

        Raises:
            ToolError: As `ask`.
        """
        return sum(int(one.value) for one in self.ask(f"count({selector})").samples)

    def _send(self, words: str) -> bytes:
        url = f"{self._url}/api/v1/query"
        short = len(words) <= _LONGEST  # some gateways only let GET pass
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            f"{url}?{words}" if short else url,
            data=None if short else words.encode(),
            headers=self._headers,
        )
        try:
            with self._opener.open(request, timeout=self._access.timeout) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise ToolError(f"{self._url}: {self._reason(error)}") from None

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        """Return the whole body, if it comes in time: a socket's timeout starts with each byte."""
        end = time.monotonic() + self._access.timeout
        content = bytearray()
        while part := answer.read1(65_536):
            content += part
            if time.monotonic() > end:
                raise TimeoutError
            if len(content) > _MOST:
                raise ToolError(f"{self._url}: the answer is larger than {_MOST // 2**20} MiB")
        return bytes(content)

    def _refused(self, error: urllib.error.HTTPError) -> ToolError:
        """Return what an answer with a status other than 200 comes to."""
        with error:
            try:
                body = error.read(4096)
            except (OSError, http.client.HTTPException):
                body = b""
        if error.code in (301, 302, 303, 307, 308):
            place = error.headers.get("Location", "")
            told = f"it redirects to {_brief(place)}, which is not followed; give that URL"
            return ToolError(f"{self._url}: {self._hidden(told)}")
        told = f"status {error.code}: {_brief(_message(body)) or error.reason}"
        if error.code in (401, 403):
            told += "\n  = help: give --token-file, or --user with --password-file, or --tenant"
        return ToolError(f"{self._url}: {self._hidden(told)}")

    def _reason(self, error: OSError | http.client.HTTPException) -> str:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(cause, TimeoutError):
            return f"no answer within {self._access.timeout:g} s"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused: nothing listens there"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}; see --ca-file"
        return self._hidden(_brief(str(cause)) or type(cause).__name__)

    def _parsed(self, body: bytes) -> dict[str, Any]:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            shown = self._hidden(_brief(body.decode(errors="replace")))
            raise ToolError(f"{self._url}: it answers no JSON but {shown!r}") from None
        if not isinstance(found, dict) or "status" not in found:
            raise ToolError(f"{self._url}: it answers, but not as Prometheus does")
        if found["status"] != "success":
            told = _brief(f"{found.get('errorType', 'error')}: {found.get('error', 'no reason')}")
            raise ToolError(f"{self._url}: {self._hidden(told)}")
        return found

    def _credentials(self) -> dict[str, str]:
        access = self._access
        found = {TENANT_HEADER: access.tenant} if access.tenant else {}
        token = _secret("--token", access.token_file, access.token_env)
        password = _secret("--password", access.password_file, access.password_env)
        if token and access.user:
            raise AccessError("both a token and a user are given\n  = help: give one of them")
        if password and not access.user:
            raise AccessError("a password is given, but no --user")
        self._secret = token or password
        if token:
            found["Authorization"] = f"Bearer {token}"
        elif access.user:
            pair = base64.b64encode(f"{access.user}:{password}".encode()).decode()
            found["Authorization"] = f"Basic {pair}"
        for value in (token, access.tenant):
            if not (value.isascii() and value.isprintable()):
                raise AccessError("the token or tenant holds characters that no header can have")
        return found

    def _opened(self) -> urllib.request.OpenerDirector:
        try:
            trust = ssl.create_default_context(cafile=self._access.ca_file or None)
        except OSError as error:
            raise AccessError(f"{self._access.ca_file}: {error.strerror or error}") from None
        handlers: list[Any] = [_NoRedirect, urllib.request.HTTPSHandler(context=trust)]
        if urllib.parse.urlsplit(self._url).hostname in _LOOPBACK:
            handlers.append(urllib.request.ProxyHandler({}))
        return urllib.request.build_opener(*handlers)

    def _hidden(self, text: str) -> str:
        """Return *text* without the secret, which a server may send back."""
        return text.replace(self._secret, "***") if self._secret else text


def _sound(url: str) -> str:
    """Return *url* without a slash at its end."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        raise AccessError(f"{_brief(url)!r} is no URL") from None
    if parts.username is not None or parts.password is not None:
        where = f"{parts.scheme}://{parts.hostname}"
        raise AccessError(f"the URL of {where} holds credentials\n  = help: give --password-file")
    whole = url.isascii() and url.isprintable() and " " not in url and port != 0
    if parts.scheme not in ("http", "https") or not parts.hostname or not whole:
        raise AccessError(
            f"{_brief(url)!r} is no URL of a Prometheus\n  = help: write http://prometheus:9090"
        )
    if parts.query or parts.fragment:
        raise AccessError(f"{_brief(url)!r} has a query or a fragment\n  = help: leave it out")
    return url.rstrip("/")


def _secret(name: str, file: str, variable: str) -> str:
    """Return the secret in *file* or in the environment's *variable*; neither: nothing."""
    if file and variable:
        raise AccessError(f"both {name}-file and {name}-env are given\n  = help: give one of them")
    if variable:
        found = os.environ.get(variable, "").strip()
        if not found:
            raise AccessError(f"{name}-env: the environment has no {variable!r}, or it is empty")
        return found
    if not file:
        return ""
    try:
        with open(file, encoding="utf-8") as opened:
            found = opened.read(65_536).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError(f"{name}-file: {file} can not be read: {error}") from None
    if not found:
        raise AccessError(f"{name}-file: {file} is empty")
    return found


def _answer(found: dict[str, Any], url: str) -> Answer:
    data: Any = found.get("data")
    try:
        kind, result = data["resultType"], data["result"]
        rows = [{"metric": {}, "value": result}] if kind == "scalar" else result
        samples = tuple(
            Sample(labels=Labels(row["metric"]), value=float(row["value"][1])) for row in rows
        )
        stats = data.get("stats") or {}
        read = stats.get("samples", {}).get("totalQueryableSamples")
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise ToolError(f"{url}: it answers, but not as Prometheus does") from None
    warnings = [str(one) for one in found.get("warnings") or ()]
    if found.get("isPartial"):  # VictoriaMetrics
        warnings.append("the answer is partial")
    return Answer(samples=samples, read=read, warnings=tuple(warnings))


def _message(body: bytes) -> str:
    """Return what the body of an error says: Prometheus' own words, or the text as it is."""
    try:
        return str(json.loads(body)["error"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return body.decode(errors="replace")


def _brief(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 200 else f"{line[:197]}..."
