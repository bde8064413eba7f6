"""All servers together, watching a world that can be made to fail; and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

from observability.compile.plan import Plan
from tests.demo import twin
from tests.demo.page import status_page
from tests.demo.panels import Question, questions
from tests.demo.promise import promised
from tests.demo.servers import ask, free_port, program, ready, serving
from tests.demo.world import World

__all__ = ["Stage", "staged"]

_TEXT, _JSON, _HTML = "text/plain; version=0.0.4", "application/json", "text/html; charset=utf-8"


@attrs.define(slots=False)
class Stage:
    """The running servers, and what they have done so far.

    Args:
        plan: What was generated.
        world: What is scraped.
        targets: The labels of what is scraped at each address, as relabelling made them.
        act: What is shown now, in words.
        fired: When each alert was first seen firing in Prometheus, in seconds since the start.
        told: When each alert first reached a receiver, and which.
        held: The alerts that Alertmanager kept back, and the alert because of which.
        asked: What the dashboards ask.
        open: What of it had no data yet.
    """

    plan: Plan
    world: World
    targets: dict[str, dict[str, str]] = attrs.field(factory=dict)
    url: str = ""
    alertmanager: str = ""
    act: str = "starting"
    began: float = attrs.field(factory=time.time)
    fired: dict[str, float] = attrs.field(factory=dict)
    told: dict[str, tuple[float, str]] = attrs.field(factory=dict)
    held: dict[str, str] = attrs.field(factory=dict)
    asked: tuple[Question, ...] = ()
    open: list[Question] = attrs.field(factory=list)

    @property
    def expected(self) -> tuple[str, ...]:
        """The name of every alert of the estate."""
        return tuple(dict.fromkeys(one.alert for one in self.plan.alerts))

    @property
    def unheard(self) -> list[str]:
        """The alerts that fired and that nobody heard of, nor of another that is the reason."""
        return [one for one in self.fired if one not in self.told and one not in self.held]

    @property
    def lacking(self) -> list[str]:
        """The queries that had no data yet and should have, while all is well."""
        return [str(one) for one in self.open if not one.is_quiet]

    @cached_property
    def promised(self) -> dict[str, float]:
        """The seconds from a total failure to each page of an SLO, as `o11y slo show` has it."""
        return promised(self.plan)

    def passed(self) -> float:
        """Return the seconds since the start."""
        return time.time() - self.began

    def summary(self) -> str:
        """Return what has been seen so far, in words."""
        answered, fired = len(self.asked) - len(self.open), len(self.fired)
        inhibited = len(self.held.keys() - self.told.keys())
        return (
            f"{fired} of {len(self.expected)} alerts fired, {len(self.told)} were told,"
            f" {inhibited} inhibited; {answered} of {len(self.asked)} queries of panels have data"
        )

    def query(self, promql: str) -> list[dict[str, Any]]:
        """Return the series that Prometheus answers with, now."""
        found: list[dict[str, Any]] = ask(self.url, "/api/v1/query", query=promql)["data"]["result"]
        return found

    def look(self) -> None:
        """Note which alerts fire, and which of them Alertmanager holds back."""
        for one in ask(self.url, "/api/v1/alerts")["data"]["alerts"]:
            if one["state"] == "firing":
                self.fired.setdefault(one["labels"]["alertname"], self.passed())
        known = ask(self.alertmanager, "/api/v2/alerts")
        names = {one["fingerprint"]: one["labels"]["alertname"] for one in known}
        for one in known:
            causes = sorted(names.get(cause, "") for cause in one["status"]["inhibitedBy"])
            if causes:
                self.held.setdefault(one["labels"]["alertname"], causes[0])

    def inquire(self) -> None:
        """Ask again what the dashboards ask, if it had no data."""
        self.open = [one for one in self.open if not self._answer_to(one)]

    def _answer_to(self, one: Question) -> list[dict[str, Any]]:
        if not one.needs_range:
            return self.query(one.expr)
        moments = {"start": str(self.began), "end": str(time.time()), "step": "15"}
        told = ask(self.url, "/api/v1/query_range", query=one.expr, **moments)
        found: list[dict[str, Any]] = told["data"]["result"]
        return found

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
        if host:
            target = self._target(host)
            page = self.world.page(target, time.time()) if target else None
            return (200, _TEXT, page) if page is not None else (503, _TEXT, b"nobody is here\n")
        if path == "/":
            return 200, _HTML, status_page(self).encode()
        return 404, _TEXT, b"nothing here\n"

    def _target(self, host: str) -> dict[str, str] | None:
        """Return the labels of what Prometheus scrapes at *host*, once it knows them itself."""
        if host not in self.targets:
            for one in ask(self.url, "/api/v1/targets", state="active")["data"]["activeTargets"]:
                self.targets[urlsplit(one["scrapeUrl"]).netloc] = one["labels"]
        return self.targets.get(host)

    def _note(self, receiver: str, body: bytes) -> None:
        for one in json.loads(body)["alerts"]:
            name = one["labels"]["alertname"]
            self.told.setdefault(name, (self.passed(), receiver))


@contextmanager
def staged(plan: Plan, out: Path, folder: Path, port: int = 0) -> Iterator[Stage]:
    """Start all servers in *folder*; stop them when the block ends."""
    stage = Stage(plan=plan, world=World(plan.catalog, time.time()))
    stage.asked = questions(plan)
    stage.open = list(stage.asked)
    with ExitStack() as stack:
        sink = stack.enter_context(serving(stage.answer, port))
        alerts, metrics = free_port(), free_port()
        twin.write_rules(twin.hastened(plan), folder)
        twin.configuration(out, folder, f"http://127.0.0.1:{sink}", alerts)
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
