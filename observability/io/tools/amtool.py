"""Ask amtool: is the configuration valid, do alerts reach their owners, do the templates work."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from observability.base.errors import FormatError, ToolError
from observability.base.labels import Matcher
from observability.formats.plain import read_yaml
from observability.io.tools.run import Progress, ToolResult, ignore, run
from observability.serialize.json import dump

__all__ = ["check", "check_config", "render_templates", "test_routes"]

_TOOL = "amtool"
_USED = re.compile(r'template "([^"]+)"')
# What Prometheus fills in; the rest of an alert is known.
_ANNOTATIONS = {
    "summary": "5 % of <events> & more fail",
    "description": "An example.",
    "runbook_url": "https://runbooks.example.com/Example.md",
    "dashboard_url": "https://grafana.example.com/d/example?var-service=a&var-slo=b",
}


def check(out: Path, progress: Progress = ignore) -> tuple[ToolResult, ...]:
    """Judge the Alertmanager folder below *out*; *progress* hears of each result at once.

    Raises:
        ToolError: If amtool is missing, or there is no configuration.
    """
    results = []
    for result in _all(out / "alertmanager"):
        progress(result)
        results.append(result)
    return tuple(results)


def check_config(folder: Path) -> ToolResult:
    """Have the configuration read; credential files need not exist.

    Raises:
        ToolError: If amtool is missing.
    """
    return run(_TOOL, ["check-config", "alertmanager.yml"], folder=folder)


def test_routes(folder: Path) -> Iterator[ToolResult]:
    """Send the labels of every alert in ``tests/routes.yml`` through the routes.

    Raises:
        ToolError: If amtool is missing, or the file of expectations is no such file.
    """
    for labels, receivers in _expectations(folder):
        arguments = ["config", "routes", "test", "--config.file=alertmanager.yml"]
        arguments.append(f"--verify.receivers={','.join(receivers)}")
        arguments += [str(Matcher(label, "=", value)) for label, value in labels.items() if value]
        name = f"amtool config routes test alertname={labels['alertname']}"
        yield run(_TOOL, arguments, name=name, folder=folder)


def render_templates(folder: Path) -> Iterator[ToolResult]:
    """Render every template that a notification uses, for a firing and for a resolved group.

    Raises:
        ToolError: If amtool is missing, or the file of expectations is no such file.
    """
    names = _templates(folder)
    alerts = [labels for labels, _ in _expectations(folder)][:1]
    for status in ("firing", "resolved") if alerts else ():
        with tempfile.TemporaryDirectory() as scratch:
            data = Path(scratch) / "data.json"
            data.write_text(dump(_data(alerts[0], status)), encoding="utf-8")
            for name in names:
                yield _render(folder, name, status, data)


def _all(folder: Path) -> Iterator[ToolResult]:
    if not (folder / "alertmanager.yml").is_file():
        raise ToolError(f"there is no alertmanager.yml in {str(folder)!r}")
    yield check_config(folder)
    yield from test_routes(folder)
    yield from render_templates(folder)


def _render(folder: Path, name: str, status: str, data: Path) -> ToolResult:
    kind = "html" if name.endswith(".html") else "text"
    arguments = [
        "template",
        "render",
        "--template.glob=templates/*.tmpl",
        f'--template.text={{{{ template "{name}" . }}}}',
        f"--template.type={kind}",
        f"--template.data={data}",
    ]
    return run(_TOOL, arguments, name=f"amtool template render {name}, {status}", folder=folder)


def _templates(folder: Path) -> list[str]:
    """Return the names that the configuration uses; what these use is rendered with them."""
    return sorted(set(_USED.findall((folder / "alertmanager.yml").read_text(encoding="utf-8"))))


def _expectations(folder: Path) -> list[tuple[dict[str, str], list[str]]]:
    path = folder / "tests" / "routes.yml"
    try:
        entries = read_yaml(path.read_text(encoding="utf-8")) or []
        return [(entry["labels"], entry["receivers"]) for entry in entries]
    except (OSError, FormatError, TypeError, KeyError) as error:
        raise ToolError(f"{str(path)!r} holds no route tests: {error}") from error


def _data(labels: dict[str, str], status: str) -> dict[str, Any]:
    """Return a group of two alerts: https://pkg.go.dev/github.com/prometheus/alertmanager/template#Data."""
    alert = {
        "status": status,
        "labels": labels,
        "annotations": _ANNOTATIONS,
        "startsAt": "2026-01-02T03:04:05Z",
        "endsAt": "2026-01-02T04:05:06Z",
        "generatorURL": "https://prometheus.example.com/graph?g0.expr=up",
        "fingerprint": "0123456789abcdef",
    }
    return {
        "receiver": "example",
        "status": status,
        "alerts": [alert, {**alert, "annotations": {}, "labels": {**labels, "instance": "a b"}}],
        "groupLabels": {"alertname": labels["alertname"]},
        "commonLabels": labels,
        "commonAnnotations": {},
        "externalURL": "https://alertmanager.example.com",
    }
