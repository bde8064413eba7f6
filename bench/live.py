"""The CPU that rules cost: servers side by side over the same data, with their rule managers on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import attrs
from design import Design, kind
from fleet import Fleet
from servers import Server, running, say

NONE = Design(name="no rules", files={}, rules=())

_CONFIGURATION = """\
global: {{scrape_interval: {scrape}s, evaluation_interval: {evaluation}s}}
rule_files: [rules/*.yml]
scrape_configs:
- job_name: fleet
  honor_labels: true
  scrape_timeout: {scrape}s
  static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
# Recorded series have no instance and no job: those of the scrape are taken away.
_BARE = '  metric_relabel_configs: [{action: labeldrop, regex: "job|instance"}]\n'


@attrs.frozen(kw_only=True)
class Bill:
    """What a server did within *seconds*, net of the server without rules, for each SLO."""

    design: str
    rules: float
    cpu: float  # milliseconds a second
    recorded: float  # series
    evaluations: float  # a second, not for each SLO
    failures: int
    missed: int
    rule_time: dict[str, float]  # microseconds a second by kind, at the last evaluation


@attrs.frozen(kw_only=True)
class Timing:
    """How long the servers run before they are measured, and how long they are."""

    warm_up: int
    seconds: int


@attrs.frozen(kw_only=True)
class Scene:
    """What all servers of a comparison share: the fleet and its exporter."""

    fleet: Fleet
    port: int
    bare: bool = False  # whether what is scraped stands for recorded series

    def configuration(self) -> str:
        """Return the configuration of a server."""
        made = _CONFIGURATION.format(
            scrape=self.fleet.scrape, evaluation=self.fleet.evaluation, port=self.port
        )
        return made + (_BARE if self.bare else "")


def bills(homes: Mapping[Path, Design], scene: Scene, timing: Timing, bare: Path) -> list[Bill]:
    """Return the bill of each design, whose history is in its home; all run at once.

    A server without rules runs beside them in *bare*.
    """
    designs = tuple(homes.values())
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(_furnished(home, design, scene)))
            for home, design in ((bare, NONE), *homes.items())
        ]
        say(f"live: {len(servers)} servers, {timing.warm_up} s to warm up")
        time.sleep(timing.warm_up)
        before = [(one.metrics(), one.cpu()) for one in servers]
        say(f"live: measuring for {timing.seconds} s")
        time.sleep(timing.seconds)
        used = [one.cpu() - cpu for one, (_, cpu) in zip(servers, before, strict=True)]
        after = [one.metrics() for one in servers]
        others = after[0]["prometheus_tsdb_head_series"]
        return [
            _bill(design, server, scene, timing, (cpu - used[0], first, last, others))
            for design, server, cpu, (first, _), last in zip(
                designs, servers[1:], used[1:], before[1:], after[1:], strict=True
            )
        ]


def _furnished(home: Path, design: Design, scene: Scene) -> Path:
    design.write(home / "rules")
    (home / "prometheus.yml").write_text(scene.configuration())
    return home


def _bill(
    design: Design,
    server: Server,
    scene: Scene,
    timing: Timing,
    measured: tuple[float, dict[str, float], dict[str, float], float],
) -> Bill:
    cpu, first, last, others = measured
    slos = scene.fleet.slos
    evaluated = "prometheus_rule_evaluations_total"
    return Bill(
        design=design.name,
        rules=len(design.rules) / slos,
        cpu=1000 * cpu / timing.seconds / slos,
        recorded=(last["prometheus_tsdb_head_series"] - others) / slos,
        evaluations=(last[evaluated] - first[evaluated]) / timing.seconds,
        failures=int(last["prometheus_rule_evaluation_failures_total"]),
        missed=int(last["prometheus_rule_group_iterations_missed_total"]),
        rule_time=_rule_time(server, slos),
    )


def _rule_time(server: Server, slos: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for group in server.rules():
        for rule in group["rules"]:
            what = kind(rule["name"], rule.get("labels", {}))
            spent = 1e6 * rule["evaluationTime"] / group["interval"] / slos
            found[what] = found.get(what, 0.0) + spent
    return dict(sorted(found.items(), key=lambda one: -one[1]))
