"""Budgets against the truth: our rules and the Sloth shape over the same month of requests.

    .venv/bin/python bench/accuracy.py [--days 31]

Writes the counters as blocks, lets a Prometheus on loopback evaluate the generated rules over the
whole month, and asks it for the 30-day ratio. Needs prometheus and promtool; a few minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from month import DAY, SCENARIOS, samples, truth

from observability import (
    SLO,
    Availability,
    Counter,
    Deployment,
    Email,
    Environment,
    Project,
    Resources,
    Service,
    Team,
    seconds,
)
from observability.compile.recording import events_group
from observability.compile.windows import windows_file
from observability.promql.printer import text

START = 1_700_006_400  # a midnight, UTC
SLOTH_RATIO = "sloth:ratio5m"


def main() -> int:
    """Print the table and fail if one of our budgets is off by more than half a percent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=31)
    days = parser.parse_args().days
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _write_blocks(home, days)
        _record(home, home / "first.yml", days, 30)
        _record(home, home / "second.yml", days, 300)
        with _prometheus(home) as url:
            ours = _ask(url, _period(), days)
            sloth = _ask(url, _sloth_period(), days)
    return _print(ours, sloth, days)


def _slos() -> tuple[Project, Service, tuple[SLO, ...]]:
    mail = [Email(to="team@example.com")]
    team = Team(name="team", page=mail, ticket=mail)
    url = "http://localhost"
    project = Project(
        name="month", owner=team, grafana=url, prometheus=url, alertmanager=url, runbooks=url,
        scrape_interval=seconds(30),
    )  # fmt: skip
    environment = Environment(name="test", namespace="test", cluster="test")
    resources = Resources(cpu="1", memory="1Gi")
    slos = []
    for index, scenario in enumerate(SCENARIOS):
        service = Service(
            name=f"s{index}", team=team, environment=environment, description=scenario.name,
            workload=Deployment(image="x:1", requests=resources),
        )  # fmt: skip
        requests = Counter(service=service, name="http_requests_total", labels=["code"])
        sli = Availability(total=requests, failed={"code": "5.."})
        slos.append(
            SLO(service=service, name="slo", objective=99.9, sli=sli, description=scenario.name)
        )
    return project, slos[0].service, tuple(slos)


def _write_blocks(home: Path, days: int) -> None:
    path = home / "month.om"
    with path.open("w") as file:
        file.write("# TYPE http_requests counter\n")
        for index, scenario in enumerate(SCENARIOS):
            identity = f'job="s{index}",namespace="test"'
            told = list(samples(scenario, days))
            for code, column in (("500", 1), ("200", 2)):
                for one in told:
                    if one[column] is not None:
                        name = f'http_requests_total{{{identity},code="{code}"}}'
                        file.write(f"{name} {one[column]} {START + one[0]}\n")
        file.write("# EOF\n")
    _blocks(path, home)
    _write_rules(home)


def _write_rules(home: Path) -> None:
    """The rules of the generator, in two passes: what reads counters, and what reads that."""
    project, service, slos = _slos()
    first = [
        {"record": rule.record, "expr": text(rule.expr), "labels": dict(rule.labels)}
        for rule in events_group(service, slos, project).rules
    ]
    ratios = []
    for slo in slos:
        errors, total = (rate(seconds(300)) for rate in (slo.sli.error_rate, slo.sli.event_rate))
        sloth = f"({text(errors)}) / ({text(total)})"
        ratios.append({"record": SLOTH_RATIO, "expr": sloth, "labels": dict(slo.ids)})
    buckets = next(one for one in windows_file(project).groups if one.name == "slo-buckets")
    second = [{"record": rule.record, "expr": text(rule.expr)} for rule in buckets.rules]
    for name, rules in (("first", first), ("second", second + ratios)):
        group = {"name": name, "rules": rules}
        (home / f"{name}.yml").write_text(yaml.safe_dump({"groups": [group]}))


