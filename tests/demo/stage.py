"""All servers together, watching a world that can be made to fail; and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import yaml

from observability.compile.plan import Plan
from tests.demo import twin
from tests.demo.page import status_page
from tests.demo.servers import ask, free_port, program, ready, serving
from tests.demo.world import World

__all__ = ["Stage", "staged"]

_TEXT, _JSON, _HTML = "text/plain; version=0.0.4", "application/json", "text/html; charset=utf-8"


@attrs.define
class Stage:
    """The running servers, and what they have done so far.

    Args:
        plan: What was generated.
        world: What is scraped.
        addresses: The job that answers at each address.
        act: What is shown now, in words.
        fired: When each alert was first seen firing in Prometheus, in seconds since the start.
        told: When each alert first reached a receiver, and which.
        held: The alerts that Alertmanager kept back for a reason, with the reason.
    """

    plan: Plan
    world: World
    addresses: dict[str, str]
    url: str = ""
    alertmanager: str = ""
    act: str = "starting"
    began: float = attrs.field(factory=time.time)
    fired: dict[str, float] = attrs.field(factory=dict)
    told: dict[str, tuple[float, str]] = attrs.field(factory=dict)
    held: dict[str, str] = attrs.field(factory=dict)

    @property
    def expected(self) -> tuple[str, ...]:
        """The name of every alert of the estate."""
        return tuple(dict.fromkeys(one.alert for one in self.plan.alerts))

    def passed(self) -> float:
        """Return the seconds since the start."""
        return time.time() - self.began

    def query(self, promql: str) -> list[dict[str, Any]]:
        """Return the series that Prometheus answers with, now."""
        found: list[dict[str, Any]] = ask(self.url, "/api/v1/query", query=promql)["data"]["result"]
        return found

    def look(self) -> None:
        """Note which alerts fire, and which of them Alertmanager holds back."""
        for one in ask(self.url, "/api/v1/alerts")["data"]["alerts"]:
            if one["state"] == "firing":
                self.fired.setdefault(one["labels"]["alertname"], self.passed())
        for one in ask(self.alertmanager, "/api/v2/alerts"):
            name, status = one["labels"]["alertname"], one["status"]
            if status["state"] == "suppressed":
                why = "inhibited" if status["inhibitedBy"] else "silenced"
                self.held.setdefault(name, why)

    def failures(self) -> list[str]:
        """Return the rules whose evaluation failed, with the error."""
        groups = ask(self.url, "/api/v1/rules")["data"]["groups"]
        return [
            f"{rule['name']}: {rule['lastError']}"
            for group in groups
            for rule in group["rules"]
            if rule["health"] == "err"
        ]

    def answer(self, host: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        """Answer as a target for Prometheus, as a receiver, or with the status page."""
        if path.startswith("/hook/"):
            self._note(path.removeprefix("/hook/"), body)
            return 200, _JSON, b"{}"
        if host in self.addresses:
            if self.world.silent:
                return 503, _TEXT, b"nobody is here\n"
            return 200, _TEXT, self.world.page(self.addresses[host], time.time())
        if path == "/":
            return 200, _HTML, status_page(self).encode()
        return 404, _TEXT, b"nothing here\n"

    def _note(self, receiver: str, body: bytes) -> None:
        for one in json.loads(body)["alerts"]:
            name = one["labels"]["alertname"]
            self.told.setdefault(name, (self.passed(), receiver))


@contextmanager
def staged(plan: Plan, out: Path, folder: Path, port: int = 0) -> Iterator[Stage]:
    """Start all servers in *folder*; stop them when the block ends."""
    stage = Stage(plan=plan, world=World(plan.catalog, time.time()), addresses={})
    with ExitStack() as stack:
        sink = stack.enter_context(serving(stage.answer, port))
        alerts, metrics = free_port(), free_port()
        twin.write_rules(twin.hastened(plan), folder)
        config = twin.configuration(out, folder, f"http://127.0.0.1:{sink}", alerts)
        stage.addresses |= _addresses(config, folder)
        stage.alertmanager, stage.url = f"http://127.0.0.1:{alerts}", f"http://127.0.0.1:{metrics}"
        twin.alertmanager(out, folder, f"http://127.0.0.1:{sink}")
        _start(
            stack, folder, f"{stage.alertmanager}/-/ready",
            "prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=told",
            f"--web.listen-address=127.0.0.1:{alerts}", "--cluster.listen-address=",
        )  # fmt: skip
        _start(
            stack, folder, f"{stage.url}/-/ready",
            "prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
            f"--web.listen-address=127.0.0.1:{metrics}", "--rules.alert.resend-delay=5s",
        )  # fmt: skip
        stage.began = stage.world.began = time.time()
        yield stage


def _start(stack: ExitStack, folder: Path, url: str, *words: str) -> None:
    running = stack.enter_context(program(folder, *words))
    ready(url, running, folder / f"{words[0]}.log")


def _addresses(config: Path, folder: Path) -> dict[str, str]:
    """Return which job answers at each address of the configuration."""
    found: dict[str, str] = {}
    for job in yaml.safe_load(config.read_text())["scrape_configs"]:
        for one in job.get("static_configs", ()):
            found |= dict.fromkeys(one["targets"], job["job_name"])
        for one in job.get("file_sd_configs", ()):
            for target in json.loads((folder / one["files"][0]).read_text()):
                name = "__meta_kubernetes_pod_label_app_kubernetes_io_name"
                pods = job["job_name"] == "kubernetes-pods"
                own = target["labels"].get(name, "") if pods else job["job_name"]
                found |= dict.fromkeys(target["targets"], own)
    return {urlsplit(f"//{address}").netloc: job for address, job in found.items()}
