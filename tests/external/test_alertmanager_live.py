"""A running Alertmanager with our configuration: who is told, of what, in which words."""

from __future__ import annotations

import email
import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from email import policy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from observability.compile.inhibition import muting
from observability.compile.plan import Plan
from tests.alertmanager_catalog import plan, written
from tests.alertmanager_sinks import Received, sinks

pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(
        shutil.which("prometheus-alertmanager") is None, reason="Alertmanager is not installed"
    ),
]
ALERTS = "/api/v2/alerts"
SECRETS = "/etc/alertmanager/secrets"
PATIENCE = 20  # seconds; everything comes within one or two


def _until(what: Callable[[], Any]) -> Any:
    """Return the first true answer of *what*; the last one if patience ends."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = None
        with suppress(OSError):
            answer = what()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


def _twin(out: Path, received: Received) -> Path:
    """Point *out*'s configuration to the sinks, with haste and at any hour; return its file."""
    folder = out / "alertmanager"
    secrets = out / "secrets"
    secrets.mkdir()
    base = f"http://127.0.0.1:{received.http_port}"
    for name in ("ops-key", "shop-key", "smtp", "tickets", "deadman"):
        (secrets / name).write_text(f"the-{name}", encoding="utf-8")
    (secrets / "slack").write_text(f"{base}/slack", encoding="utf-8")
    text = (folder / "alertmanager.yml").read_text(encoding="utf-8").replace(SECRETS, str(secrets))
    text = text.replace("https://deadman.example.com", f"{base}/deadman")
    config = yaml.safe_load(text.replace("https://tickets.example.com/in", f"{base}/tickets"))
    config["global"] |= {
        "pagerduty_url": f"{base}/pagerduty",
        "smtp_smarthost": f"127.0.0.1:{received.smtp_port}",
        "smtp_require_tls": False,
    }
    _hasten(config["route"])
    config["time_intervals"][0]["time_intervals"] = [
        {"times": [{"start_time": "00:00", "end_time": "24:00"}]}
    ]
    file = folder / "twin.yml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    return file