def _record(home: Path, rules: Path, days: int, step: int) -> None:
    """Evaluate *rules* over the whole month, as a rule manager would have, into new blocks."""
    group = yaml.safe_load(rules.read_text())["groups"][0]
    lines = home / "recorded.om"
    with _prometheus(home) as url, lines.open("w") as file:
        for name in dict.fromkeys(rule["record"] for rule in group["rules"]):
            file.write(f"# TYPE {name} gauge\n")
            for rule in group["rules"]:
                if rule["record"] == name:
                    file.writelines(_evaluated(url, rule, days, step))
        file.write("# EOF\n")
    _blocks(lines, home)


def _evaluated(url: str, rule: dict[str, object], days: int, step: int) -> Iterator[str]:
    """Yield the samples of *rule*, in slices below the limit of 11000 points a query."""
    found: dict[str, list[str]] = {}
    for begin in range(START, START + days * DAY + 1, 10_000 * step):
        end = min(begin + 9_999 * step, START + days * DAY)
        words = {"query": str(rule["expr"]), "start": begin, "end": end, "step": step}
        for one in _get(f"{url}/api/v1/query_range", words):
            metric = {key: value for key, value in one["metric"].items() if key != "__name__"}
            labels = metric | dict(rule.get("labels", {}))  # type: ignore[call-overload]
            inner = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
            series = f"{rule['record']}{{{inner}}}"
            samples_ = found.setdefault(series, [])
            samples_.extend(f"{series} {value} {int(at)}\n" for at, value in one["values"])
    for lines in found.values():
        yield from lines


def _blocks(lines: Path, home: Path) -> None:
    _run(
        "promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h",
        str(lines), str(home / "data"),
    )  # fmt: skip


def _period() -> str:
    project, _, _ = _slos()
    period = next(one for one in windows_file(project).groups if one.name == "slo-period")
    return text(period.rules[0].expr)


def _sloth_period() -> str:
    return f"sum_over_time({SLOTH_RATIO}[30d]) / count_over_time({SLOTH_RATIO}[30d])"


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words[:4])} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def _prometheus(home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / "prometheus.yml").write_text("{}")
    server = subprocess.Popen(
        [
            "prometheus", f"--config.file={home / 'prometheus.yml'}",
            f"--storage.tsdb.path={home / 'data'}", "--storage.tsdb.retention.time=10y",
            f"--web.listen-address=127.0.0.1:{port}", "--query.max-samples=500000000",
            "--query.timeout=10m", "--log.level=error",
        ]
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/-/ready")
        yield url
    finally:
        server.terminate()
        server.wait(60)


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def _ask(url: str, query: str, days: int) -> dict[str, float]:
    result = _get(f"{url}/api/v1/query", {"query": query, "time": START + days * DAY})
    return {one["metric"]["sloth_service"]: float(one["value"][1]) for one in result}


def _get(url: str, words: dict[str, object]) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(words)}") as answer:
        found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
    return found


def _print(ours: dict[str, float], sloth: dict[str, float], days: int) -> int:
    heads = ("truth", "ours", "off by", "Sloth", "off by")
    print(f"{'30-day budget used (99.9 %)':32}" + "".join(f"{one:>9}" for one in heads))
    worst = 0.0
    for index, scenario in enumerate(SCENARIOS):
        errors, total = truth(scenario, days)
        true = errors / total
        mine, theirs = ours[f"s{index}"], sloth.get(f"s{index}", math.nan)
        worst = max(worst, abs(mine / true - 1))
        cells = (true * 1000, mine * 1000, theirs * 1000)
        off = [f"{100 * (value / true - 1):+.2f}%" for value in (mine, theirs)]
        print(
            f"{scenario.name:32}{cells[0]:9.4f}{cells[1]:9.4f}{off[0]:>9}{cells[2]:9.4f}{off[1]:>9}"
        )
    print(f"worst of ours: {worst:.3%}")
    return 0 if worst <= 0.005 else 1


if __name__ == "__main__":
    sys.exit(main())
