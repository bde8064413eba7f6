"""The rules that Sloth makes for an SLO: eight windows, seven facts, two alerts.

Written after its documentation and the rules it publishes as examples; see docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from design import Design, Rule
from fleet import FAILED, METRIC, NAMESPACE, OBJECTIVE, Fleet

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
PERIOD = "30d"
# severity: short, long window and factor of the quick pair, then of the slow one
ALERTS = {
    "page": (("5m", "1h", 14.4), ("30m", "6h", 6)),
    "ticket": (("2h", "1d", 3), ("6h", "3d", 1)),
}
_JOIN = "on(sloth_id, sloth_slo, sloth_service) group_left"


def sloth(fleet: Fleet) -> Design:
    """Return the rules of the Sloth shape, a file for each SLO."""
    files, rules = {}, []
    for number in range(fleet.slos):
        groups = list(_groups(fleet, number))
        body = [
            {"name": name, "interval": f"{fleet.evaluation}s", "rules": [_body(one) for one in own]}
            for name, own in groups
        ]
        files[f"slo-{number}.yml"] = yaml.safe_dump({"groups": body}).encode()
        rules += [rule for _, own in groups for rule in own]
    return Design(name="Sloth shape", files=files, rules=tuple(rules))


def _groups(fleet: Fleet, number: int) -> Iterator[tuple[str, list[Rule]]]:
    service, name, every = fleet.service(number), fleet.slo(number), fleet.evaluation
    slo = f"{service}-{name}"
    ids = {"sloth_id": slo, "sloth_service": service, "sloth_slo": name}
    own = {"job": service, "namespace": NAMESPACE, **fleet.only(number)}
    found = "{" + ", ".join(f'{label}="{value}"' for label, value in sorted(ids.items())) + "}"
    ratios = [
        Rule(
            every=every,
            record=f"slo:sli_error:ratio_rate{window}",
            query=_period(found) if window == PERIOD else _ratio(own, window),
            labels=ids | {"sloth_window": window},
        )
        for window in (*WINDOWS, PERIOD)
    ]
    yield f"sloth-slo-sli-recordings-{slo}", ratios
    yield f"sloth-slo-meta-recordings-{slo}", list(_facts(ids, found, every))
    alerts = [
        Rule(
            every=every,
            alert=slo,
            query=_alert(found, *pairs),
            labels={"sloth_severity": severity},
        )
        for severity, pairs in ALERTS.items()
    ]
    yield f"sloth-slo-alerts-{slo}", alerts


def _ratio(own: dict[str, str], window: str) -> str:
    chosen = ", ".join(f'{label}="{value}"' for label, value in own.items())
    errors = f'sum(rate({METRIC}{{{chosen}, code=~"{FAILED}"}}[{window}]))'
    return f"({errors})\n/\n(sum(rate({METRIC}{{{chosen}}}[{window}])))\n"


def _period(found: str) -> str:
    series = f"slo:sli_error:ratio_rate5m{found}[{PERIOD}]"
    return f"sum_over_time({series})\n/ ignoring (sloth_window)\ncount_over_time({series})\n"


def _facts(ids: dict[str, str], found: str, every: int) -> Iterator[Rule]:
    objective = float(OBJECTIVE) / 100
    burn = f"slo:sli_error:ratio_rate%s{found}\n/ {_JOIN}\nslo:error_budget:ratio{found}\n"
    facts = {
        "slo:objective:ratio": f"vector({objective!r})",
        "slo:error_budget:ratio": f"vector(1-{objective!r})",
        "slo:time_period:days": "vector(30)",
        "slo:current_burn_rate:ratio": burn % "5m",
        "slo:period_burn_rate:ratio": burn % PERIOD,
        "slo:period_error_budget_remaining:ratio": f"1 - slo:period_burn_rate:ratio{found}",
    }
    for record, query in facts.items():
        yield Rule(every=every, record=record, query=query, labels=ids)
    about = {"sloth_mode": "cli-gen-prom", "sloth_objective": str(OBJECTIVE)}
    about |= {"sloth_spec": "prometheus/v1", "sloth_version": "v0.16.0"}
    yield Rule(every=every, record="sloth_slo_info", query="vector(1)", labels=ids | about)


def _alert(found: str, *pairs: tuple[str, str, float]) -> str:
    budget = (100 - float(OBJECTIVE)) / 100

    def burns(window: str, factor: float) -> str:
        series = f"slo:sli_error:ratio_rate{window}{found}"
        return f"max({series} > ({factor} * {budget!r})) without (sloth_window)"

    both = [f"({burns(one, by)} and {burns(two, by)})" for one, two, by in pairs]
    return "\nor\n".join(both)


def _body(rule: Rule) -> dict[str, object]:
    kind = {"record": rule.record} if rule.record else {"alert": rule.alert}
    return {**kind, "expr": rule.query, "labels": dict(rule.labels)}
