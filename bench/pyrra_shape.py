"""The rules that Pyrra makes for an SLO: an increase, seven windows, four alerts, one of absence.

Written after its documentation; its rules for performance over accuracy are not among them. For a
period of 30 days it divides it by fixed numbers, which yields windows such as 6h26m.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from design import Design, Rule
from fleet import FAILED, METRIC, NAMESPACE, OBJECTIVE, Fleet

PERIOD = 30 * 24 * 60  # minutes
# factor, and what the period is divided by for the short and for the long window
ALERTS = ((14, 8064, 672), (7, 1344, 112), (2, 336, 28), (1, 112, 7))
OFTEN = 30  # seconds between evaluations of windows and alerts
SELDOM = 150  # and of the increase over the period, from 28 to 35 days
_NAME = METRIC.removesuffix("_total")


def pyrra(fleet: Fleet) -> Design:
    """Return the rules of the Pyrra shape, a file for each SLO."""
    files, rules = {}, []
    for number in range(fleet.slos):
        name = f"{fleet.service(number)}-{fleet.slo(number)}"
        own = {"job": fleet.service(number), "namespace": NAMESPACE, **fleet.only(number)}
        groups = [
            (f"{name}-increase", SELDOM, list(_period(name, own))),
            (name, OFTEN, [*_windows(name, own), *_alerts(name, own)]),
        ]
        body = [
            {"name": group, "interval": f"{every}s", "rules": [_body(one) for one in held]}
            for group, every, held in groups
        ]
        files[f"{name}.yml"] = yaml.safe_dump({"groups": body}).encode()
        rules += [rule for _, _, held in groups for rule in held]
    return Design(name="Pyrra shape", files=files, rules=tuple(rules))


def _period(name: str, own: dict[str, str]) -> Iterator[Rule]:
    found = f"{METRIC}{{{_chosen(own)}}}"
    query = f"sum by (code) (increase({found}[30d]))"
    yield Rule(SELDOM, query, record=f"{_NAME}:increase30d", labels=own | {"slo": name})
    yield Rule(SELDOM, f"absent({found}) == 1", alert="SLOMetricAbsent", labels=own)


def _windows(name: str, own: dict[str, str]) -> Iterator[Rule]:
    windows = sorted({round(PERIOD / by) for _, short, long in ALERTS for by in (short, long)})
    chosen = _chosen(own)
    for window in map(_text, windows):
        errors = f'sum(rate({METRIC}{{{chosen}, code=~"{FAILED}"}}[{window}]))'
        query = f"{errors} / sum(rate({METRIC}{{{chosen}}}[{window}]))"
        yield Rule(OFTEN, query, record=f"{_NAME}:burnrate{window}", labels=own | {"slo": name})


def _alerts(name: str, own: dict[str, str]) -> Iterator[Rule]:
    found = f'{{{_chosen(own)}, slo="{name}"}}'
    for factor, short, long in ALERTS:
        limit = f"({factor} * (1-{float(OBJECTIVE) / 100!r}))"
        both = (_text(round(PERIOD / by)) for by in (short, long))
        query = " and ".join(f"{_NAME}:burnrate{one}{found} > {limit}" for one in both)
        yield Rule(OFTEN, query, alert="ErrorBudgetBurn", labels=own | {"slo": name})


def _text(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (left, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def _chosen(own: dict[str, str]) -> str:
    return ", ".join(f'{label}="{value}"' for label, value in own.items())


def _body(rule: Rule) -> dict[str, object]:
    kind = {"record": rule.record} if rule.record else {"alert": rule.alert}
    return {**kind, "expr": rule.query, "labels": dict(rule.labels)}