def _hasten(route: dict[str, Any]) -> None:
    if "group_wait" in route:
        route["group_wait"] = "500ms"
        route["group_interval"] = "1s"
    for child in route.get("routes", ()):
        _hasten(child)


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ask(address: str, method: str, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection(address, timeout=5)
    headers = {"Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    with closing(connection), connection.getresponse() as answer:
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text) if text else None


def _get(address: str, path: str) -> Any:
    return _ask(address, "GET", path)


def _post(address: str, which: Plan) -> None:
    """Send every alert of *which*, as Prometheus would."""
    assert which.routing is not None
    annotations = {alert.alert: dict(alert.annotations) for alert in which.alerts}
    alerts = [
        {
            "labels": dict(test.labels),
            "annotations": annotations[test.labels["alertname"]],
            "generatorURL": "https://prometheus.example.com/graph?g0.expr=up&g0.tab=1",
        }
        for test in which.routing.tests
    ]
    _ask(address, "POST", ALERTS, alerts)


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Received]]:
    """Yield the address of an Alertmanager that got every alert, and what it has sent."""
    out = written(plan(), tmp_path_factory.mktemp("out"))
    with sinks() as inbox:
        address = f"127.0.0.1:{_port()}"
        command = [
            "prometheus-alertmanager",
            f"--config.file={_twin(out, inbox)}",
            f"--storage.path={out / 'data'}",
            f"--web.listen-address={address}",
            "--cluster.listen-address=",
        ]
        with (out / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as server:
            try:
                assert _until(lambda: _get(address, "/api/v2/status")), (out / "log").read_text()
                _post(address, plan())
                yield address, inbox
            finally:
                server.terminate()


def test_it_silences_what_our_model_silences(received: tuple[str, Received]) -> None:
    """Every alert fires at once; those and only those that another explains are held back."""
    base, _ = received
    routing = plan().routing
    assert routing is not None
    sent = tuple(test.labels for test in routing.tests)
    expected = {
        target["alertname"] for one in routing.inhibitions for _, target in muting(one, sent)
    }

    def held() -> set[str]:
        alerts = _get(base, ALERTS)
        return {one["labels"]["alertname"] for one in alerts if one["status"]["inhibitedBy"]}

    _until(lambda: held() == expected)

    assert expected == held()


def test_it_chooses_the_receivers_that_we_expect(received: tuple[str, Received]) -> None:
    """For every alert, the owners' receiver alone."""
    base, _ = received
    routing = plan().routing
    assert routing is not None
    alerts = _get(base, ALERTS)

    assert {test.labels["alertname"]: list(test.contacts) for test in routing.tests} == {
        one["labels"]["alertname"]: [each["name"] for each in one["receivers"]] for one in alerts
    }


def _about(received: Received, path: str, word: str) -> Any:
    """Return the body of the first request to *path* that holds *word*."""
    return _until(
        lambda: next((one.body for one in received.to(path) if word in json.dumps(one.body)), None)
    )


def test_slack_says_what_happened_and_where_to_look(received: tuple[str, Received]) -> None:
    """Summary, impact, runbook, dashboard, query and silence."""
    body = _about(received[1], "/slack", "StoreDown")
    (attachment,) = body["attachments"]

    assert (body["channel"], attachment["color"]) == ("#out", "danger")
    assert attachment["title"] == "[PAGE] The store is down"
    assert attachment["title_link"] == "https://example.com/runbooks/StoreDown.md"
    assert "Nothing can be ordered." in attachment["text"]
    assert "<https://example.com/runbooks/StoreDown.md|Runbook>" in attachment["text"]
    assert "|Dashboard>" in attachment["text"]
    query = "<https://prometheus.example.com/graph?g0.expr=up&amp;g0.tab=1|Query>"
    assert query in attachment["text"]
    assert 'alertname="StoreDown"' in unquote(attachment["text"])


def test_pagerduty_gets_an_event_with_links(received: tuple[str, Received]) -> None:
    """The key comes from its file, and the event leads to the runbook."""
    body = _about(received[1], "/pagerduty", "MailAvailabilityFastBurn")
    links = {one["text"]: one["href"] for one in body["links"]}

    assert body["routing_key"] == "the-shop-key"
    assert body["payload"]["severity"] == "critical"
    assert body["payload"]["component"] == "mail"
    assert body["payload"]["summary"].startswith("[PAGE] mail availability")
    assert links["Runbook"] == "https://example.com/runbooks/MailAvailabilityFastBurn.md"
    assert links["Dashboard"].startswith("https://grafana.example.com/d/")
    assert links["Silence"].startswith("https://alertmanager.example.com/#/silences/new?filter=%7B")
    assert "Runbook: " in body["payload"]["custom_details"]["what"]


def test_the_watchdog_is_heard_with_its_token(received: tuple[str, Received]) -> None:
    """The credential comes from its file, as a bearer token."""
    inbox = received[1]
    assert _about(inbox, "/deadman", "Watchdog")

    assert inbox.to("/deadman")[0].authorization == "Bearer the-deadman"


def test_the_watchdogs_receiver_hears_of_nothing_else(received: tuple[str, Received]) -> None:
    """It would take any alert for a heartbeat."""
    assert _about(received[1], "/deadman", "Watchdog")
    alerts = [one for post in received[1].to("/deadman") for one in post.body["alerts"]]

    assert {"Watchdog"} == {one["labels"]["alertname"] for one in alerts}


def _end_page(base: str) -> None:
    """End the page of the mail service, so that its ticket is told."""
    routing = plan().routing
    assert routing is not None
    name = "MailAvailabilityFastBurn"
    labels = [dict(one.labels) for one in routing.tests if one.labels["alertname"] == name]
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    _ask(base, "POST", ALERTS, [{"labels": one, "endsAt": now} for one in labels])


def test_a_ticket_comes_by_mail_once_its_page_is_over(received: tuple[str, Received]) -> None:
    """In text and in HTML, with the links; until then the page silences it."""
    base, inbox = received
    _end_page(base)
    raw = _until(lambda: next((one for one in inbox.mails if "SlowBurn" in one), ""))
    message = email.message_from_string(raw, policy=policy.default)
    html = message.get_body(("html",))
    text = message.get_body(("plain",))
    assert html is not None
    assert text is not None

    assert message["To"] == "shop@example.com"
    assert message["From"] == "alerts@example.com"
    assert message["Subject"].startswith("[TICKET] mail availability")
    runbook = "https://example.com/runbooks/MailAvailabilitySlowBurn.md"
    assert f'<a href="{runbook}">Runbook</a>' in html.get_content()
    assert f"Runbook: {runbook}" in text.get_content()
    assert 'href="https://alertmanager.example.com/#/silences/new?filter=%7B' in html.get_content()


def test_a_ticket_is_posted_with_its_token(received: tuple[str, Received]) -> None:
    """The ticket system gets Alertmanager's own format."""
    base, inbox = received
    _end_page(base)
    assert _about(inbox, "/tickets", "MailAvailabilitySlowBurn")

    assert {"Bearer the-tickets"} == {post.authorization for post in inbox.to("/tickets")}
