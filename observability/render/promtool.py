"""promtool's unit tests, one file a proof."""

from __future__ import annotations

from typing import Any

from observability.base.quantity import number
from observability.compile.plan import (
    ExpectedAlert,
    ExpectedSample,
    Plan,
    TestCase,
    TestFile,
)
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the test files of *plan*."""
    return tuple(_file(file) for file in plan.tests)


def _file(file: TestFile) -> Document:
    return Document(
        path=f"prometheus/tests/{file.name}.yml",
        format="yaml",
        body={
            "rule_files": [f"../rules/{name}.yml" for name in file.rules],
            "evaluation_interval": str(file.evaluation),
            "group_eval_order": list(file.groups),
            "tests": [_case(case) for case in file.cases],
        },
        title=file.title,
    )


def _case(case: TestCase) -> dict[str, Any]:
    body: dict[str, Any] = {"name": case.name, "interval": str(case.interval)}
    if case.series:
        body["input_series"] = [{"series": one.series, "values": one.values} for one in case.series]
    if case.alerts:
        body["alert_rule_test"] = [_alert(alert) for alert in case.alerts]
    if case.samples:
        body["promql_expr_test"] = [_sample(sample) for sample in case.samples]
    return body


def _alert(alert: ExpectedAlert) -> dict[str, Any]:
    return {
        "eval_time": str(alert.at),
        "alertname": alert.alert,
        "exp_alerts": [
            {"exp_labels": dict(labels), "exp_annotations": dict(annotations)}
            for labels, annotations in alert.instances
        ],
    }


def _sample(sample: ExpectedSample) -> dict[str, Any]:
    expected = (
        [] if sample.value is None else [{"labels": str(sample.labels), "value": _number(sample)}]
    )
    return {"expr": sample.query, "eval_time": str(sample.at), "exp_samples": expected}


def _number(sample: ExpectedSample) -> int | float:
    text = number(sample.value) if sample.value is not None else "0"
    return float(text) if "." in text else int(text)
