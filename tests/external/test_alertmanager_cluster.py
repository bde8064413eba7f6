"""Two of each, as they are deployed: real servers that tell a person once, and survive a loss."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from tests.demo.servers import ask, free_port, program, ready, serving
from tests.stack_files import everything, workload

pytestmark = [
    pytest.mark.slow,
    pytest.mark.tool,
    pytest.mark.skipif(
        not (shutil.which("prometheus") and shutil.which("prometheus-alertmanager")),
        reason="prometheus or prometheus-alertmanager is not installed",
    ),
]
_LOOPBACK = "127.0.0.1"
_PATIENCE = 90  # seconds; a cluster settles in some ten
_TURN = 20  # seconds after which the second Alertmanager would have spoken: it waits for 15
_RULE = {"alert": "Fire", "expr": "vector(1)", "labels": {"team": "core"}}


@attrs.define
class Site:
    """Where two of each listen, and what has been told."""

    alertmanagers: list[int]
    told: list[dict[str, Any]] = attrs.field(factory=list)

    def alerts(self, number: int) -> list[dict[str, str]]:
        """Return the labels of the alerts that one Alertmanager knows."""
        found = ask(_url(self.alertmanagers[number]), "/api/v2/alerts")
        return [one["labels"] for one in found]


def _url(port: int) -> str:
    return f"http://{_LOOPBACK}:{port}"


def _until(what: Callable[[], Any]) -> Any:
    end = time.monotonic() + _PATIENCE
    while not (answer := what()) and time.monotonic() < end:
        time.sleep(0.3)
    return answer


def _args(number: int, ports: list[int], gossip: list[int], folder: Path) -> list[str]:
    """Return the arguments of one Alertmanager, as its pod has them, with loopback's addresses."""
    spec = workload("alertmanager")["spec"]
    args = list(spec["template"]["spec"]["containers"][0]["args"])
    own = f"{_LOOPBACK}:{gossip[number]}"
    places = {"0.0.0.0:9094": own, "$(POD_IP):9094": own, "/alertmanager": str(folder)}
    for pod, port in enumerate(gossip):
        host = f"alertmanager-{pod}.{spec['serviceName']}.monitoring.svc:9094"
        places[host] = f"{_LOOPBACK}:{port}"
    for old, new in places.items():
        args = [
            one.replace(old, new) if one.startswith(("--cluster", "--storage")) else one
            for one in args
        ]
    args = [one for one in args if not one.startswith(("--config.file", "--web"))]
    config = folder.parent / "alertmanager.yml"
    return [*args, f"--config.file={config}", f"--web.listen-address={_LOOPBACK}:{ports[number]}"]


def _receiver(port: int) -> dict[str, Any]:
    hook = {"url": f"http://{_LOOPBACK}:{port}/hook", "send_resolved": False}
    return {
        "route": {"receiver": "one", "group_wait": "1s", "group_interval": "1s"},
        "receivers": [{"name": "one", "webhook_configs": [hook]}],
    }


def _prometheus(replica: int, targets: list[int]) -> dict[str, Any]:
    """Return what is generated about labels and alerts; Prometheus 3 fills the variable in."""
    made = yaml.safe_load(everything()["prometheus/prometheus.yml"])
    alerting = made["alerting"]
    addresses = [f"{_LOOPBACK}:{port}" for port in targets]
    assert len(alerting["alertmanagers"][0]["static_configs"][0]["targets"]) == len(addresses)
    alerting["alertmanagers"][0]["static_configs"][0]["targets"] = addresses
    labels = {
        name: value.replace("${POD_NAME}", f"prometheus-{replica}")
        for name, value in made["global"]["external_labels"].items()
    }
    return {
        "global": {"evaluation_interval": "1s", "external_labels": labels},
        "rule_files": ["rules.yml"],
        "alerting": alerting,
    }


@contextmanager
def _site(folder: Path) -> Iterator[Site]:
    site = Site(alertmanagers=[free_port(), free_port()])
    gossip = [free_port(), free_port()]

    def hook(_host: str, _path: str, body: bytes) -> tuple[int, str, bytes]:
        site.told.append(json.loads(body))
        return 200, "text/plain", b"ok"

    with ExitStack() as running:
        sink = running.enter_context(serving(hook))
        (folder / "alertmanager.yml").write_text(yaml.safe_dump(_receiver(sink)))
        for number, port in enumerate(site.alertmanagers):
            own = folder / f"alertmanager-{number}"
            own.mkdir()
            args = _args(number, site.alertmanagers, gossip, own)
            _start(running, own, port, "prometheus-alertmanager", *args)
        _run_prometheus(folder, site, running)
        yield site


def _run_prometheus(folder: Path, site: Site, running: ExitStack) -> None:
    for number in range(2):
        own = folder / f"prometheus-{number}"
        own.mkdir()
        group = {"name": "one", "rules": [_RULE]}
        (own / "rules.yml").write_text(yaml.safe_dump({"groups": [group]}))
        config = own / "prometheus.yml"
        config.write_text(yaml.safe_dump(_prometheus(number, site.alertmanagers)))
        port = free_port()
        args = (
            f"--config.file={config}",
            f"--storage.tsdb.path={own}/data",
            f"--web.listen-address={_LOOPBACK}:{port}",
        )
        _start(running, own, port, "prometheus", *args)


def _start(running: ExitStack, folder: Path, port: int, name: str, *args: str) -> None:
    started = running.enter_context(program(folder, name, *args))
    ready(f"{_url(port)}/-/ready", started, folder / f"{name}.log")


def test_two_of_each_tell_once(tmp_path: Path) -> None:
    """Two Prometheus send one alert to two Alertmanagers, and one of these speaks."""
    with _site(tmp_path) as site:
        _until(lambda: site.told)
        known = [site.alerts(0), site.alerts(1)]
        time.sleep(_TURN)
        peers = ask(_url(site.alertmanagers[0]), "/api/v2/status")["cluster"]["peers"]

    assert 2 == len(peers)
    assert [[{"alertname": "Fire", "cluster": "quizmentor-prod", "team": "core"}]] * 2 == known
    assert 1 == len(site.told)
